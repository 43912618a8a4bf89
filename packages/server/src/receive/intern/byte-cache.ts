/**
 * Finds what was made of a byte sequence before, without making a string of the bytes first. Direct-mapped: every
 * sequence has one slot, the newer one takes it. So memory is fixed whatever senders write, and a hostile
 * cardinality costs at most the making of a string for each lookup.
 *
 *   slot      0        1        2 ...
 *   lengths   11       0        15
 *   bytes     [http.method....][.............][service.version]   `slotBytes` each
 *   values    T        -        T
 */
export class ByteCache<T> {
  readonly #mask: number;
  readonly #slotBytes: number;
  readonly #lengths: Uint16Array;
  readonly #bytes: Uint8Array;
  readonly #values: (T | undefined)[];
  readonly #make: (text: string, evicted: T | undefined) => T;

  /**
   * @param slots a power of two
   * @param slotBytes longer sequences are not kept, `make` runs for each of them
   * @param make is told which value loses its slot, if any
   */
  constructor(slots: number, slotBytes: number, make: (text: string, evicted: T | undefined) => T) {
    this.#mask = slots - 1;
    this.#slotBytes = slotBytes;
    this.#lengths = new Uint16Array(slots);
    this.#bytes = new Uint8Array(slots * slotBytes);
    this.#values = new Array<T | undefined>(slots).fill(undefined);
    this.#make = make;
  }

  get(source: Buffer, start: number, end: number): T {
    const length = end - start;
    if (length > this.#slotBytes) return this.#make(source.toString('utf8', start, end), undefined);
    let hash = length;
    for (let index = start; index < end; index++) hash = (Math.imul(hash, 31) + source[index]!) | 0;
    // The multiplication carries upwards only; fold the high bits back before masking.
    const slot = (hash ^ (hash >>> 15)) & this.#mask;
    const bytes = this.#bytes;
    const offset = slot * this.#slotBytes;
    const known = this.#values[slot];
    if (known !== undefined && this.#lengths[slot] === length) {
      let index = 0;
      while (index < length && bytes[offset + index] === source[start + index]) index++;
      if (index === length) return known;
    }
    const value = this.#make(source.toString('utf8', start, end), known);
    this.#values[slot] = value;
    this.#lengths[slot] = length;
    bytes.set(source.subarray(start, end), offset);
    return value;
  }
}
