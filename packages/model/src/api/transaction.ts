import type { LayerName } from '../event-codes.ts';
import type { IsoTime, Nanoseconds, SpanId, TraceId } from '../units.ts';
import type { LoadSeries, TimeSteps } from './overview.ts';
import type { TransactionFigures } from './transactions.ts';

/** Query of `GET /api/bins/:bin/transaction` and `…/transaction/profile`. */
export interface TransactionDetailSearch {
  service: string;
  name: string;
  environment?: string;
  version?: string;
  /** Only requests this long: `300ms`, `1.5s`; a number alone is nanoseconds. Both ends inside. */
  minDuration?: string;
  maxDuration?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
}

/** Hits by duration in bins of an eighth of an octave: bin `i` begins at `2 ** ((first + i) / 8)` nanoseconds. */
export interface DurationHistogram {
  first: number;
  hits: number[];
  errors: number[];
}

/** Statements, calls to hosts, queues and caches of a transaction: columns, the most time first. Weighted. */
export interface TransactionOperations {
  layer: LayerName[];
  system: string[];
  target: string[];
  /** 16 hex digits. */
  fingerprint: string[];
  summary: string[];
  /** Without values. */
  statement: string[];
  /** Mean calls and time in one request, those without it counted as well. */
  callsPerRequest: number[];
  timePerRequest: Nanoseconds[];
  /** Most calls in one request, and the longest single call. */
  mostCalls: number[];
  longest: Nanoseconds[];
  /** Part of the requests that make it, 0 to 1. */
  share: number[];
  calls: number[];
  errors: number[];
  /** `file:line`, empty where unknown. */
  place: string[];
}

/** Single requests from fast to slow: columns. */
export interface TransactionSamples {
  traceId: TraceId[];
  spanId: SpanId[];
  at: IsoTime[];
  duration: Nanoseconds[];
  error: boolean[];
  version: string[];
  queries: number[];
  layers: Record<LayerName, Nanoseconds[]>;
}

/** How each version ran: columns, the one seen first is first. Weighted. */
export interface TransactionVersions {
  version: string[];
  firstSeen: IsoTime[];
  lastSeen: IsoTime[];
  hits: number[];
  median: Nanoseconds[];
  p95: Nanoseconds[];
  errors: number[];
}

/** Runs of a job by which attempt at their work they were: columns, the first is first. Weighted. */
export interface RunAttempts {
  /** From 1; 10 stands for all from the tenth on; 0, at the end, for runs that do not say it. */
  attempt: number[];
  runs: number[];
  failures: number[];
}

/** Answer of `GET /api/bins/:bin/transaction`. */
export interface TransactionDetailAnswer {
  from: IsoTime;
  to: IsoTime;
  service: string;
  name: string;
  /** Of the requests whose duration was asked for. */
  figures: TransactionFigures;
  apdexMs: number;
  steps: TimeSteps;
  series: LoadSeries;
  /** Of all requests, whatever their duration; percentiles with it. */
  histogram: DurationHistogram;
  percentiles: { p50: Nanoseconds; p95: Nanoseconds; p99: Nanoseconds };
  operations: TransactionOperations;
  samples: TransactionSamples;
  versions: TransactionVersions;
  /** Empty for requests, and where no run says it. */
  attempts: RunAttempts;
  environments: string[];
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}

/**
 * What requests are made of, put together from the spans of some of them: columns, one entry a row of an aggregate
 * waterfall in pre-order. Each request looked at counts for as many as it stands for. Times are means, those without the
 * row counted as zero; `start` and `end` are means of those that have it, from the request's begin.
 */
export interface RequestProfile {
  /** How many requests were looked at. */
  requests: number;
  /** The mean duration of those that they stand for. */
  duration: Nanoseconds;
  depth: number[];
  layer: LayerName[];
  name: string[];
  /** Without values; empty where there is none. */
  statement: string[];
  calls: number[];
  /** Part of the requests that have it, 0 to 1. */
  share: number[];
  total: Nanoseconds[];
  self: Nanoseconds[];
  start: Nanoseconds[];
  end: Nanoseconds[];
  /** Rows that take less than a thousandth of the time are left out: so many. */
  leftOut: number;
}

/** Answer of `GET /api/bins/:bin/transaction/profile`: what any request is made of, and one of about the p95. */
export interface TransactionProfileAnswer {
  /**
   * Mean duration of all requests, weighted by sample rate; 0 where there is none. `average.duration` is the same, unless
   * spans are gone of some for which none of the others can stand.
   */
  mean: Nanoseconds;
  average: RequestProfile | null;
  slow: RequestProfile | null;
  elapsedMs: number;
}
