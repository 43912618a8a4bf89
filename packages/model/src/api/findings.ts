import type { Advice } from '../findings/advice.ts';
import type { FindingKind, FindingStatus } from '../findings/finding-kinds.ts';
import type { FindingThresholds } from '../findings/thresholds.ts';
import type { IsoTime, Nanoseconds, SpanId, TraceId } from '../units.ts';

/** Query of `GET /api/bins/:bin/findings`. */
export interface FindingSearch {
  service?: string;
  /** As if nothing had run anywhere else. */
  environment?: string;
  /** Name of the transaction. */
  transaction?: string;
  kind?: FindingKind;
  /** Default: all. */
  status?: FindingStatus;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
  /** 1 to 1,000; default 100. */
  limit?: number;
}

/** One request or job in which it happened. */
export interface FindingExample {
  traceId: TraceId;
  /** Where the transaction begins. */
  spanId: SpanId;
  at: IsoTime;
  count: number;
  lost: Nanoseconds;
}

export interface Finding {
  /** 16 hex digits; the same in other traces and after a restart. */
  key: string;
  kind: FindingKind;
  service: string;
  transaction: string;
  /** Without values; several statements that take turns are separated by `;` and a line break. */
  statement: string;
  /** Where in the code, where the sender told; null where not. */
  place: { file: string; line: number; function: string } | null;
  status: FindingStatus;
  /** Who says so: a person, or a version that runs without it; null where nobody has. */
  statusBy: 'person' | 'version' | null;
  note: string;
  /** In the range or the seven days before it. */
  firstSeen: IsoTime;
  /** In the range. */
  lastSeen: IsoTime;
  /** Requests in which it happened, weighted, and their share of all requests of the transaction, 0 to 1. */
  requests: number;
  share: number;
  /** Calls in one request. */
  count: { median: number; p95: number; max: number };
  /** Time lost, in one request and together. */
  lost: { median: Nanoseconds; p95: Nanoseconds; total: Nanoseconds; perHour: Nanoseconds };
  /** Requests of the transaction since it was last seen. */
  requestsSince: number;
  /** Versions of the service in which it was seen first and last; empty where the sender names none. */
  firstVersion: string;
  lastVersion: string;
  /** Up to five, the costliest first. */
  examples: FindingExample[];
  /** Of the costliest: what was measured. Depends on the kind; `docs/reference/findings.md`. */
  evidence: Record<string, unknown>;
  advice: Advice;
}

/** Answer of `GET /api/bins/:bin/findings`: those that cost most first. */
export interface FindingsAnswer {
  from: IsoTime;
  to: IsoTime;
  /** True when there are more findings than `limit`. */
  more: boolean;
  findings: Finding[];
  /** Up to which receipt traces have been worked up; null before the first. */
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}

/** Body of `PATCH /api/bins/:bin/findings/:key`; what is left out stays as it is. */
export interface FindingChange {
  status?: Exclude<FindingStatus, 'back'>;
  note?: string;
}

/** A finding as it shows in one trace. */
export interface TraceFinding {
  /** As in `Finding`. */
  key: string;
  kind: FindingKind;
  service: string;
  transaction: string;
  statement: string;
  count: number;
  lost: Nanoseconds;
  place: Finding['place'];
  status: FindingStatus;
  /** Where the transaction begins. */
  transactionSpanId: SpanId;
  /** The first spans of it, three at most. */
  spanIds: SpanId[];
}

/** Answer of `GET /api/bins/:bin/traces/:traceId/findings`: those that cost most first. */
export interface TraceFindingsAnswer {
  /** False while the trace waits to be worked up, some seconds after its last span. */
  workedUp: boolean;
  /** Up to which receipt traces have been worked up; null before the first look. */
  derivedUntil: IsoTime | null;
  findings: TraceFinding[];
}

/** Answer of `GET` and `PATCH /api/bins/:bin/findings/thresholds`. */
export interface ThresholdsAnswer {
  /** What holds in this bin. */
  thresholds: FindingThresholds;
  /** What of it the bin has set itself. */
  own: Partial<FindingThresholds>;
}

/** Body of `PATCH /api/bins/:bin/findings/thresholds`: what is left out stays, `null` goes back to the default. */
export type ThresholdChange = { [Name in keyof FindingThresholds]?: number | null };
