/**
 * Starts the agent: recorder, hooks, sender, OpenTelemetry globals. Nothing in here may throw into the app.
 */
import { readConfig } from './config.ts';
import { hookExpress } from './hook/express.ts';
import { hookFetch } from './hook/fetch.ts';
import type { HookContext } from './hook/hook-context.ts';
import { hookHttpClient } from './hook/http-client.ts';
import { hookHttpServer } from './hook/http-server.ts';
import { hookLibraries, type LibraryHook } from './hook/load-hook.ts';
import { hookPg } from './hook/pg.ts';
import { contextManager } from './record/context.ts';
import { propagator } from './record/propagator.ts';
import { SpanFactory, TracerProvider } from './record/tracer.ts';
import { Outbox } from './send/outbox.ts';
import { Sender } from './send/sender.ts';

const LIBRARIES = new Map<string, LibraryHook>([
  ['express', hookExpress],
  ['pg', hookPg],
]);

const STARTED = Symbol.for('tracebin.agent');
const OPENTELEMETRY = Symbol.for('opentelemetry.js.api.1');

/** Higher than any 1.x of `@opentelemetry/api`: a copy accepts a global that is not older than itself. */
const API_VERSION = '1.99.0';

/** Time that a process which was told to stop gives its last spans. */
const LAST_FLUSH_MS = 2_000;

export interface Agent {
  spans: SpanFactory;
  flush(): Promise<void>;
  dropped(): number;
}

export function startAgent(): Agent | undefined {
  const globals = globalThis as Record<symbol, unknown>;
  if (globals[STARTED]) return globals[STARTED] as Agent;
  try {
    const config = readConfig(process.env, process.argv[1], warn);
    if (!config.enabled) return undefined;
    const outbox = new Outbox({ batchSpans: 2_000, maxWaitingSpans: 40_000 }, () =>
      setImmediate(() => sender.flush()),
    );
    const sender = new Sender(
      {
        url: config.url,
        key: config.key,
        flushIntervalMs: config.flushIntervalMs,
        requestTimeoutMs: 10_000,
        resource: config.resource,
        warn,
      },
      outbox,
    );
    const spans = new SpanFactory(outbox, config);
    const context: HookContext = {
      spans,
      ignoredPaths: config.ignoredPaths,
      captureParameters: config.captureParameters,
      warn,
    };
    registerOpenTelemetry(globals, new TracerProvider(spans));
    attach('HTTP servers', () => hookHttpServer(context));
    attach('HTTP requests', () => hookHttpClient(context));
    attach('fetch', () => hookFetch(context));
    attach('libraries', () => hookLibraries(LIBRARIES, context));
    sender.start();
    flushAtTheEnd(sender, outbox);
    const agent: Agent = {
      spans,
      flush: () => sender.flush({ ignorePause: true }),
      dropped: () => outbox.dropped,
    };
    Object.defineProperty(globals, STARTED, { value: agent });
    return agent;
  } catch (error) {
    warn(`not started: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
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

/**
 * `beforeExit` comes when nothing is left to do; sending there keeps the process for one request. A signal
 * that nobody else handles would have ended the process: it still does, after the last flush.
 */
function flushAtTheEnd(sender: Sender, outbox: Outbox): void {
  process.on('beforeExit', () => {
    if (outbox.waiting > 0 && !lastFlush) {
      lastFlush = true;
      void sender.flush({ ignorePause: true });
    }
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const listener = () => {
      if (process.listenerCount(signal) > 1) {
        void sender.flush({ ignorePause: true });
        return;
      }
      const end = () => {
        process.removeListener(signal, listener);
        process.kill(process.pid, signal);
      };
      const timer = setTimeout(end, LAST_FLUSH_MS);
      void sender.flush({ ignorePause: true }).finally(() => {
        clearTimeout(timer);
        end();
      });
    };
    process.on(signal, listener);
  }
}

let lastFlush = false;

function warn(message: string): void {
  process.stderr.write(`tracebin: ${message}\n`);
}
