/** Half of what was so a second ago still counts: long enough for some commits, short against a batch of traces. */
const HALF_LIFE_MS = 1_000;

/** For how much of the last moments something was so: 0 never, 1 all the time. What is longer ago counts less. */
export class ShareOfTime {
  #share = 0;
  #isSo = false;
  #sinceMs = Number.NEGATIVE_INFINITY;

  /** From now on it is so, or no longer. Times must not go back. */
  turn(isSo: boolean, nowMs: number): void {
    if (isSo === this.#isSo) return;
    this.#share = this.at(nowMs);
    this.#isSo = isSo;
    this.#sinceMs = nowMs;
  }

  at(nowMs: number): number {
    const kept = 2 ** ((this.#sinceMs - nowMs) / HALF_LIFE_MS);
    return this.#share * kept + (this.#isSo ? 1 - kept : 0);
  }
}
