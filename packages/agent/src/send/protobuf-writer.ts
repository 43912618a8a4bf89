/**
 * Writes protobuf into one growing buffer (encoding: protobuf.dev/programming-guides/encoding).
 *
 * A nested message is written behind one byte kept free for its length. When the length turns out to need
 * more, the message is moved by the missing bytes: cheaper than measuring every message first, because almost
 * all are below 128 bytes.
 */
const SHORT_TEXT = 48;

export class ProtobufWriter {
  #buffer: Buffer;
  #view: DataView;
  #length = 0;

  constructor(initialBytes = 64 * 1024) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
    this.#view = viewOf(this.#buffer);
  }

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** Of what is written, for whoever writes many fields of known lengths at once: from `room` on, until `wrote`. */
  get view(): DataView {
    return this.#view;
  }

  /** Makes room for `bytes` and says where. Ask for `view` after it. */
  room(bytes: number): number {
    this.#reserve(bytes);
    return this.#length;
  }

  /** @param end where the next field begins */
  wrote(end: number): void {
    this.#length = end;
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

  /** As `begin`, for messages that mostly have 128 bytes and more: to be closed by `endLong`. */
  beginLong(field: number): number {
    const lengthAt = this.begin(field);
    this.#length = lengthAt + 2;
    return lengthAt;
  }

  endLong(lengthAt: number): void {
    const size = this.#length - lengthAt - 2;
    if (size >= 0x80 && size < 0x4000) {
      this.#buffer[lengthAt] = (size & 0x7f) | 0x80;
      this.#buffer[lengthAt + 1] = size >>> 7;
      return;
    }
    this.#buffer.copyWithin(lengthAt + 1, lengthAt + 2, this.#length);
    this.#length--;
    this.end(lengthAt);
  }

  text(field: number, value: string): void {
    this.#reserve(value.length * 3 + 12);
    this.#tag(field, 2);
    const lengthAt = this.#length++;
    this.#putText(value);
    this.end(lengthAt);
  }

  rawBytes(field: number, value: Uint8Array): void {
    this.#reserve(value.length + 12);
    this.#tag(field, 2);
    this.#varint(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** What was written by another writer, or by this one before: whole fields. */
  encoded(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A copy of what was written from `start` on. */
  bytesFrom(start: number): Buffer {
    return Buffer.from(this.#buffer.subarray(start, this.#length));
  }

  /**
   * `KeyValue` with a text: by far the most frequent message. All its lengths are known once the text is written, so
   * nothing is moved.
   * @param key field 1 of it, encoded: see `encodedKey`
   */
  textAttribute(field: number, key: Uint8Array, value: string): void {
    this.#reserve(key.length + value.length * 3 + 24);
    const buffer = this.#buffer;
    let at = this.#length;
    buffer[at++] = field * 8 + 2;
    const outerAt = at++;
    for (let index = 0; index < key.length; index++) buffer[at++] = key[index] as number;
    buffer[at++] = 0x12;
    const innerAt = at++;
    buffer[at++] = 0x0a;
    const textAt = at++;
    this.#length = at;
    this.#putText(value);
    const size = this.#length - textAt - 1;
    if (key.length + size < 0x80 - 4) {
      buffer[textAt] = size;
      buffer[innerAt] = size + 2;
      buffer[outerAt] = key.length + size + 4;
      return;
    }
    this.end(textAt);
    this.end(innerAt);
    this.end(outerAt);
  }

  /** `KeyValue` with an integer from 0 to 2^53. */
  countAttribute(field: number, key: Uint8Array, value: number): void {
    this.#reserve(key.length + 32);
    const buffer = this.#buffer;
    let at = this.#length;
    buffer[at++] = field * 8 + 2;
    const outerAt = at++;
    for (let index = 0; index < key.length; index++) buffer[at++] = key[index] as number;
    buffer[at++] = 0x12;
    const innerAt = at++;
    buffer[at++] = 0x18;
    at = this.#putVarint(at, value);
    buffer[innerAt] = at - innerAt - 1;
    this.#length = at;
    this.end(outerAt);
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

  /** @param words the low one first */
  fixed64(field: number, words: Uint32Array): void {
    this.#reserve(16);
    this.#tag(field, 1);
    this.#view.setUint32(this.#length, words[0] as number, true);
    this.#view.setUint32(this.#length + 4, words[1] as number, true);
    this.#length += 8;
  }

  double(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, 1);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  /** Short plain texts letter by letter: a call out of JavaScript costs as much as forty of them. */
  #putText(value: string): void {
    const buffer = this.#buffer;
    const start = this.#length;
    if (value.length <= SHORT_TEXT) {
      let index = 0;
      for (; index < value.length; index++) {
        const code = value.charCodeAt(index);
        if (code > 0x7f) break;
        buffer[start + index] = code;
      }
      if (index === value.length) {
        this.#length = start + index;
        return;
      }
    }
    this.#length += buffer.write(value, start, 'utf8');
  }

  #tag(field: number, wireType: number): void {
    this.#buffer[this.#length++] = field * 8 + wireType;
  }

  #varint(value: number): void {
    this.#length = this.#putVarint(this.#length, value);
  }

  #putVarint(at: number, value: number): number {
    const buffer = this.#buffer;
    let rest = value;
    while (rest > 0x7f) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    buffer[at++] = rest;
    return at;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}
