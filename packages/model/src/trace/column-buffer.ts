/**
 * Columns that are made together, in one allocation. A typed array of its own costs 400 ns, most of it in the garbage
 * collector; as part of a buffer 20 ns. Traces are many and small, so that was a third of their analysis.
 */
export class ColumnBuffer {
  readonly #buffer: ArrayBuffer;
  #offset = 0;

  /** @param sizes entries in all columns of a kind together */
  constructor(sizes: { float64?: number; int32?: number; uint8?: number }) {
    this.#buffer = new ArrayBuffer(8 * (sizes.float64 ?? 0) + 4 * (sizes.int32 ?? 0) + (sizes.uint8 ?? 0));
  }

  /** Zeros. Ask for wide columns before narrow ones. */
  float64(length: number): Float64Array<ArrayBuffer> {
    const column = new Float64Array(this.#buffer, this.#offset, length);
    this.#offset += 8 * length;
    return column;
  }

  int32(length: number): Int32Array<ArrayBuffer> {
    const column = new Int32Array(this.#buffer, this.#offset, length);
    this.#offset += 4 * length;
    return column;
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    const column = new Uint8Array(this.#buffer, this.#offset, length);
    this.#offset += length;
    return column;
  }
}
