import type { ChunkList } from './chunk-list.ts';
import { type Column, MAX_KEPT_BYTES, type RowSelection } from './column.ts';

type NumberArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

const ARRAYS = {
  Bool: Uint8Array,
  UInt8: Uint8Array,
  UInt16: Uint16Array,
  UInt32: Uint32Array,
  Int8: Int8Array,
  Int16: Int16Array,
  Int32: Int32Array,
  DateTime: Uint32Array,
  Float32: Float32Array,
  Float64: Float64Array,
} as const;

export type NumberType = keyof typeof ARRAYS;

const INITIAL_CAPACITY = 1024;

/** Numbers of up to 32 bits, doubles, Bool (0 and 1) and DateTime (seconds since the epoch). */
export class NumberColumn implements Column {
  readonly type: NumberType;
  length = 0;
  #values: NumberArray;

  constructor(type: NumberType) {
    this.type = type;
    this.#values = new ARRAYS[type](INITIAL_CAPACITY);
  }

  get byteLength(): number {
    return this.length * this.#values.BYTES_PER_ELEMENT;
  }

  append(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length++] = value;
  }

  /** Appends again what stands in `start` to `end`. */
  repeat(start: number, end: number): void {
    const count = end - start;
    if (this.length + count > this.#values.length) this.#grow(this.length + count);
    this.#values.copyWithin(this.length, start, end);
    this.length += count;
  }

  truncate(length: number): void {
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    if (this.#values.byteLength > MAX_KEPT_BYTES) this.#values = new ARRAYS[this.type](INITIAL_CAPACITY);
  }

  writePrefix(): void {}

  writeData(out: ChunkList, rows?: RowSelection): void {
    let values = this.#values.subarray(0, this.length);
    if (rows !== undefined) {
      const kept = new ARRAYS[this.type](rows.count);
      let next = 0;
      for (let row = 0; row < this.length; row++)
        if (rows.mask[row] === 1) kept[next++] = values[row] as number;
      values = kept;
    }
    out.addView(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  #grow(atLeast: number): void {
    const larger = new ARRAYS[this.type](Math.max(this.#values.length * 2, atLeast));
    larger.set(this.#values);
    this.#values = larger;
  }
}
