/**
 * Times of spans are milliseconds of the monotonic clock (`performance.now()`); they become wall-clock
 * nanoseconds only when they are encoded. The distance between the two clocks is measured again at every
 * flush, so that a laptop that slept or a stepped system clock does not shift later spans for good.
 */

let epochOffsetMs = performance.timeOrigin;

/** Below this the difference is the granularity of `Date.now()` and not a step. */
const STEP_MS = 20;

export function measureEpochOffset(): void {
  const offset = Date.now() - performance.now();
  if (Math.abs(offset - epochOffsetMs) > STEP_MS) epochOffsetMs = offset;
}

/** Wall-clock nanoseconds since the epoch of a monotonic time. */
export function epochNanos(monotonicMs: number): bigint {
  const wholeMs = Math.floor(epochOffsetMs + monotonicMs);
  const restNanos = Math.round((epochOffsetMs - wholeMs + monotonicMs) * 1e6);
  return BigInt(wholeMs) * 1_000_000n + BigInt(restNanos);
}

/** The monotonic time of an OpenTelemetry `TimeInput`: Date, epoch or monotonic milliseconds, or [s, ns]. */
export function monotonicMs(time: unknown): number {
  if (time === undefined) return performance.now();
  if (Array.isArray(time)) return (time[0] as number) * 1e3 + (time[1] as number) / 1e6 - epochOffsetMs;
  if (time instanceof Date) return time.getTime() - epochOffsetMs;
  if (typeof time === 'number' && Number.isFinite(time)) {
    return time >= performance.timeOrigin ? time - epochOffsetMs : time;
  }
  return performance.now();
}
