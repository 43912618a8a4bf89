import type { ComparisonVerdict } from '../comparison-verdicts.ts';
import type { LayerName } from '../event-codes.ts';
import type { IsoTime, Nanoseconds } from '../units.ts';
import type { TransactionGroup } from './transactions.ts';

/**
 * Query of `GET /api/bins/:bin/transactions/comparison`: two times, two versions, or both. What is said of the time before
 * and left out is that of the time after.
 */
export interface ComparisonSearch {
  /** Default `endpoints`. */
  group?: TransactionGroup;
  service?: string;
  environment?: string;
  /** ISO 8601 or relative (`-1h`, `-7d`); default `-1h`. */
  from?: string;
  /** Default now. */
  to?: string;
  version?: string;
  beforeFrom?: string;
  beforeTo?: string;
  beforeVersion?: string;
}

/** One side, as columns. Weighted by sample rate; zeros where it did not run. */
export interface ComparedColumns {
  hits: number[];
  mean: Nanoseconds[];
  median: Nanoseconds[];
  p95: Nanoseconds[];
  errors: number[];
}

/** Answer of `GET /api/bins/:bin/transactions/comparison`: columns, what is worse first. */
export interface ComparisonAnswer {
  before: { from: IsoTime; to: IsoTime; version: string | null };
  after: { from: IsoTime; to: IsoTime; version: string | null };
  count: number;
  service: string[];
  name: string[];
  verdict: ComparisonVerdict[];
  /** Of the share of failed requests. */
  errorVerdict: ('worse' | 'improved' | 'same')[];
  beforeFigures: ComparedColumns;
  afterFigures: ComparedColumns;
  /** Chance that a request after takes longer than one before; 0.5 where nothing changed. */
  slowerChance: number[];
  /** Of all requests after, the part that takes longer than 95 % of those before; 0.05 where nothing changed. */
  tailShare: number[];
  /** How likely chance alone does this: durations, their slowest part, errors; corrected for how many are compared. */
  pDurations: number[];
  pTail: number[];
  pErrors: number[];
  /** The layer whose mean time changed most, and by how much. */
  layer: LayerName[];
  layerChange: Nanoseconds[];
  /** Versions of the service that ran in either time, the newest first; empty without a service. */
  versions: string[];
  derivedUntil: IsoTime | null;
  readRows: number;
  elapsedMs: number;
}
