/**
 * A million spans came in at 27,000 a second beside the working up, and at 55,000 with that waiting for them. Senders
 * without a pause keep the pressure near 1. 20,000 spans a second, on two cores that they and the working up fill, keep it
 * between 0.5 and 0.9: with 0.6 and 0.5 here all were taken and the rows late by 25 s after a minute, and ever later; now
 * 17,400 a second are taken and the rows late by 5.
 */
const FIRST_ABOVE = 0.9;
const UNTIL_BELOW = 0.75;

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
