/**
 * Reads the protobuf wire format (protobuf.dev, "Encoding") from a buffer without making anything of it: numbers come
 * as numbers or as two halves, texts and messages as the range from `position` to the end that is returned.
 * Every method takes the end of the message it reads in, and throws BadRequestError `undecodable` rather than step
 * over it.
 */
import { BadRequestError } from '../../../errors.ts';

export const WireType = { varint: 0, fixed64: 1, length: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** A field's tag as it stands on the wire: `tagOf(9, WireType.length)`. */
export const tagOf = (field: number, wireType: number): number => field * 8 + wireType;

const MAX_GROUP_NESTING = 32;
const doubleBytes = new Uint8Array(8);
const doubleView = new DataView(doubleBytes.buffer);

export class WireReader {
  bytes: Buffer = Buffer.alloc(0);
  position = 0;
  /** Halves of the 64-bit number read last, as signed 32-bit integers. */
  low = 0;
  high = 0;

  open(bytes: Buffer): void {
    this.bytes = bytes;
    this.position = 0;
  }

  /** The next tag. Field numbers that do not exist are refused: behind them lies garbage. */
  tag(end: number): number {
    const first = this.bytes[this.position]!;
    if (first < 0x80 && this.position < end) {
      this.position++;
      if (first >= 8) return first;
      throw this.malformed('a field number of 0');
    }
    const tag = this.varint32(end);
    if (tag >>> 3 === 0) throw this.malformed('a field number of 0');
    return tag;
  }

  /** Lower 32 bits of a varint, unsigned. */
  varint32(end: number): number {
    const first = this.bytes[this.position]!;
    if (first < 0x80 && this.position < end) {
      this.position++;
      return first;
    }
    this.varint64(end);
    return this.low >>> 0;
  }

  /** A varint into `low` and `high`. */
  varint64(end: number): void {
    const bytes = this.bytes;
    let position = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (position >= end) throw this.malformed('a number that is cut off');
      const byte = bytes[position++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= bits << 31;
      if (byte < 0x80) {
        this.position = position;
        this.low = low;
        this.high = high;
        return;
      }
    }
    throw this.malformed('a number of more than 10 bytes');
  }

  fixed64(end: number): void {
    const position = this.position;
    if (end - position < 8) throw this.malformed('a number that is cut off');
    const bytes = this.bytes;
    this.low =
      bytes[position]! |
      (bytes[position + 1]! << 8) |
      (bytes[position + 2]! << 16) |
      (bytes[position + 3]! << 24);
    this.high =
      bytes[position + 4]! |
      (bytes[position + 5]! << 8) |
      (bytes[position + 6]! << 16) |
      (bytes[position + 7]! << 24);
    this.position = position + 8;
  }

  /** Unsigned. */
  fixed32(end: number): number {
    const position = this.position;
    if (end - position < 4) throw this.malformed('a number that is cut off');
    this.position = position + 4;
    return this.bytes.readUInt32LE(position);
  }

  double(end: number): number {
    this.fixed64(end);
    doubleView.setInt32(0, this.low, true);
    doubleView.setInt32(4, this.high, true);
    return doubleView.getFloat64(0, true);
  }

  /** Reads a length and returns where that many bytes end; `position` is where they begin. */
  lengthEnd(end: number): number {
    const length = this.varint32(end);
    const target = this.position + length;
    if (target > end) throw this.malformed('a length that goes beyond its message');
    return target;
  }

  /** Steps over the value of a field that is not known. */
  skip(tag: number, end: number): void {
    this.#skip(tag, end, 0);
  }

  malformed(what: string): BadRequestError {
    return new BadRequestError(
      'undecodable',
      `the body is not a valid protobuf message: ${what} at byte ${this.position}`,
      {
        hint: 'send an OTLP Export request, encoded as application/x-protobuf',
      },
    );
  }

  #skip(tag: number, end: number, nesting: number): void {
    switch (tag & 7) {
      case WireType.varint:
        this.varint64(end);
        return;
      case WireType.fixed64:
        this.fixed64(end);
        return;
      case WireType.length:
        this.position = this.lengthEnd(end);
        return;
      case WireType.fixed32:
        this.fixed32(end);
        return;
      case WireType.startGroup:
        this.#skipGroup(tag, end, nesting);
        return;
      default:
        throw this.malformed('an unknown wire type');
    }
  }

  #skipGroup(startTag: number, end: number, nesting: number): void {
    if (nesting === MAX_GROUP_NESTING) throw this.malformed('groups nested too deep');
    const endTag = startTag + 1;
    for (;;) {
      const tag = this.tag(end);
      if (tag === endTag) return;
      this.#skip(tag, end, nesting + 1);
    }
  }
}
