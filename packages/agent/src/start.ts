/**
 * Starts the agent: recorder, hooks, sender, OpenTelemetry globals. Nothing in here may throw into the app.
 */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { AGENT, type Agent, createAgent, runningAgent } from './agent.ts';
import { readConfig } from './config.ts';
import { warnOfRepeats } from './develop/warn-of-repeats.ts';
import { watchHealth } from './health/watch-health.ts';
import { followFastify } from './hook/fastify.ts';
import { hookFetch } from './hook/fetch.ts';
import type { HookContext } from './hook/hook-context.ts';
import { hookHttpClient } from './hook/http-client.ts';
import { hookHttpServer } from './hook/http-server.ts';
import { awaitHttp2 } from './hook/http2-client.ts';
import { hookImports } from './hook/import-hook.ts';
import { LIBRARIES } from './hook/libraries.ts';
import { hookLibraries, hookThrough } from './hook/load-hook.ts';
import { followMysql2 } from './hook/mysql2.ts';
import { NEXT, watchNext } from './hook/nextjs.ts';
import { followPrisma } from './hook/prisma.ts';
import { followRedis } from './hook/redis.ts';
import { findAllPlaces } from './hook/repeated-call.ts';
import { startAppInstrumentations } from './load/app-instrumentations.ts';
import { flushAtTheEnd, keptAlive } from './process/flush-at-the-end.ts';
import { managedEnvironment } from './process/managed-environment.ts';
import { recordUncaughtErrors } from './process/uncaught-errors.ts';
import { contextManager } from './record/context.ts';
import { provideLoggers, type RecordedLog } from './record/logger.ts';
import { propagator } from './record/propagator.ts';
import type { RecordedSpan } from './record/span.ts';
import { SpanFactory, TracerProvider } from './record/tracer.ts';
import { NOWHERE, WatchedSink } from './record/watched-sink.ts';
import { encodeLogs } from './send/encode-logs.ts';
import { encodeMetrics, type Measurement } from './send/encode-metrics.ts';
import { encodeSpans } from './send/encode-spans.ts';
import { ProtobufWriter } from './send/protobuf-writer.ts';
import { Sender } from './send/sender.ts';
import { Signal } from './send/signal.ts';
import { createTransport } from './send/transport.ts';

const OPENTELEMETRY = Symbol.for('opentelemetry.js.api.1');

/** Higher than any 1.x of `@opentelemetry/api`: a copy accepts a global that is not older than itself. */
const API_VERSION = '1.99.0';

/** What is counted in tests; Jest loads them through a registry that it makes anew for each file. */
const SQL_DRIVERS = ['pg', 'mysql2', 'mysql2/promise', 'better-sqlite3'];

const STDERR = 2;
const REQUEST_TIMEOUT_MS = 10_000;

/** Few, so that spans are gone before the garbage collector moves them to where they cost more. */
const BATCH_ITEMS = 64;

/** Encoded spans that may wait while the server is away: about 40,000. */
const MAX_WAITING_BYTES = 16_000_000;

export interface StartOptions {
  /** Records without sending, with the place in the code of every statement: for tests. */
  onlyObserve?: boolean;
}

