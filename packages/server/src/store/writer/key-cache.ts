import type { LowCardinalityColumn } from '../native/index.ts';

/** An attribute list with more entries is rare. */
const CACHED_PLACES = 64;

/**
 * Remembers for each place in an attribute list the key that stood there last and its place in the dictionary. Decoders
 * intern keys, so comparing is comparing references; it saves looking up a hash table for most attributes.
 */
export class KeyCache {
  readonly #column: LowCardinalityColumn;
  readonly #keys = new Array<string | undefined>(CACHED_PLACES).fill(undefined);
  readonly #indexes = new Uint32Array(CACHED_PLACES);

  constructor(column: LowCardinalityColumn) {
    this.#column = column;
  }

  append(place: number, key: string): void {
    if (this.#keys[place] === key) {
      this.#column.appendIndex(this.#indexes[place] as number);
      return;
    }
    const index = this.#column.indexOf(key);
    if (place < CACHED_PLACES) {
      this.#keys[place] = key;
      this.#indexes[place] = index;
    }
    this.#column.appendIndex(index);
  }

  /** To be called together with the column's. */
  clear(): void {
    this.#keys.fill(undefined);
  }
}
