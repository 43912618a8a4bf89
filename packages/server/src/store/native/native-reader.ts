/**
 * Reads an answer in the Native format, block by block and column by column, in the order of the query: `openBlock`, then a
 * call for each column that names it. Nothing is made of a value before it is asked for.
 *
 *     while (reader.openBlock()) {
 *       const names = reader.words('name');
 *       const ids = reader.fixed('span_id', 8);
 *     }
 *
 * Source: as in `native-block.ts`, read the other way round.
 */
const SHARED_DICTIONARIES_WITH_ADDITIONAL_KEYS = 1;
const HAS_ADDITIONAL_KEYS = 0x200;
const NEEDS_GLOBAL_DICTIONARY = 0x100;

/** Texts, as byte ranges of the answer. */
export interface Texts {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** A dictionary and the place in it for each row. */
export interface Words {
  readonly words: readonly string[];
  readonly places: ArrayLike<number>;
}

/** Entries of a row: from the end of the row before to its own. */
export interface Maps<Values> {
  readonly ends: Uint32Array;
  readonly keys: Words;
  readonly values: Values;
}

export class NativeReader {
  readonly bytes: Buffer;
  /** Of the open block. */
  rows = 0;
  #at = 0;
  #columns = 0;

  constructor(answer: Uint8Array) {
    this.bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  }

  /** @returns false at the end of the answer */
  openBlock(): boolean {
    if (this.#columns !== 0) throw new Error(`${this.#columns} columns of a block have not been read`);
    while (this.#at < this.bytes.length) {
      this.#columns = this.#varint();
      this.rows = this.#varint();
      if (this.rows > 0) return true;
      for (; this.#columns > 0; this.#columns--) {
        this.#text();
        this.#text();
      }
    }
    return false;
  }

  /** Numbers of one byte, or booleans. */
  bytesOf(name: string): Uint8Array {
    this.#column(name, /^(UInt8|Bool)$/);
    return this.#take(this.rows);
  }

  /** Numbers of four bytes, or seconds. */
  uint32(name: string): Uint32Array {
    this.#column(name, /^(UInt32|DateTime(\('UTC'\))?)$/);
    return new Uint32Array(this.#copy(this.rows * 4));
  }

  doubles(name: string): Float64Array {
    this.#column(name, /^Float64$/);
    return new Float64Array(this.#copy(this.rows * 8));
  }

  /** Low and high half of each number in turn. */
  int64(name: string): Int32Array {
    this.#column(name, /^(U?Int64|DateTime64\(9, 'UTC'\))$/);
    return this.#halves(this.rows);
  }

  fixed(name: string, width: number): Uint8Array {
    this.#column(name, new RegExp(`^FixedString\\(${width}\\)$`));
    return this.#take(this.rows * width);
  }

  texts(name: string): Texts {
    this.#column(name, /^String$/);
    return this.#texts(this.rows);
  }

  words(name: string): Words {
    this.#column(name, /^LowCardinality\(String\)$/);
    this.#wordsPrefix();
    return this.#words(this.rows);
  }

  textMaps(name: string): Maps<Texts> {
    this.#column(name, /^Map\(LowCardinality\(String\), String\)$/);
    this.#wordsPrefix();
    const ends = this.#ends();
    const count = ends[this.rows - 1]!;
    return { ends, keys: this.#words(count), values: this.#texts(count) };
  }

  /** Values as in `int64`. */
  int64Maps(name: string): Maps<Int32Array> {
    this.#column(name, /^Map\(LowCardinality\(String\), Int64\)$/);
    this.#wordsPrefix();
    const ends = this.#ends();
    const count = ends[this.rows - 1]!;
    return { ends, keys: this.#words(count), values: this.#halves(count) };
  }

  #column(name: string, type: RegExp): void {
    if (this.#columns-- === 0) throw new Error(`the block ends before column ${name}`);
    const isName = this.#text();
    const isType = this.#text();
    if (isName !== name || !type.test(isType)) throw new Error(`${isName} ${isType} is not column ${name}`);
  }

  #wordsPrefix(): void {
    const version = this.#uint64();
    if (version !== SHARED_DICTIONARIES_WITH_ADDITIONAL_KEYS)
      throw new Error(`dictionaries of version ${version}`);
  }

  #words(count: number): Words {
    if (count === 0) return { words: [], places: [] };
    const kind = this.#uint64();
    if ((kind & HAS_ADDITIONAL_KEYS) === 0 || (kind & NEEDS_GLOBAL_DICTIONARY) !== 0)
      throw new Error(`dictionary of kind ${kind}`);
    const words = Array.from({ length: this.#uint64() }, () => this.#text());
    const height = this.#uint64();
    if (height !== count) throw new Error(`${height} words where ${count} are due`);
    const width = kind & 0xff;
    if (width === 0) return { words, places: this.#take(count) };
    if (width === 1) return { words, places: new Uint16Array(this.#copy(count * 2)) };
    if (width === 2) return { words, places: new Uint32Array(this.#copy(count * 4)) };
    throw new Error(`places of width ${width}`);
  }

  #texts(count: number): Texts {
    const { bytes } = this;
    const starts = new Uint32Array(count);
    const ends = new Uint32Array(count);
    let at = this.#at;
    for (let index = 0; index < count; index++) {
      let size = bytes[at++]!;
      if (size > 0x7f) {
        size &= 0x7f;
        for (let shift = 7; ; shift += 7) {
          const byte = bytes[at++]!;
          size += (byte & 0x7f) * 2 ** shift;
          if (!(byte > 0x7f)) break;
        }
      }
      starts[index] = at;
      at += size;
      ends[index] = at;
    }
    this.#moveTo(at);
    return { starts, ends };
  }

  #ends(): Uint32Array {
    const halves = new Uint32Array(this.#copy(this.rows * 8));
    const ends = new Uint32Array(this.rows);
    for (let row = 0; row < ends.length; row++) ends[row] = halves[row * 2]!;
    return ends;
  }

  #halves(count: number): Int32Array {
    return new Int32Array(this.#copy(count * 8));
  }

  #text(): string {
    const size = this.#varint();
    const from = this.#at;
    this.#moveTo(from + size);
    return this.bytes.toString('utf8', from, from + size);
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) throw new Error('the answer ends in the middle of a number');
      this.#at++;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  #uint64(): number {
    const from = this.#at;
    this.#moveTo(from + 8);
    return this.bytes.readUInt32LE(from) + this.bytes.readUInt32LE(from + 4) * 2 ** 32;
  }

  /** A view. */
  #take(size: number): Uint8Array {
    const from = this.#at;
    this.#moveTo(from + size);
    return this.bytes.subarray(from, from + size);
  }

  /** Numbers need memory of their own: here they lie anywhere. */
  #copy(size: number): ArrayBuffer {
    const copy = new ArrayBuffer(size);
    new Uint8Array(copy).set(this.#take(size));
    return copy;
  }

  #moveTo(at: number): void {
    if (!(at <= this.bytes.length)) throw new Error('the answer ends in the middle of a column');
    this.#at = at;
  }
}
