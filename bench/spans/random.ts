/**
 * Repeatable chance: the same seed gives the same stream on every machine. The generator is sfc32 by Chris
 * Doty-Humphrey (PractRand), small and fast enough not to show beside encoding.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = (seed ^ 0x9e3779b9) | 0;
    this.#c = (seed ^ 0x85ebca6b) | 0;
    for (let round = 0; round < 12; round++) this.bits();
  }

  /** 32 random bits as an unsigned integer. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** From 0 up to, not including, 1. */
  fraction(): number {
    return this.bits() / 4294967296;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** Rank from 0 up to `end` with a few ranks drawn very often (Zipf with exponent 1, by inversion). */
  skewed(end: number): number {
    return Math.min(end - 1, Math.floor((end + 1) ** this.fraction()) - 1);
  }

  /** Log-normal: half of the values lie below `median`, `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.fraction()));
    return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * this.fraction()));
  }

  fill(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index += 4) {
      const word = this.bits();
      bytes[index] = word;
      bytes[index + 1] = word >>> 8;
      bytes[index + 2] = word >>> 16;
      bytes[index + 3] = word >>> 24;
    }
  }
}
