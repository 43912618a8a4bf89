/**
 * What the agent was told, from the environment. A wrong value is named once and replaced by its default: a
 * typo in a setting must never keep an app from starting.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from './load/app-instrumentations.ts';
import { proxyFor } from './send/proxy.ts';

export interface AgentConfig {
  url: URL;
  key: string | undefined;
  /** Leads to the server; none when the way is direct. */
  proxy: URL | undefined;
  service: string;
  enabled: boolean;
  sampleRatio: number;
  keepSlowerThanMs: number;
  flushIntervalMs: number;
  /** How often process and host are measured; 0 is never. */
  healthIntervalMs: number;
  /** The app as its package.json describes it; undefined where there is none, or where this is switched off. */
  app: App | undefined;
  ignoredPaths: ReadonlySet<string>;
  captureParameters: boolean;
  /** Repeated queries are said in the terminal. */
  develop: boolean;
  resource: Record<string, unknown>;
}

interface Manifest {
  name?: string;
  version?: string | undefined;
  app?: App;
}

type Environment = Record<string, string | undefined>;

const DEFAULT_URL = 'http://127.0.0.1:4318';

export function readConfig(
  environment: Environment,
  entryFile: string | undefined,
  warn: (message: string) => void,
): AgentConfig {
  const manifest = findManifest(entryFile);
  const fromOpenTelemetry = parseResource(environment.OTEL_RESOURCE_ATTRIBUTES);
  const service =
    environment.TRACEBIN_SERVICE ||
    environment.OTEL_SERVICE_NAME ||
    fromOpenTelemetry['service.name'] ||
    manifest.name ||
    'unknown_service:node';
  const version = environment.TRACEBIN_SERVICE_VERSION || manifest.version;
  const stage = environment.TRACEBIN_ENVIRONMENT || environment.NODE_ENV;
  const resource: Record<string, unknown> = {
    ...(version ? { 'service.version': version } : {}),
    ...(stage ? { 'deployment.environment.name': stage } : {}),
    'host.name': hostname(),
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'telemetry.sdk.name': 'tracebin',
    'telemetry.sdk.language': 'nodejs',
    ...fromOpenTelemetry,
    'service.name': service,
  };
  const number = (name: string, fallback: number, least: number, most: number) =>
    numberOf(environment, name, fallback, least, most, warn);
  const url = serverUrl(environment, warn);
  return {
    url,
    proxy: proxyFor(
      url,
      {
        proxy: environment.TRACEBIN_PROXY,
        httpProxy: environment.HTTP_PROXY || environment.http_proxy,
        httpsProxy: environment.HTTPS_PROXY || environment.https_proxy,
        noProxy: environment.NO_PROXY || environment.no_proxy,
      },
      warn,
    ),
    key: environment.TRACEBIN_KEY || undefined,
    service,
    enabled: !/^(0|false|off|no)$/i.test(environment.TRACEBIN_ENABLED ?? ''),
    sampleRatio: number('TRACEBIN_SAMPLE_RATIO', 1, 0, 1),
    keepSlowerThanMs: number('TRACEBIN_KEEP_SLOWER_THAN_MS', 1_000, 0, 3_600_000),
    flushIntervalMs: number('TRACEBIN_FLUSH_INTERVAL_MS', 5_000, 50, 600_000),
    healthIntervalMs: number('TRACEBIN_HEALTH_INTERVAL_MS', 15_000, 0, 3_600_000),
    app: environment.TRACEBIN_OPENTELEMETRY === '0' ? undefined : manifest.app,
    ignoredPaths: new Set((environment.TRACEBIN_IGNORE_PATHS ?? '').split(',').filter((path) => path !== '')),
    captureParameters: environment.TRACEBIN_CAPTURE_PARAMETERS === '1',
    develop: environment.TRACEBIN_DEV === '1',
    resource,
  };
}

function serverUrl(environment: Environment, warn: (message: string) => void): URL {
  const given = environment.TRACEBIN_URL || environment.OTEL_EXPORTER_OTLP_ENDPOINT || DEFAULT_URL;
  try {
    const url = new URL(given.includes('://') ? given : `http://${given}`);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('not http');
    return url;
  } catch {
    warn(`TRACEBIN_URL is not an address: ${JSON.stringify(given)}; using ${DEFAULT_URL}`);
    return new URL(DEFAULT_URL);
  }
}

function numberOf(
  environment: Environment,
  name: string,
  fallback: number,
  least: number,
  most: number,
  warn: (message: string) => void,
): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  warn(`${name} must be a number from ${least} to ${most}, not ${JSON.stringify(text)}; using ${fallback}`);
  return fallback;
}

/** `key=value,key=value` with percent-encoded values (OpenTelemetry specification, resource SDK). */
function parseResource(text: string | undefined): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const pair of (text ?? '').split(',')) {
    const at = pair.indexOf('=');
    if (at <= 0) continue;
    const value = pair.slice(at + 1).trim();
    try {
      attributes[pair.slice(0, at).trim()] = decodeURIComponent(value);
    } catch {
      attributes[pair.slice(0, at).trim()] = value;
    }
  }
  return attributes;
}

/** The nearest package.json above the app's entry file names the service where nobody else does. */
function findManifest(entryFile: string | undefined): Manifest {
  let folder = entryFile ? dirname(entryFile) : process.cwd();
  for (let depth = 0; depth < 20; depth++) {
    try {
      const manifestFile = join(folder, 'package.json');
      const { name, version, dependencies } = JSON.parse(readFileSync(manifestFile, 'utf8'));
      if (typeof name === 'string')
        return {
          name,
          version: typeof version === 'string' ? version : undefined,
          app: { manifestFile, dependencies: Object.keys(dependencies ?? {}) },
        };
    } catch {
      // Not here or not readable: look further up.
    }
    const above = dirname(folder);
    if (above === folder) break;
    folder = above;
  }
  return {};
}
