import type { ChunkList } from './chunk-list.ts';
import { type Column, MAX_KEPT_BYTES, type RowSelection } from './column.ts';

const INITIAL_CAPACITY = 1024;
const TWO_POW_32 = 2 ** 32;

/**
 * Int64, UInt64 and DateTime64, kept as low and high halves: a double cannot hold them and a BigInt per value costs
 * an allocation.
 */
export class Int64Column implements Column {
  readonly type: string;
  length = 0;
  #halves = new Int32Array(INITIAL_CAPACITY * 2);

  constructor(type: 'Int64' | 'UInt64' | "DateTime64(9, 'UTC')") {
    this.type = type;
  }

  get byteLength(): number {
    return this.length * 8;
  }

  /** Two's complement; either half may be given signed or unsigned. */
  append(low: number, high: number): void {
    const at = this.length * 2;
    if (at === this.#halves.length) this.#grow(this.length + 1);
    this.#halves[at] = low;
    this.#halves[at + 1] = high;
    this.length++;
  }

  /** A safe integer. */
  appendNumber(value: number): void {
    this.append(value | 0, Math.floor(value / TWO_POW_32));
  }

  appendBigInt(value: bigint): void {
    this.append(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
  }

  repeat(start: number, end: number): void {
    const count = end - start;
    if ((this.length + count) * 2 > this.#halves.length) this.#grow(this.length + count);
    this.#halves.copyWithin(this.length * 2, start * 2, end * 2);
    this.length += count;
  }

  truncate(length: number): void {
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    if (this.#halves.byteLength > MAX_KEPT_BYTES) this.#halves = new Int32Array(INITIAL_CAPACITY * 2);
  }

  writePrefix(): void {}

  writeData(out: ChunkList, rows?: RowSelection): void {
    let halves = this.#halves.subarray(0, this.length * 2);
    if (rows !== undefined) {
      const kept = new Int32Array(rows.count * 2);
      let next = 0;
      for (let row = 0; row < this.length; row++) {
        if (rows.mask[row] !== 1) continue;
        kept[next++] = halves[row * 2] as number;
        kept[next++] = halves[row * 2 + 1] as number;
      }
      halves = kept;
    }
    out.addView(new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength));
  }

  #grow(atLeast: number): void {
    const larger = new Int32Array(Math.max(this.#halves.length * 2, atLeast * 2));
    larger.set(this.#halves);
    this.#halves = larger;
  }
}
