/** Events per second over the last minute, in a ring of 60 numbers. */
export const ARRIVAL_SECONDS = 60;

export class Arrivals {
  readonly #counts = new Float64Array(ARRIVAL_SECONDS);
  #second = 0;

  /** @param second whole seconds since any fixed moment, never falling */
  add(second: number, events: number): void {
    this.#advance(second);
    this.#counts[this.#second % ARRIVAL_SECONDS]! += events;
  }

  /** Oldest first; the last number is the second that has not ended. */
  lastMinute(second: number): number[] {
    this.#advance(second);
    return Array.from(
      { length: ARRIVAL_SECONDS },
      (_, index) => this.#counts[(this.#second + 1 + index) % ARRIVAL_SECONDS]!,
    );
  }

  #advance(second: number): void {
    if (second <= this.#second) return;
    const empty = Math.min(second - this.#second, ARRIVAL_SECONDS);
    for (let step = 0; step < empty; step++) this.#counts[(second - step) % ARRIVAL_SECONDS] = 0;
    this.#second = second;
  }
}
