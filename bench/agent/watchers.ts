/**
 * Who watches the application, and how each is installed and started. The others are installed when they are first asked for,
 * in a folder of their own below `node_modules/.cache`: together they are half a gigabyte, which no lockfile should know.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtRegister } from '../../packages/agent/test/run-app.ts';

const HERE = import.meta.dirname;
const WORKSPACE = join(HERE, '../..');
const INSTALLED = join(WORKSPACE, 'node_modules/.cache/tracebin-bench');

export interface Watcher {
  name: string;
  /** Flags of Node. */
  flags: string[];
  env: Record<string, string>;
}

interface Description {
  packages?: string[];
  /** @param folder where its packages are */
  flags?: (folder: string) => string[];
  env?: (sinkUrl: string) => Record<string, string>;
}

const otlp = (sinkUrl: string) => ({
  OTEL_SERVICE_NAME: 'watched',
  OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  // With its own bounds the SDK would drop most of what this load makes, and look cheaper than it is.
  OTEL_BSP_MAX_QUEUE_SIZE: '200000',
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2048',
  OTEL_BSP_SCHEDULE_DELAY: '1000',
});

/** Versions are the newest that run on Node 20; everything but traces is switched off where it can be. */
const WATCHERS: Record<string, Description> = {
  none: {},
  'none again': {},
  tracebin: {
    flags: () => ['--import', builtRegister()],
    env: (url) => ({
      TRACEBIN_URL: url,
      TRACEBIN_FLUSH_INTERVAL_MS: '1000',
      TRACEBIN_HEALTH_INTERVAL_MS: '0',
    }),
  },
  'otel http+express+pg': {
    packages: [
      '@opentelemetry/api@1.9',
      '@opentelemetry/sdk-node@0.223.0',
      '@opentelemetry/instrumentation-http@0.223.0',
      '@opentelemetry/instrumentation-express@0.71.1',
      '@opentelemetry/instrumentation-pg@0.76.0',
    ],
    flags: () => ['--import', join(HERE, 'opentelemetry.mjs')],
    env: otlp,
  },
  'otel auto': {
    packages: [
      '@opentelemetry/api@1.9',
      '@opentelemetry/sdk-node@0.223.0',
      '@opentelemetry/auto-instrumentations-node@0.81.2',
    ],
    flags: (folder) => [
      ...['--experimental-loader', `${folder}/@opentelemetry/instrumentation/hook.mjs`, '--no-warnings'],
      ...['--require', `${folder}/@opentelemetry/auto-instrumentations-node/build/src/register.js`],
    ],
    env: otlp,
  },
  'dd-trace': {
    packages: ['dd-trace@5.132.0'],
    flags: (folder) => ['--import', `${folder}/dd-trace/initialize.mjs`],
    env: (url) => ({
      DD_TRACE_AGENT_URL: url,
      DD_SERVICE: 'watched',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
      DD_REMOTE_CONFIGURATION_ENABLED: 'false',
      DD_TRACE_STARTUP_LOGS: 'false',
      DD_TRACE_SAMPLE_RATE: '1',
      DD_TRACE_RATE_LIMIT: '-1',
    }),
  },
  elastic: {
    packages: ['elastic-apm-node@4.18.0'],
    flags: (folder) => [
      ...['--experimental-loader', `${folder}/elastic-apm-node/loader.mjs`, '--no-warnings'],
      ...['--require', `${folder}/elastic-apm-node/start.js`],
    ],
    env: (url) => ({
      ELASTIC_APM_SERVER_URL: url,
      ELASTIC_APM_SERVICE_NAME: 'watched',
      ELASTIC_APM_CENTRAL_CONFIG: 'false',
      ELASTIC_APM_METRICS_INTERVAL: '0s',
      ELASTIC_APM_CLOUD_PROVIDER: 'none',
      ELASTIC_APM_API_REQUEST_TIME: '1s',
      ELASTIC_APM_LOG_LEVEL: 'off',
      // Its default of 1,024 drops spans without a word under this load.
      ELASTIC_APM_MAX_QUEUE_SIZE: '200000',
    }),
  },
  sentry: {
    packages: ['@sentry/node@11.12.0'],
    flags: () => ['--import', join(HERE, 'sentry.mjs')],
    env: (url) => ({ SENTRY_DSN: `${url.replace('://', '://key@')}/1` }),
  },
};

export const OURS = 'tracebin';

/** An application that nobody watches. */
export function isNone(name: string): boolean {
  return name.startsWith('none');
}

export const WATCHER_NAMES = Object.keys(WATCHERS);

/** @throws when its packages cannot be installed */
export function prepareWatcher(name: string, sinkUrl: string): Watcher {
  const description = WATCHERS[name];
  if (description === undefined)
    throw new Error(`unknown watcher ${JSON.stringify(name)}; there are ${WATCHER_NAMES.join(', ')}`);
  const { packages, flags, env } = description;
  const folder = packages ? install(name, packages) : '';
  return {
    name,
    flags: flags?.(folder) ?? [],
    env: { ...env?.(sinkUrl), BENCH_MODULES: folder },
  };
}

/** @returns the folder `node_modules` with the packages in it */
function install(name: string, packages: string[]): string {
  const folder = join(INSTALLED, name.replace(/\W+/g, '-'));
  const modules = join(folder, 'node_modules');
  const stamp = join(folder, 'installed');
  if (!existsSync(stamp)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    console.log(`installing ${packages.join(' ')}`);
    const { status } = spawnSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...packages],
      { cwd: folder, stdio: 'inherit' },
    );
    if (status !== 0) throw new Error(`${name} could not be installed`);
    writeFileSync(stamp, '');
  }
  return modules;
}
