/** What `tracebin serve` was asked for, checked and complete. */
export interface ServeOptions {
  /** Address to listen on: `127.0.0.1`, `::1`, `0.0.0.0`, … */
  host: string;
  /** 0 takes any free port. */
  port: number;
  grpcPort: number | 'off';
  /** A directory, or `clickhouse://user:pass@host:port/db?cluster=name&secure=1`. */
  store: string;
  /** Where people and senders reach the server when that is not its own address: behind a proxy, by a name. */
  publicUrl: string | undefined;
  /** Makes bins and reads `/metrics` where the server can be reached from beyond this machine. */
  adminSecret: string | undefined;
  limits: SenderLimits;
  /** Bytes that may wait for their commit before senders are told to come back; undefined: the writer's own. */
  maxBacklogBytes: number | undefined;
  /** A trace is worked up when nothing of it has come for this long. */
  deriveAfterMs: number | 'off';
  /** So long at the most do traces wait because senders go first. */
  deriveMaxWaitMs: number;
  /** Which part of the traces this server works up; undefined: all of a store that only it can write to. */
  deriveShare: { index: number; count: number } | undefined;
  questionLimits: QuestionLimits;
}

/** What a question of Explore, a comparison and a statement of SQL may take, each. */
export interface QuestionLimits {
  timeoutMs: number;
  /** Of each of the two statements that run at a time; undefined: a fifth of the machine's, 4 GiB at most. */
  maxMemoryBytes: number | undefined;
}

/** What each key (and the keyless senders of `local`, together) may send; 0 switches a limit off. */
export interface SenderLimits {
  requestsPerSecond: number;
  bytesPerSecond: number;
  /** Largest body as sent; protocols may allow less. */
  maxBodyBytes: number;
}

export const DEFAULT_HTTP_PORT = 4318;
export const DEFAULT_GRPC_PORT = 4317;
/** Spans of a request that leave in different batches of their senders come within this time. */
export const DEFAULT_DERIVE_AFTER_MS = 5_000;
/** Above the longest floods: ten minutes at full speed are 30 million spans. */
export const DEFAULT_DERIVE_MAX_WAIT_MS = 600_000;
export const DEFAULT_QUESTION_TIMEOUT_MS = 30_000;

/**
 * Far above one busy application and below what stops a server: 2,000 requests of 512 spans are ten times
 * what this program takes on two cores, so a limit only shows when a sender runs wild.
 */
export const DEFAULT_SENDER_LIMITS: SenderLimits = {
  requestsPerSecond: 2_000,
  bytesPerSecond: 256 * 1024 * 1024,
  maxBodyBytes: 64 * 1024 * 1024,
};

/** Shorter secrets can be guessed; `openssl rand -hex 16` gives 32 characters. */
export const MIN_ADMIN_SECRET_LENGTH = 16;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
