import type { IsoTime, Nanoseconds, SpanId, TraceId } from '../units.ts';

/** What is asked: databases, or caches. */
export type QueryLayer = 'db' | 'cache';

/** Query of `GET /api/bins/:bin/queries`. */
export interface QuerySearch {
  /** Default `db`. */
  layer?: QueryLayer;
  service?: string;
  environment?: string;
  /** Name of the transaction that asks. */
  transaction?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
  /** 1 to 1,000; default 500. */
  limit?: number;
}

/** Figures of statements as columns, one entry a statement. Weighted by sample rate. */
export interface QueryColumns {
  calls: number[];
  /** Sum of the durations of all calls. */
  total: Nanoseconds[];
  /** Half and 95 % of the calls take up to this. */
  median: Nanoseconds[];
  p95: Nanoseconds[];
  max: Nanoseconds[];
  /** Rows returned, where senders say so; else 0. */
  rows: number[];
  errors: number[];
  /** Requests and jobs that asked it at least once. */
  requests: number[];
  /** Calls in one request among those that ask it. */
  callsMedian: number[];
  callsP95: number[];
  callsMax: number[];
}

/** Answer of `GET /api/bins/:bin/queries`: columns, one entry a statement, the largest total first. */
export interface QueriesAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  /** True when there are more statements than `limit`. */
  more: boolean;
  /** 16 hex digits; names the statement in `GET /api/bins/:bin/queries/:fingerprint`. */
  fingerprint: string[];
  /** `SELECT slots`. */
  summary: string[];
  /** Without values, at most 500 characters of it. */
  statement: string[];
  /** `postgresql`, `redis`, ...; empty where unknown. */
  system: string[];
  /** Databases or hosts that were asked. */
  targets: string[][];
  /** Services that ask. */
  askers: string[][];
  /** The transaction that spends most time on it. */
  caller: string[];
  /** How many different transactions ask it. */
  callers: number[];
  figures: QueryColumns;
  /** Time spent in equal steps of the range, oldest first. */
  trend: Nanoseconds[][];
  /** Over all statements, also those beyond `limit`. */
  all: { statements: number; calls: number; total: Nanoseconds };
  /** To choose from: all of the range, whatever was asked for. */
  services: string[];
  environments: string[];
  /** Events received until then have been looked at; null before the first. */
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}

/** Query of `GET /api/bins/:bin/queries/:fingerprint`. */
export interface QueryDetailSearch {
  service?: string;
  environment?: string;
  from?: string;
  to?: string;
}

/** A transaction that asks a statement. */
export interface QueryCaller {
  service: string;
  transaction: string;
  calls: number;
  total: Nanoseconds;
  /** Transactions that asked it at least once, and their share of all that ran, 0 to 1. */
  requests: number;
  share: number;
  /** Calls in one of them. */
  callsMedian: number;
  callsP95: number;
  callsMax: number;
}

/** The slowest call of the statement in one trace. */
export interface QueryExecution {
  at: IsoTime;
  duration: Nanoseconds;
  traceId: TraceId;
  spanId: SpanId;
  service: string;
  transaction: string;
  /** Calls in that transaction. */
  calls: number;
}

/** Where in the code it is asked. */
export interface QueryPlace {
  file: string;
  /** 0 where unknown. */
  line: number;
  function: string;
  calls: number;
}

/** Answer of `GET /api/bins/:bin/queries/:fingerprint`. */
export interface QueryAnswer {
  from: IsoTime;
  to: IsoTime;
  fingerprint: string;
  layer: QueryLayer;
  summary: string;
  /** Without values. */
  statement: string;
  system: string;
  targets: string[];
  /** Services that ask it in the range, whichever was asked for. */
  askers: string[];
  /** One entry each. */
  figures: QueryColumns;
  /** Equal steps of the range, oldest first. */
  steps: {
    lengthMs: number;
    calls: number[];
    total: Nanoseconds[];
    median: Nanoseconds[];
    p95: Nanoseconds[];
  };
  /** Most time first, at most 50. */
  callers: QueryCaller[];
  /** Slowest first, one a transaction, at most 20. */
  slowest: QueryExecution[];
  /** Most calls first, at most 10. */
  places: QueryPlace[];
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}
