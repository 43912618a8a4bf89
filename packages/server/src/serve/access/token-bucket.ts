/**
 * A rate with a burst. Taking more than is there is allowed once and pushes the level below zero, so that a
 * cost that is only known afterwards (bytes of a body) can be charged; the next taker waits for it.
 */
export interface Rate {
  perSecond: number;
  /** How much may be taken at once after a pause. */
  burst: number;
}

export class TokenBucket {
  readonly #rate: Rate;
  readonly #now: () => number;
  #level: number;
  #filledAt: number;

  /** @param now milliseconds, monotonic */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#level = rate.burst;
    this.#filledAt = now();
  }

  /** Takes `amount` and gives 0, or takes nothing and gives the milliseconds to wait. */
  take(amount: number): number {
    this.#fill();
    const needed = Math.min(amount, this.#rate.burst);
    if (this.#level < needed) return ((needed - this.#level) / this.#rate.perSecond) * 1000;
    this.#level -= amount;
    return 0;
  }

  /** Takes what was spent already; the level may fall below zero. */
  spend(amount: number): void {
    this.#fill();
    this.#level -= amount;
  }

  #fill(): void {
    const now = this.#now();
    const gained = ((now - this.#filledAt) / 1000) * this.#rate.perSecond;
    this.#level = Math.min(this.#rate.burst, this.#level + gained);
    this.#filledAt = now;
  }
}
