import { randomBytes } from 'node:crypto';

/**
 * 64 bits that stand for a span: bin, trace id, span id and kind (Zipkin lets the two sides of a call share a span id).
 * Seeded anew in each process. Two different spans share a hash with a probability of 2^-64: at a billion spans a day
 * against eight million remembered ones, one wrongly dropped span in some 2,000 years.
 *
 * The result is left in `low` and `high`, unsigned, `high` never 0: nothing is allocated per span.
 */
export class SpanHash {
  low = 0;
  high = 0;
  readonly #seedLow: number;
  readonly #seedHigh: number;
  #binLow = 0;
  #binHigh = 0;

  /** @param like gives the same hashes as this one */
  constructor(like?: SpanHash) {
    const seed = randomBytes(8);
    this.#seedLow = like === undefined ? seed.readInt32LE(0) : like.#seedLow;
    this.#seedHigh = like === undefined ? seed.readInt32LE(4) : like.#seedHigh;
  }

  /** What follows belongs to this bin. */
  openBin(bin: string): void {
    this.low = this.#seedLow;
    this.high = this.#seedHigh;
    for (let index = 0; index < bin.length; index++) this.#mix(bin.charCodeAt(index));
    this.#binLow = this.low;
    this.#binHigh = this.high;
  }

  ofSpan(traceId: Uint8Array, spanId: Uint8Array, kind: number): void {
    this.low = this.#binLow;
    this.high = this.#binHigh;
    for (let at = 0; at < 16; at += 4) this.#mix(wordAt(traceId, at));
    this.#mix(wordAt(spanId, 0));
    this.#mix(wordAt(spanId, 4));
    this.#mix(kind);
    this.#finish();
  }

  /** Trace id and span id as the six little-endian words that they are made of. */
  ofWords(words: readonly number[], kind: number): void {
    this.low = this.#binLow;
    this.high = this.#binHigh;
    for (const word of words) this.#mix(word | 0);
    this.#mix(kind);
    this.#finish();
  }

  /** Two lanes of multiply and shift, with the constants of MurmurHash3. */
  #mix(word: number): void {
    let low = Math.imul(this.low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    let high = Math.imul((this.high + word) | 0, 0xc2b2ae35) ^ low;
    high = (high << 13) | (high >>> 19);
    this.low = low;
    this.high = high;
  }

  #finish(): void {
    let low = Math.imul(this.low ^ (this.high >>> 16), 0x85ebca6b);
    let high = Math.imul(this.high ^ (low >>> 13), 0xc2b2ae35);
    low ^= high >>> 16;
    high ^= low >>> 15;
    this.low = low >>> 0;
    this.high = high >>> 0 || 1;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
