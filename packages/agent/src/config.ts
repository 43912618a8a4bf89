/**
 * What the agent was told, from the environment. A wrong value is named once and replaced by its default: a
 * typo in a setting must never keep an app from starting.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from './load/app-instrumentations.ts';
import { proxyFor } from './send/proxy.ts';
import { type Environment, Settings } from './settings.ts';

export interface AgentConfig {
  url: URL;
  /** Of each request: the key, and what another backend wants. */
  headers: Record<string, string>;
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

const DEFAULT_URL = 'http://127.0.0.1:4318';
const KEY_HEADER = 'x-tracebin-key';

export function readConfig(
  environment: Environment,
  entryFile: string | undefined,
  warn: (message: string) => void,
): AgentConfig {
  const settings = new Settings(environment, warn);
  const manifest = findManifest(entryFile);
  const fromOpenTelemetry = settings.pairs('OTEL_RESOURCE_ATTRIBUTES');
  const service =
    settings.text('TRACEBIN_SERVICE') ??
    settings.text('OTEL_SERVICE_NAME') ??
    (fromOpenTelemetry['service.name'] || manifest.name || 'unknown_service:node');
  const version = settings.text('TRACEBIN_SERVICE_VERSION') ?? manifest.version;
  const stage = settings.text('TRACEBIN_ENVIRONMENT') ?? settings.text('NODE_ENV');
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
  const url = serverUrl(settings, warn);
  const key = settings.text('TRACEBIN_KEY');
  return {
    url,
    proxy: proxyFor(
      url,
      {
        proxy: settings.text('TRACEBIN_PROXY'),
        httpProxy: settings.text('HTTP_PROXY') ?? settings.text('http_proxy'),
        httpsProxy: settings.text('HTTPS_PROXY') ?? settings.text('https_proxy'),
        noProxy: settings.text('NO_PROXY') ?? settings.text('no_proxy'),
      },
      warn,
    ),
    headers: { ...settings.headers('OTEL_EXPORTER_OTLP_HEADERS'), ...(key ? { [KEY_HEADER]: key } : {}) },
    service,
    enabled: settings.isOn('TRACEBIN_ENABLED', true),
    sampleRatio: settings.number('TRACEBIN_SAMPLE_RATIO', 1, 0, 1),
    keepSlowerThanMs: settings.number('TRACEBIN_KEEP_SLOWER_THAN_MS', 1_000, 0, 3_600_000),
    flushIntervalMs: settings.number('TRACEBIN_FLUSH_INTERVAL_MS', 5_000, 50, 600_000),
    healthIntervalMs: settings.number('TRACEBIN_HEALTH_INTERVAL_MS', 15_000, 0, 3_600_000),
    app: settings.isOn('TRACEBIN_OPENTELEMETRY', true) ? manifest.app : undefined,
    ignoredPaths: new Set(settings.list('TRACEBIN_IGNORE_PATHS')),
    captureParameters: settings.isOn('TRACEBIN_CAPTURE_PARAMETERS', false),
    develop: settings.isOn('TRACEBIN_DEV', false),
    resource,
  };
}

function serverUrl(settings: Settings, warn: (message: string) => void): URL {
  const given = settings.text('TRACEBIN_URL') ?? settings.text('OTEL_EXPORTER_OTLP_ENDPOINT') ?? DEFAULT_URL;
  try {
    const url = new URL(given.includes('://') ? given : `http://${given}`);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('not http');
    return url;
  } catch {
    const shown = JSON.stringify(given.replace(/\/\/.*@/, '//'));
    warn(`TRACEBIN_URL is not an address: ${shown}; using ${DEFAULT_URL}`);
    return new URL(DEFAULT_URL);
  }
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
