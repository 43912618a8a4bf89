import type { ChunkList } from './chunk-list.ts';
import { type Column, MAX_KEPT_BYTES, type RowSelection } from './column.ts';

const INITIAL_CAPACITY = 1024;
/** Version of the state: dictionaries shared between blocks plus keys of this block's own. */
const SHARED_DICTIONARIES_WITH_ADDITIONAL_KEYS = 1;
const HAS_ADDITIONAL_KEYS = 0x200;
const NEED_UPDATE_DICTIONARY = 0x400;

/** LowCardinality(String): a dictionary of this block's texts and an index per row. */
export class LowCardinalityColumn implements Column {
  readonly type = 'LowCardinality(String)';
  length = 0;
  #indexes = new Uint32Array(INITIAL_CAPACITY);
  #dictionary = new Map<string, number>();
  #keyBytes = 0;
  #lastKey: string | undefined;
  #lastIndex = 0;

  get byteLength(): number {
    return this.length * 4 + this.#keyBytes;
  }

  append(key: string): void {
    this.appendIndex(this.indexOf(key));
  }

  /** Place of a text in this block's dictionary; valid until `clear`. */
  indexOf(key: string): number {
    if (key === this.#lastKey) return this.#lastIndex;
    let index = this.#dictionary.get(key);
    if (index === undefined) {
      index = this.#dictionary.size;
      this.#dictionary.set(key, index);
      this.#keyBytes += key.length + 8;
    }
    this.#lastKey = key;
    this.#lastIndex = index;
    return index;
  }

  appendIndex(index: number): void {
    if (this.length === this.#indexes.length) this.#grow(this.length + 1);
    this.#indexes[this.length++] = index;
  }

  repeat(start: number, end: number): void {
    const count = end - start;
    if (this.length + count > this.#indexes.length) this.#grow(this.length + count);
    this.#indexes.copyWithin(this.length, start, end);
    this.length += count;
  }

  /** Texts that only the rows taken back had stay in the dictionary; the engine does not mind unused ones. */
  truncate(length: number): void {
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    this.#dictionary.clear();
    this.#keyBytes = 0;
    this.#lastKey = undefined;
    if (this.#indexes.byteLength > MAX_KEPT_BYTES) this.#indexes = new Uint32Array(INITIAL_CAPACITY);
  }

  writePrefix(out: ChunkList): void {
    out.addUint64(SHARED_DICTIONARIES_WITH_ADDITIONAL_KEYS);
  }

  writeData(out: ChunkList, rows?: RowSelection): void {
    const count = rows === undefined ? this.length : rows.count;
    if (count === 0) return;
    const size = this.#dictionary.size;
    const width = size <= 0x100 ? 0 : size <= 0x10000 ? 1 : 2;
    out.addUint64(HAS_ADDITIONAL_KEYS | NEED_UPDATE_DICTIONARY | width);
    out.addUint64(size);
    for (const key of this.#dictionary.keys()) out.addString(key);
    out.addUint64(count);
    const indexes =
      width === 0 ? new Uint8Array(count) : width === 1 ? new Uint16Array(count) : new Uint32Array(count);
    if (rows === undefined) indexes.set(this.#indexes.subarray(0, count));
    else {
      let next = 0;
      for (let row = 0; row < this.length; row++) {
        if (rows.mask[row] === 1) indexes[next++] = this.#indexes[row] as number;
      }
    }
    out.addView(new Uint8Array(indexes.buffer));
  }

  #grow(atLeast: number): void {
    const larger = new Uint32Array(Math.max(this.#indexes.length * 2, atLeast));
    larger.set(this.#indexes);
    this.#indexes = larger;
  }
}
