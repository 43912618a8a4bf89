import type { TimeRange } from './time-range.ts';

/** A week of history tells what is usual, and in which versions something was seen. */
const HISTORY_NANOS = 7n * 24n * 3_600_000_000_000n;

/** The range with what was before it, as far as the bin keeps it. */
export function withHistory(range: TimeRange, retentionHours: number, nowMs: number): TimeRange {
  const oldest =
    BigInt(Math.trunc(nowMs)) * 1_000_000n - BigInt(Math.round(retentionHours)) * 3_600_000_000_000n;
  const from = range.from - HISTORY_NANOS;
  return { ...range, from: from < oldest ? oldest : from };
}
