import type { QuarterSeals } from './quarter-seals.ts';

/** Hours are summed for so long where nothing else is to be done, and one now and then while there is much. */
const IDLE_MS = 200;
const EVERY_MS = 2_000;
const PAUSE_AFTER_FAILURE_MS = 30_000;

/** When sums are made: they make pages quick and change nothing, so no trace waits long for them, nor because they fail. */
export class SumTurns {
  readonly #seals: QuarterSeals;
  readonly #onError: (error: unknown) => void;
  #notBefore = 0;

  constructor(seals: QuarterSeals, onError: (error: unknown) => void) {
    this.#seals = seals;
    this.#onError = onError;
  }

  async turn(isBusy: boolean, signal: AbortSignal): Promise<void> {
    const began = Date.now();
    if (began < this.#notBefore) return;
    try {
      while (!signal.aborted && (await this.#seals.sumHour()) && !isBusy && Date.now() - began < IDLE_MS);
      this.#notBefore = isBusy ? Date.now() + EVERY_MS : 0;
    } catch (error) {
      this.#notBefore = Date.now() + PAUSE_AFTER_FAILURE_MS;
      this.#onError(error);
    }
  }
}
