/** Half of what was committed a second ago counts still, a quarter of what was two seconds ago. */
const HALF_LIFE_MS = 1_000;

/**
 * How many rows a second are being committed, as a decaying sum: however the rows are cut into commits, a steady
 * stream of r rows a second reads as r, and as half of it a second after it has ended.
 */
export class IngestRate {
  #level = 0;
  #atMs = 0;

  committed(rows: number, nowMs: number): void {
    this.#level = this.#decayed(nowMs) + rows;
    this.#atMs = nowMs;
  }

  /** Rows a second. */
  at(nowMs: number): number {
    return (this.#decayed(nowMs) * Math.LN2 * 1000) / HALF_LIFE_MS;
  }

  #decayed(nowMs: number): number {
    return this.#level * 2 ** ((this.#atMs - nowMs) / HALF_LIFE_MS);
  }
}
