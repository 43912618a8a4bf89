import type { IsoTime, SpanId, TraceId } from '../units.ts';

/** Query of `GET /api/bins/:bin/errors`. */
export interface ErrorSearch {
  service?: string;
  environment?: string;
  /** Name of the transaction in which they happened. */
  transaction?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
  /** 1 to 1,000; default 500. */
  limit?: number;
}

/** Errors of one service that are alike: type, place and message without its values. */
export interface ErrorGroup {
  /** 16 hex digits; the same after a restart. */
  group: string;
  service: string;
  /** Empty where the sender names none. */
  type: string;
  /** The message with its values taken out. */
  shape: string;
  /** The newest message as it was. */
  message: string;
  /** Function or file in which it was thrown, else the name of the span that failed. */
  place: string;
}

/** Answer of `GET /api/bins/:bin/errors`: groups as columns, the most frequent first. Weighted by sample rate. */
export interface ErrorsAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  /** True when there are more groups than `limit`. */
  more: boolean;
  groups: ErrorGroup[];
  /** How many in the range. */
  errors: number[];
  /** In all that the bin keeps, also before the range. */
  firstSeen: IsoTime[];
  lastSeen: IsoTime[];
  /** Version of the service in which it was seen first and last; empty where senders name none. */
  firstVersion: string[];
  lastVersion: string[];
  /** Seen first since the newest version of its service runs; false where a service has had only one. */
  isNew: boolean[];
  /** The transaction in which most of them happened, and how many different ones there are. */
  transaction: string[];
  transactions: number[];
  /** Counts in equal steps of the range, oldest first. */
  trend: number[][];
  /** Where the newest was seen. */
  traceId: TraceId[];
  spanId: SpanId[];
  /** Over all groups, also those beyond `limit`. */
  all: { groups: number; errors: number };
  services: string[];
  environments: string[];
  /** Events received until then have been looked at; null before the first. */
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}

/** Query of `GET /api/bins/:bin/errors/:group`. */
export interface ErrorDetailSearch {
  environment?: string;
  from?: string;
  to?: string;
}

export interface ErrorVersion {
  version: string;
  errors: number;
  firstSeen: IsoTime;
  lastSeen: IsoTime;
}

export interface ErrorTransaction {
  transaction: string;
  errors: number;
  /** Errors among the requests of the transaction, 0 to 1. */
  share: number;
  lastSeen: IsoTime;
}

export interface ErrorOccurrence {
  at: IsoTime;
  traceId: TraceId;
  /** The span in which it started. */
  spanId: SpanId;
  transaction: string;
  version: string;
  message: string;
}

/** Answer of `GET /api/bins/:bin/errors/:group`. */
export interface ErrorAnswer extends ErrorGroup {
  from: IsoTime;
  to: IsoTime;
  errors: number;
  firstSeen: IsoTime;
  lastSeen: IsoTime;
  firstVersion: string;
  lastVersion: string;
  isNew: boolean;
  /** Counts in equal steps of the range, oldest first. */
  steps: { lengthMs: number; errors: number[] };
  /** In the range, the newest first, at most 50. */
  versions: ErrorVersion[];
  /** In the range, most errors first, at most 50. */
  transactions: ErrorTransaction[];
  /** In the range, the newest first, at most 20. */
  newest: ErrorOccurrence[];
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}
