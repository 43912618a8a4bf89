/**
 * Writes protobuf into one growing buffer (encoding: protobuf.dev/programming-guides/encoding).
 *
 * A nested message is written behind one byte kept free for its length. When the length turns out to need
 * more, the message is moved by the missing bytes: cheaper than measuring every message first, because almost
 * all are below 128 bytes.
 */
export class ProtobufWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 64 * 1024) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** A copy of what was written. */
  bytes(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  /** Begins field `field` as a nested message; pass the result to `end`. */
  begin(field: number): number {
    this.#reserve(6);
    this.#tag(field, 2);
    return this.#length++;
  }

  end(lengthAt: number): void {
    const size = this.#length - lengthAt - 1;
    if (size < 0x80) {
      this.#buffer[lengthAt] = size;
      return;
    }
    const extra = varintSize(size) - 1;
    this.#reserve(extra);
    this.#buffer.copyWithin(lengthAt + 1 + extra, lengthAt + 1, this.#length);
    this.#length += extra;
    this.#putVarint(lengthAt, size);
  }

  text(field: number, value: string): void {
    this.#reserve(value.length * 3 + 12);
    this.#tag(field, 2);
    const lengthAt = this.#length++;
    this.#length += this.#buffer.write(value, this.#length, 'utf8');
    this.end(lengthAt);
  }

  rawBytes(field: number, value: Uint8Array): void {
    this.#reserve(value.length + 12);
    this.#tag(field, 2);
    this.#varint(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** An id of two or four 32-bit words, big-endian. */
  words(field: number, words: readonly number[]): void {
    this.#reserve(words.length * 4 + 12);
    this.#tag(field, 2);
    this.#buffer[this.#length++] = words.length * 4;
    for (const word of words) this.#length = this.#buffer.writeUInt32BE(word >>> 0, this.#length);
  }

  /** A varint field of a non-negative integer up to 2^53. */
  unsigned(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, 0);
    this.#varint(value);
  }

  /** A varint field of a signed 64-bit integer. */
  signed(field: number, value: number): void {
    if (value >= 0) {
      this.unsigned(field, value);
      return;
    }
    this.#reserve(16);
    this.#tag(field, 0);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  fixed64(field: number, value: bigint): void {
    this.#reserve(16);
    this.#tag(field, 1);
    this.#length = this.#buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.#length);
  }

  double(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, 1);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#length = this.#putVarint(this.#length, value);
  }

  #putVarint(at: number, value: number): number {
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[at++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[at++] = rest;
    return at;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}
