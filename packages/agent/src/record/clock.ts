/**
 * Times of spans are milliseconds of the monotonic clock (`performance.now()`); they become wall-clock
 * nanoseconds only when they are encoded. The distance between the two clocks is measured again at every
 * flush, so that a laptop that slept or a stepped system clock does not shift later spans for good.
 */

// Not the global of the same name: that is a getter, and a time from it is 470 instructions instead of 260.
import { performance as clock } from 'node:perf_hooks';

let epochOffsetMs = clock.timeOrigin;

/** Milliseconds of the monotonic clock. */
export function nowMs(): number {
  return clock.now();
}

/** Below this the difference is the granularity of `Date.now()` and not a step. */
const STEP_MS = 20;

export function measureEpochOffset(): void {
  const offset = Date.now() - nowMs();
  if (Math.abs(offset - epochOffsetMs) > STEP_MS) epochOffsetMs = offset;
}

/**
 * Wall-clock nanoseconds since the epoch of a monotonic time, as two 32-bit words, the low one first; without `bigint`, of
 * which each operation allocates.
 */
export function epochNanos(monotonicMs: number, words: Uint32Array): Uint32Array {
  const wholeMs = Math.floor(epochOffsetMs + monotonicMs);
  const restNanos = Math.round((epochOffsetMs - wholeMs + monotonicMs) * 1e6);
  // nanoseconds = high * 2^16 + low, in which both fit into 53 bits.
  // Remainders by rounding down: `%` of such numbers is a call into the C library, six of them a span.
  const high16 = Math.floor(wholeMs / 0x1_0000);
  const high = high16 * 1e6;
  const low = (wholeMs - high16 * 0x1_0000) * 1e6 + restNanos;
  const higher = Math.floor(high / 0x1_0000);
  const lower = (high - higher * 0x1_0000) * 0x1_0000 + low;
  const carry = Math.floor(lower / 0x1_0000_0000);
  words[0] = lower - carry * 0x1_0000_0000;
  words[1] = higher + carry;
  return words;
}

/** The monotonic time of an OpenTelemetry `TimeInput`: Date, epoch or monotonic milliseconds, or [s, ns]. */
export function monotonicMs(time: unknown): number {
  if (time === undefined) return nowMs();
  if (Array.isArray(time)) return (time[0] as number) * 1e3 + (time[1] as number) / 1e6 - epochOffsetMs;
  if (time instanceof Date) return time.getTime() - epochOffsetMs;
  if (typeof time === 'number' && Number.isFinite(time)) {
    return time >= clock.timeOrigin ? time - epochOffsetMs : time;
  }
  return nowMs();
}
