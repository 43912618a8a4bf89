/**
 * OpenTelemetry's `@opentelemetry/instrumentation-*` packages among the app's own dependencies start by themselves and
 * record through us, except for libraries that have a hook of ours: nothing is to be recorded twice.
 */
import Module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const PREFIX = '@opentelemetry/instrumentation-';

/** What our own hooks watch, as these packages are called. */
const OURS = new Set(
  [
    ...['http', 'undici', 'express', 'fastify', 'koa', 'hapi', 'nestjs-core', 'router', 'connect'],
    ...['pg', 'mysql2', 'mongodb', 'mongoose', 'ioredis', 'redis', 'redis-4', 'memcached', 'knex'],
    ...['amqplib', 'kafkajs', 'graphql', 'socket.io', 'grpc', 'aws-sdk'],
  ].map((name) => PREFIX + name),
);

/** Without a request around them these are the loading of modules: a thousand transactions at each start. */
const SETTINGS = new Map([[`${PREFIX}fs`, { requireParentSpan: true }]]);

/** Libraries whose instrumentation breaks them where they are imported (seen with 0.67, a namespace is called as a function). */
const ONLY_REQUIRED = new Set(['lru-memoizer']);

interface Instrumentation {
  getModuleDefinitions?(): { name: string }[];
}

export interface App {
  /** The file that names it and its dependencies. */
  manifestFile: string;
  dependencies: readonly string[];
}

export function startAppInstrumentations(
  { manifestFile, dependencies }: App,
  warn: (message: string) => void,
): void {
  const require = createRequire(manifestFile);
  const libraries: string[] = [];
  for (const name of dependencies) {
    if (!name.startsWith(PREFIX) || OURS.has(name)) continue;
    try {
      libraries.push(...startAll(require(name), SETTINGS.get(name)));
    } catch (error) {
      warn(`${name} could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (libraries.length > 0) followImports(require, libraries);
}

/** They switch themselves on when they are made. @returns the libraries that they wait for */
function startAll(exports: Record<string, unknown>, settings: object | undefined): string[] {
  const libraries: string[] = [];
  for (const name of Object.keys(exports)) {
    const Class = exports[name];
    if (!name.endsWith('Instrumentation') || typeof Class !== 'function') continue;
    const started = new (Class as new (settings?: object) => Instrumentation)(settings);
    libraries.push(...(started.getModuleDefinitions?.() ?? []).map((definition) => definition.name));
  }
  return libraries;
}

/** ES modules reach them by the hook of `@opentelemetry/instrumentation`, told to leave all other modules as they are. */
function followImports(require: NodeJS.Require, libraries: string[]): void {
  const include = libraries.filter((name) => !ONLY_REQUIRED.has(name));
  try {
    const hook = pathToFileURL(require.resolve('@opentelemetry/instrumentation/hook.mjs'));
    Module.register(hook, pathToFileURL(__filename), { data: { include } });
  } catch {
    // Not to be reached from the app: libraries that are required are watched all the same.
  }
}
