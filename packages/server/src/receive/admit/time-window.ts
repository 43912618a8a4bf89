import { compareUnsigned, highHalf, lowHalf } from '../event/int64.ts';
import type { BinScope } from '../ingest.ts';
import { LIMITS } from '../limits.ts';

/** The times at which a bin takes events: from now back to its retention, and a little ahead of now. */
export class TimeWindow {
  readonly nowLow: number;
  readonly nowHigh: number;
  readonly #retentionHours: number;
  readonly #oldestLow: number;
  readonly #oldestHigh: number;
  readonly #newestLow: number;
  readonly #newestHigh: number;

  constructor(scope: BinScope, nowMs: number) {
    const now = BigInt(Math.round(nowMs)) * 1_000_000n;
    const kept = now - BigInt(scope.retentionHours) * 3_600_000_000_000n;
    const oldest = kept > 0n ? kept : 1n;
    const newest = now + BigInt(LIMITS.maxFutureMs) * 1_000_000n;
    this.nowLow = lowHalf(now);
    this.nowHigh = highHalf(now);
    this.#retentionHours = scope.retentionHours;
    this.#oldestLow = lowHalf(oldest);
    this.#oldestHigh = highHalf(oldest);
    this.#newestLow = lowHalf(newest);
    this.#newestHigh = highHalf(newest);
  }

  /** Why an event of this time cannot be taken, or undefined. */
  objection(low: number, high: number): string | undefined {
    if (low === 0 && high === 0) return 'no time is set';
    if (this.isTooLate(low, high)) return 'time is more than 1 day in the future';
    if (compareUnsigned(low, high, this.#oldestLow, this.#oldestHigh) < 0) {
      return `older than the bin keeps events (${this.#retentionHours} h)`;
    }
    return undefined;
  }

  isTooLate(low: number, high: number): boolean {
    return compareUnsigned(low, high, this.#newestLow, this.#newestHigh) > 0;
  }
}
