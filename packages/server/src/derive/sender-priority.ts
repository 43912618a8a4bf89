/**
 * A million spans came in at 27,000 a second beside the working up, and at 55,000 with that waiting for them. Senders
 * without a pause keep the pressure near 1; 20,000 spans a second, worked up as they come, keep it below.
 */
const FIRST_ABOVE = 0.6;
const UNTIL_BELOW = 0.5;

/** Whether what comes in goes before what can be made of it later. */
export class SenderPriority {
  readonly #pressure: () => number;
  readonly #maxWaitMs: number;
  #isOn = false;

  constructor(pressure: () => number, maxWaitMs: number) {
    this.#pressure = pressure;
    this.#maxWaitMs = maxWaitMs;
  }

  /** As it was when last asked. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** @param lagMs how long the rows have waited already */
  ask(lagMs: number): boolean {
    const isPressed = this.#pressure() > (this.#isOn ? UNTIL_BELOW : FIRST_ABOVE);
    this.#isOn = isPressed && lagMs < this.#maxWaitMs;
    return this.#isOn;
  }
}
