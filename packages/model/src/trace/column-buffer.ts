/** Room that the columns of many small traces share. */
const SLAB_BYTES = 65_536;
/** From here on columns have a buffer of their own. */
const OWN_BUFFER_BYTES = SLAB_BYTES / 8;
const ALIGNMENT = 8;

let slab = new ArrayBuffer(SLAB_BYTES);
let slabUsed = 0;

/**
 * Columns that are made together, in one allocation. A typed array with a buffer of its own costs 400 ns, most of it in the
 * garbage collector; as part of a buffer 20 ns. Traces are many and small, so that was a third of their analysis. For the same
 * reason the buffers of small traces are parts of a larger one, which is let go when none of them is in use any more: no
 * column may be handed to another thread by its `buffer`.
 */
export class ColumnBuffer {
  readonly #buffer: ArrayBuffer;
  #offset = 0;

  /** @param sizes entries in all columns of a kind together */
  constructor(sizes: { float64?: number; int32?: number; uint8?: number }) {
    const bytes = 8 * (sizes.float64 ?? 0) + 4 * (sizes.int32 ?? 0) + (sizes.uint8 ?? 0);
    if (bytes >= OWN_BUFFER_BYTES) {
      this.#buffer = new ArrayBuffer(bytes);
      return;
    }
    if (slabUsed + bytes > SLAB_BYTES) {
      slab = new ArrayBuffer(SLAB_BYTES);
      slabUsed = 0;
    }
    this.#buffer = slab;
    this.#offset = slabUsed;
    slabUsed = Math.ceil((slabUsed + bytes) / ALIGNMENT) * ALIGNMENT;
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
