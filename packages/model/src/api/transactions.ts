import type { LayerName } from '../event-codes.ts';
import type { IsoTime, Nanoseconds } from '../units.ts';

/** Requests that a service answered, or everything else it did by itself: messages worked on, tasks, scripts. */
export type TransactionGroup = 'endpoints' | 'jobs';

/** Query of `GET /api/bins/:bin/transactions`. */
export interface TransactionSearch {
  /** Default `endpoints`. */
  group?: TransactionGroup;
  service?: string;
  environment?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
  /** 1 to 1,000; default 1,000. */
  limit?: number;
}

/** Something found in the requests of one transaction; the costliest of its kind. */
export interface TransactionFinding {
  /** 16 hex digits; names the finding in `GET /api/bins/:bin/findings`. */
  key: string;
  /** `n-plus-one`, `duplicate-query`, `sequential-calls`, `slow-query`, `queue-wait`. */
  kind: string;
  /** Most calls of it in one request. */
  count: number;
}

/** Numbers of one transaction, or of all together. Weighted by sample rate: each stands for what was not sent too. */
export interface TransactionFigures {
  hits: number;
  median: Nanoseconds;
  p95: Nanoseconds;
  p99: Nanoseconds;
  /** Sum of the durations. */
  total: Nanoseconds;
  errors: number;
  /** Sums; they add up to `total`. */
  layers: Record<LayerName, Nanoseconds>;
  queriesMedian: number;
  queriesP95: number;
  /** Median time between sending a message and the begin of the work on it; 0 for requests. */
  queueWaitMedian: Nanoseconds;
  queueWaitP95: Nanoseconds;
  /** Runs that were not the first attempt. */
  retries: number;
}

/** Figures as columns, one entry a transaction. */
export type TransactionColumns = {
  [Figure in Exclude<keyof TransactionFigures, 'layers'>]: number[];
} & { layers: Record<LayerName, Nanoseconds[]> };

/** Answer of `GET /api/bins/:bin/transactions`: columns, one entry a transaction, the largest total first. */
export interface TransactionsAnswer {
  from: IsoTime;
  to: IsoTime;
  count: number;
  /** True when there are more transactions than `limit`. */
  more: boolean;
  service: string[];
  name: string[];
  figures: TransactionColumns;
  /** p95 of equal steps of the range, oldest first; -1 where nothing ran. */
  trend: Nanoseconds[][];
  findings: TransactionFinding[][];
  /** Of all transactions, also those beyond `limit`. */
  all: TransactionFigures;
  /** To choose from: all of the range, whatever service or environment was asked for. */
  services: string[];
  environments: string[];
  /** Events received until then have been looked at; null before the first. */
  derivedUntil: IsoTime | null;
  /** What the answer cost. */
  readRows: number;
  elapsedMs: number;
}
