/**
 * Columns that an analysis needs only while it runs. They are kept and used again by the next trace, dirty and longer
 * than asked for: making and clearing them anew was a tenth of the analysis of a small trace. One analysis at a time uses
 * a scratch, which is certain as long as it does not call back.
 */
export class Scratch {
  readonly #float64: Float64Array<ArrayBuffer>[] = [];
  readonly #int32: Int32Array<ArrayBuffer>[] = [];
  readonly #uint8: Uint8Array<ArrayBuffer>[] = [];

  /** @param column each of its kind has its own number, from 0 */
  float64(column: number, length: number): Float64Array<ArrayBuffer> {
    const known = this.#float64[column];
    if (known !== undefined && known.length >= length) return known;
    const made = new Float64Array(roomFor(length));
    this.#float64[column] = made;
    return made;
  }

  int32(column: number, length: number): Int32Array<ArrayBuffer> {
    const known = this.#int32[column];
    if (known !== undefined && known.length >= length) return known;
    const made = new Int32Array(roomFor(length));
    this.#int32[column] = made;
    return made;
  }

  uint8(column: number, length: number): Uint8Array<ArrayBuffer> {
    const known = this.#uint8[column];
    if (known !== undefined && known.length >= length) return known;
    const made = new Uint8Array(roomFor(length));
    this.#uint8[column] = made;
    return made;
  }
}

/** Traces grow and shrink: twice as much now saves most of the next times. */
function roomFor(length: number): number {
  return Math.max(256, 2 ** Math.ceil(Math.log2(Math.max(1, length))));
}
