/** How long a number is remembered, at least; twice as long at most. */
const STRETCH_MS = 1_000;

/** The largest of the numbers of the last one or two seconds; 0 where there were none. */
export class RecentMost {
  #most = 0;
  #mostBefore = 0;
  #sinceMs = Number.NEGATIVE_INFINITY;

  /** Times must not go back. */
  note(value: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#most = Math.max(this.#most, value);
  }

  at(nowMs: number): number {
    this.#turn(nowMs);
    return Math.max(this.#most, this.#mostBefore);
  }

  #turn(nowMs: number): void {
    const passed = nowMs - this.#sinceMs;
    if (passed < STRETCH_MS) return;
    this.#mostBefore = passed < 2 * STRETCH_MS ? this.#most : 0;
    this.#most = 0;
    this.#sinceMs = nowMs;
  }
}
