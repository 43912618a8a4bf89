/** Writes the few small protobuf messages of answers. */
import { WireType } from './wire-reader.ts';

export class MessageWriter {
  readonly #parts: Buffer[] = [];

  /** A varint field; left out when 0, as proto3 does. */
  integer(field: number, value: number): this {
    if (value !== 0) this.#parts.push(varint(field * 8 + WireType.varint), varint(value));
    return this;
  }

  /** A string or bytes field; left out when empty. */
  bytes(field: number, value: string | Buffer): this {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    if (bytes.length > 0) this.message(field, bytes);
    return this;
  }

  /** A message field, written even when empty. */
  message(field: number, message: Buffer): this {
    this.#parts.push(varint(field * 8 + WireType.length), varint(message.length), message);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Of a non-negative safe integer. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
