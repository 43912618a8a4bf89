import type { ChunkList } from './chunk-list.ts';
import { type Column, MAX_KEPT_BYTES, type RowSelection } from './column.ts';

const INITIAL_CAPACITY = 1024;

/** FixedString(width): ids as raw bytes. */
export class FixedStringColumn implements Column {
  readonly type: string;
  readonly width: number;
  length = 0;
  #bytes: Uint8Array;

  constructor(width: number) {
    this.type = `FixedString(${width})`;
    this.width = width;
    this.#bytes = new Uint8Array(INITIAL_CAPACITY * width);
  }

  get byteLength(): number {
    return this.length * this.width;
  }

  /** Copies the first `width` bytes. */
  append(value: Uint8Array): void {
    const at = this.length * this.width;
    if (at === this.#bytes.length) this.#grow();
    // At 8 and 16 bytes a loop is faster than a call of `set`.
    for (let index = 0; index < this.width; index++) this.#bytes[at + index] = value[index] as number;
    this.length++;
  }

  /** The bytes of one row, as a view. */
  at(row: number): Uint8Array {
    return this.#bytes.subarray(row * this.width, (row + 1) * this.width);
  }

  truncate(length: number): void {
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = new Uint8Array(INITIAL_CAPACITY * this.width);
  }

  writePrefix(): void {}

  writeData(out: ChunkList, rows?: RowSelection): void {
    if (rows === undefined) {
      out.addView(this.#bytes.subarray(0, this.byteLength));
      return;
    }
    const kept = new Uint8Array(rows.count * this.width);
    let next = 0;
    for (let row = 0; row < this.length; row++) {
      if (rows.mask[row] !== 1) continue;
      kept.set(this.at(row), next);
      next += this.width;
    }
    out.addView(kept);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
