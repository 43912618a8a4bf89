/** Five minutes in nanoseconds, the grain in which it is known where stored spans lie. */
const STRETCH_NANOS = 300e9;
const STRETCHES_A_DAY = 288;
const DAY_MS = 86_400_000;

/** The stretch in which a span begins, from the two halves of its nanoseconds. Exact but for the last 256 ns of each. */
export function stretchOf(low: number, high: number): number {
  return Math.floor(((high >>> 0) * 4294967296 + (low >>> 0)) / STRETCH_NANOS);
}

/**
 * Stretches of time in which the store has spans that nobody remembers: days from before this process, five minutes of
 * what was forgotten since. Bounded by the longest retention: 400 days are 115,200 stretches.
 */
export class StretchesOfTime {
  readonly #days = new Set<number>();
  readonly #stretches = new Set<number>();

  /** @param date as `2026-01-31` */
  addDay(date: string): void {
    this.#days.add(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
  }

  addAll(stretches: Iterable<number>): void {
    for (const stretch of stretches) this.#stretches.add(stretch);
  }

  has(stretch: number): boolean {
    if (this.#stretches.has(stretch) || this.#days.has(dayOf(stretch))) return true;
    // The day of the store is exact, and the first moment of one here may be the last of the day before.
    return stretch % STRETCHES_A_DAY === 0 && this.#days.has(dayOf(stretch - 1));
  }
}

function dayOf(stretch: number): number {
  return Math.floor(stretch / STRETCHES_A_DAY);
}
