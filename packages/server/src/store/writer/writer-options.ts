import type { CommitLaneOptions, CommitObservation } from './commit-lane.ts';

export interface WriterOptions extends CommitLaneOptions {
  /** Bound on what is decoded and not committed yet. */
  maxBacklogBytes: number;
  /** Bound on what one request may become in memory: spans repeat their resource. */
  maxRequestBytes: number;
  /** How long a committed span is remembered, so that a retry is noticed without asking the store. */
  duplicateWindowMs: number;
  maxRememberedSpans: number;
  /** How many of them are read from the store at the start. */
  maxPreloadedSpans: number;
  /** How far a sender's clock may be ahead before an old duplicate can be taken for a new span. */
  clockSkewMs: number;
  probeIntervalMs: number;
  /** Called after each group, for metrics. */
  onCommit?: (observation: CommitObservation) => void;
}

export const DEFAULT_WRITER_OPTIONS: WriterOptions = {
  commitIntervalMs: 100,
  lingerMs: 2,
  maxGroupRows: 50_000,
  maxGroupBytes: 16 * 1024 * 1024,
  // What 20,000 rows a second bring in 0.2 s: with more either more come, or each waits longer than that.
  pressingRows: 4_000,
  maxBacklogBytes: 64 * 1024 * 1024,
  maxRequestBytes: 256 * 1024 * 1024,
  duplicateWindowMs: 10 * 60_000,
  maxRememberedSpans: 8_000_000,
  maxPreloadedSpans: 200_000,
  clockSkewMs: 60_000,
  probeIntervalMs: 1_000,
};
