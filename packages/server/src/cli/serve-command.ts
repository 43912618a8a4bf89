/** `tracebin serve`: starts the server, says where it is, and ends it well. */

import { StartError } from '../errors.ts';
import type { LogLevel, ServeOptions } from '../serve/serve-options.ts';
import { createServerLog, type LogFormat, type ServerLog } from '../serve/server-log.ts';
import { type RunningServer, startServer } from '../serve/start-server.ts';
import { banner } from './banner.ts';
import { isClusterStore } from './flag-values.ts';
import { findRunningServer, keepServerFile, removeServerFile } from './server-file.ts';
import { VERSION } from './version.ts';

export interface ServeFlags {
  host: string;
  port: number;
  grpcPort: number | 'off';
  store: string;
  publicUrl?: string;
  /** The secret, read from the file. */
  adminSecretFile?: string;
  logLevel: LogLevel;
  logFormat: LogFormat;
  keyRequestsPerSecond: number;
  keyBytesPerSecond: number;
  maxBodyBytes: number;
  maxBacklogBytes?: number;
  derive: number | 'off';
  deriveMaxWait: number;
  deriveShare?: { index: number; count: number };
  questionTimeout: number;
  questionMemory?: number;
}

export interface StartedServer {
  server: RunningServer;
  log: ServerLog;
  /** Ends the process: 0 when everything was committed. Further calls do nothing. */
  stop(reason: string): void;
  /** Called before the server stops. */
  onStop(hook: () => Promise<void>): void;
}

/** Longer than any commit; a stop that hangs is ended so that whoever restarts us is not kept waiting. */
const STOP_TIMEOUT_MS = 60_000;
/** For ended queries to notice, once nothing is waited for any more. */
const LAST_QUERIES_TIMEOUT_MS = 5_000;

export async function serve(flags: ServeFlags): Promise<void> {
  await startFromFlags(flags);
}

/** @throws StartError */
export async function startFromFlags(flags: ServeFlags): Promise<StartedServer> {
  const log = createServerLog(flags.logLevel, flags.logFormat);
  const started = performance.now();
  const server = await startServer(optionsOf(flags), { log, version: VERSION }).catch((error: unknown) => {
    return explainBusy(error, flags);
  });
  const cluster = isClusterStore(flags.store);
  // Before anything else that may fail: what listens can be stopped in order.
  const running = withSignals(server, log, cluster ? undefined : flags.store);
  if (!cluster) {
    const { localUrl: url, localSecret: secret } = server;
    const file = { url, secret, processId: process.pid, version: VERSION };
    const giveUp = keepServerFile(flags.store, file, (err) =>
      log.warn({ err }, 'server.json cannot be written: until then commands do not find this server'),
    );
    running.onStop(async () => giveUp());
  }
  process.stdout.write(banner(server, VERSION, cluster ? withoutPassword(flags.store) : flags.store));
  log.info({ address: server.address, ms: Math.round(performance.now() - started) }, 'listening');
  if (process.env.UV_THREADPOOL_SIZE === undefined) {
    log.warn(
      'UV_THREADPOOL_SIZE is not set: questions wait for each other. Set it to 16 when starting from the sources.',
    );
  }
  return running;
}

function optionsOf(flags: ServeFlags): ServeOptions {
  const { host, port, grpcPort, store, publicUrl } = flags;
  return {
    host,
    port,
    grpcPort,
    store,
    publicUrl,
    adminSecret: flags.adminSecretFile ?? (process.env.TRACEBIN_ADMIN_SECRET || undefined),
    limits: {
      requestsPerSecond: flags.keyRequestsPerSecond,
      bytesPerSecond: flags.keyBytesPerSecond,
      maxBodyBytes: flags.maxBodyBytes,
    },
    maxBacklogBytes: flags.maxBacklogBytes,
    deriveAfterMs: flags.derive,
    deriveMaxWaitMs: flags.deriveMaxWait,
    deriveShare: flags.deriveShare,
    questionLimits: { timeoutMs: flags.questionTimeout, maxMemoryBytes: flags.questionMemory },
  };
}

/** When the reason is that Tracebin runs already, says where. */
async function explainBusy(error: unknown, { store }: ServeFlags): Promise<never> {
  if (!(error instanceof StartError) || !['store-locked', 'port-busy'].includes(error.code)) throw error;
  const running = isClusterStore(store) ? undefined : await findRunningServer(store);
  if (running === undefined) throw error;
  throw new StartError(error.code, error.message, {
    hint: `Tracebin runs already with this store (process ${running.processId}): ${running.url}`,
  });
}

function withSignals(server: RunningServer, log: ServerLog, storeFolder: string | undefined): StartedServer {
  const hooks: (() => Promise<void>)[] = [];
  let stopping = false;
  let isEndingAtOnce = false;
  const endAtOnce = (): void => {
    if (isEndingAtOnce) return;
    isEndingAtOnce = true;
    // An exit beneath running queries is a crash inside the engine, which then takes minutes to describe it.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_QUERIES_TIMEOUT_MS).unref();
    const exit = () => process.exit(1);
    server.stopAtOnce().then(exit, exit);
  };
  const stop = (reason: string): void => {
    if (stopping) {
      log.warn({ reason }, 'stopping at once');
      endAtOnce();
      return;
    }
    stopping = true;
    log.info({ reason }, 'stopping: what is being committed is finished first');
    const timer = setTimeout(() => {
      log.error('the store did not finish in time; senders will send again what was not acknowledged');
      endAtOnce();
    }, STOP_TIMEOUT_MS);
    timer.unref();
    Promise.allSettled(hooks.map((hook) => hook()))
      .then(() => server.stop())
      .then(
        () => {
          if (isEndingAtOnce) return;
          if (storeFolder !== undefined) removeServerFile(storeFolder);
          log.info('stopped');
          process.exit(0);
        },
        (error: unknown) => {
          if (isEndingAtOnce) return;
          log.error({ err: error }, 'stopping failed');
          endAtOnce();
        },
      );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a defect: nothing is known of the state that is left, so the server ends');
    endAtOnce();
  });
  return { server, log, stop, onStop: (hook) => hooks.push(hook) };
}

function withoutPassword(store: string): string {
  return store.replace(/\/\/.*@/, '//');
}
