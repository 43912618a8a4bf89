import { DEFAULT_THRESHOLDS, type FindingThresholds } from '@tracebin/model';

/** How settled traces are found and worked on. */
export interface DeriveOptions {
  /** A trace is analysed when no span of it has come for this long. */
  quietMs: number;
  /** How often the store is asked what has come. */
  tickMs: number;
  /** Receipts this far back are looked at again now and then, for requests whose commit took that long. */
  overlapMs: number;
  /** How often they are. */
  thoroughEveryMs: number;
  /** Traces and spans that are analysed together; a larger trace is analysed alone. */
  maxBatchTraces: number;
  maxBatchSpans: number;
  /** Of a larger trace the first spans are analysed. */
  maxTraceSpans: number;
  /** No further receipts are looked at while this many traces wait. */
  maxPendingTraces: number;
  /** Second in which the oldest request was received whose commit is not over; looks go back as far, however long it takes. */
  uncommittedSince: () => number | undefined;
  /** For how much of the last seconds senders waited for each other, 0 to 1: near 1, traces wait for them. */
  pressure: () => number;
  /** A trace that has waited this long is worked up even so. */
  maxYieldMs: number;
  /** When something counts as a finding in the bin of this id. */
  thresholdsOf: (bin: string) => FindingThresholds;
  /** Of the servers on one store this is number `index` of `count`; each takes the traces whose ids fall to it. */
  share: { index: number; count: number };
}

export const DEFAULT_DERIVE_OPTIONS: DeriveOptions = {
  quietMs: 5_000,
  tickMs: 1_000,
  // For commits of other servers, and of one that was killed; those of this one tell themselves when they take longer.
  overlapMs: 30_000,
  // To look at 30 s of 20,000 spans/s takes a tenth of a second.
  thoroughEveryMs: 10_000,
  // The ids stand in the statement, which may have 256 KiB.
  maxBatchTraces: 2_000,
  maxBatchSpans: 50_000,
  maxTraceSpans: 200_000,
  maxPendingTraces: 200_000,
  uncommittedSince: () => undefined,
  pressure: () => 0,
  maxYieldMs: 600_000,
  thresholdsOf: () => DEFAULT_THRESHOLDS,
  share: { index: 0, count: 1 },
};
