import type { HashSet } from './hash-set.ts';

const PLACES = 1 << 24;

/**
 * In which of eight sets a hash may be, in one look at memory: each of 16 M places has a bit for each set. Eight million
 * hashes leave a strange one half a set to look into on average, instead of all eight, at the price of 16 MB.
 */
export class SegmentMarks {
  readonly #places = new Uint8Array(PLACES);

  /** A bit for each set that may have it. */
  at(high: number): number {
    return this.#places[high & (PLACES - 1)] as number;
  }

  add(bit: number, high: number): void {
    const place = high & (PLACES - 1);
    this.#places[place] = (this.#places[place] as number) | bit;
  }

  addAll(bit: number, spans: HashSet): void {
    spans.each((_low, high) => this.add(bit, high));
  }

  /** Forgets a set; four places at a time, some milliseconds for all. */
  remove(bit: number): void {
    const words = new Uint32Array(this.#places.buffer);
    const kept = ~(bit * 0x01010101);
    for (let at = 0; at < words.length; at++) words[at] = (words[at] as number) & kept;
  }
}