/** @returns undefined when it is switched off or could not start; the one that runs when there is one already */
export function startAgent({ onlyObserve = false }: StartOptions = {}): Agent | undefined {
  const running = runningAgent();
  if (onlyObserve) findAllPlaces();
  if (running) return running;
  try {
    const environment = managedEnvironment(process.env);
    const config = readConfig(environment, environment.pm_exec_path ?? process.argv[1], warn);
    if (!config.enabled && !onlyObserve) return undefined;
    const { resource, url, headers, flushIntervalMs } = config;
    const shared = { writer: new ProtobufWriter(), resource, onMuch: () => void sender.flush() };
    const ended = new Signal<RecordedSpan>({
      ...{
        path: '/v1/traces',
        encode: encodeSpans,
        batchItems: BATCH_ITEMS,
        maxWaitingBytes: MAX_WAITING_BYTES,
      },
      ...shared,
    });
    const logs = new Signal<RecordedLog>({
      ...{
        path: '/v1/logs',
        encode: encodeLogs,
        batchItems: BATCH_ITEMS,
        maxWaitingBytes: MAX_WAITING_BYTES / 8,
      },
      ...shared,
    });
    const measurements = new Signal<Measurement>({
      ...{ path: '/v1/metrics', encode: encodeMetrics, batchItems: BATCH_ITEMS * 4 },
      maxWaitingBytes: MAX_WAITING_BYTES / 16,
      ...shared,
    });
    const sender = new Sender({
      url,
      transport: createTransport(url, config.proxy, REQUEST_TIMEOUT_MS),
      headers,
      flushIntervalMs,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      signals: [ended, logs, measurements],
      warn,
    });
    const sink = new WatchedSink(onlyObserve ? NOWHERE : ended);
    const spans = new SpanFactory(sink, onlyObserve ? { ...config, sampleRatio: 1 } : config);
    const globals = globalThis as Record<symbol, unknown>;
    registerOpenTelemetry(globals, new TracerProvider(spans, new Map([[NEXT, watchNext]])));
    const { app } = config;
    attachHooks({
      spans,
      ignoredPaths: config.ignoredPaths,
      captureParameters: config.captureParameters,
      warn,
    });
    if (!onlyObserve) {
      sender.start();
      flushAtTheEnd(sender, () => ended.waiting + logs.waiting + measurements.waiting);
      provideLoggers((log) => logs.add(log));
      recordUncaughtErrors((log) => logs.add(log));
      if (config.healthIntervalMs > 0 && isMainThread)
        watchHealth({
          intervalMs: config.healthIntervalMs,
          add: (measurement) => measurements.add(measurement),
          own: () => ({ droppedSpans: ended.dropped, sampledOutSpans: ended.skipped }),
        });
    }
    if (app) attach('OpenTelemetry instrumentations', () => startAppInstrumentations(app, warn));
    const agent = createAgent({
      spans,
      flush: () => keptAlive(sender.flushAll(), REQUEST_TIMEOUT_MS),
      addLog: (log) => {
        if (!onlyObserve) logs.add(log);
      },
      dropped: () => ended.dropped + logs.dropped,
      observe: (observer) => sink.observe(observer),
    });
    if (config.develop) {
      findAllPlaces();
      agent.observe(warnOfRepeats(warn));
    }
    Object.defineProperty(globals, AGENT, { value: agent });
    return agent;
  } catch (error) {
    warn(`not started: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function attachHooks(context: HookContext): void {
  attach('HTTP servers', () => hookHttpServer(context));
  attach('HTTP requests', () => hookHttpClient(context));
  attach('fetch', () => hookFetch(context));
  attach('HTTP/2 requests', () => awaitHttp2(context));
  attach('Fastify', () => followFastify());
  attach('MySQL queries', () => followMysql2(context));
  attach('Redis commands', () => followRedis(context));
  attach('Prisma operations', () => followPrisma(context));
  attach('libraries', () => hookLibraries(LIBRARIES, context));
  attach('ES modules', () => hookImports(LIBRARIES, context));
  if (process.env.JEST_WORKER_ID !== undefined && typeof require === 'function')
    hookThrough(require, SQL_DRIVERS, LIBRARIES, context);
}

/** Makes our recorder what `@opentelemetry/api` hands out, in whichever copies of it the app has. */
function registerOpenTelemetry(globals: Record<symbol, unknown>, provider: TracerProvider): void {
  if (globals[OPENTELEMETRY]) {
    warn('another OpenTelemetry SDK was started first; manual spans go there');
    return;
  }
  globals[OPENTELEMETRY] = {
    version: API_VERSION,
    trace: provider,
    context: contextManager,
    propagation: propagator,
  };
}

function attach(what: string, hook: () => void): void {
  try {
    hook();
  } catch (error) {
    warn(`${what} are not watched: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** One line, whatever an error of Node has to say: where a module was looked for takes many. */
function warn(message: string): void {
  try {
    const [line] = message.split('\n', 1);
    // Not through the stream: on a full disk or a closed pipe that throws, or fails later and ends the app.
    writeSync(STDERR, `tracebin: ${line}\n`);
  } catch {
    // Nobody can be told.
  }
}
