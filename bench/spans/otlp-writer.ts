/**
 * Protobuf messages of opentelemetry-proto, written by hand because encoding a million spans with a generic library takes
 * longer than storing them. Notes where trace ids and times stand.
 */
import type { Double, GeneratedResource, GeneratedValue } from './generated-span.ts';

const MAX_ITEM_BYTES = 64 * 1024;

export class OtlpWriter {
  #bytes = Buffer.allocUnsafe(8 << 20);
  #at = 0;
  /** Where trace ids and times stand in the body encoded last, so that a sender can use the body again. */
  #traceIdAt: number[] = [];
  #timeAt: number[] = [];

  /** One resource with one scope and its items: the shape that traces and logs share. */
  body<Item>(resource: GeneratedResource, items: readonly Item[], write: (item: Item) => void): OtlpBody {
    this.#at = 0;
    this.#traceIdAt = [];
    this.#timeAt = [];
    this.message(1, () => {
      this.message(1, () => {
        this.attribute(1, 'service.name', resource.service);
        for (const [key, value] of Object.entries(resource.attributes)) this.attribute(1, key, value);
      });
      this.message(2, () => {
        this.message(1, () => {
          this.text(1, resource.scopeName);
          this.text(2, resource.scopeVersion);
        });
        for (const item of items) {
          if (this.#bytes.length - this.#at < MAX_ITEM_BYTES)
            this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
          this.message(2, () => write(item));
        }
      });
    });
    return {
      bytes: Buffer.from(this.#bytes.subarray(0, this.#at)),
      items: items.length,
      traceIdAt: Uint32Array.from(this.#traceIdAt),
      timeAt: Uint32Array.from(this.#timeAt),
    };
  }

  attribute(field: number, key: string, value: GeneratedValue): void {
    this.message(field, () => {
      this.text(1, key);
      this.message(2, () => {
        if (typeof value === 'string') this.text(1, value);
        else if (typeof value === 'boolean') this.number(2, value ? 1 : 0);
        else if (typeof value === 'number') this.number(3, value);
        else this.double(4, value);
      });
    });
  }

  /** Writes the content behind one byte of length and moves it when the length needs more. */
  message(field: number, content: () => void): void {
    this.#tag(field, 2);
    const begins = this.#at + 1;
    this.#at = begins;
    content();
    const length = this.#at - begins;
    const more = varintBytes(length) - 1;
    if (more > 0) {
      this.#bytes.copyWithin(begins + more, begins, this.#at);
      shift(this.#traceIdAt, begins, more);
      shift(this.#timeAt, begins, more);
    }
    this.#at = begins - 1;
    this.#varint(length);
    this.#at += length;
  }

  traceId(field: number, id: Uint8Array): void {
    this.octets(field, id);
    this.#traceIdAt.push(this.#at - id.length);
  }

  /** Four bytes as they are. */
  fixed32(field: number, value: number): void {
    this.#tag(field, 5);
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  number(field: number, value: number): void {
    this.#tag(field, 0);
    this.#varint(value);
  }

  double(field: number, value: Double): void {
    this.#tag(field, 1);
    this.#at = this.#bytes.writeDoubleLE(value.value, this.#at);
  }

  time(field: number, nanos: bigint): void {
    this.#tag(field, 1);
    this.#timeAt.push(this.#at);
    this.#at = this.#bytes.writeBigUInt64LE(nanos, this.#at);
  }

  octets(field: number, bytes: Uint8Array): void {
    this.#tag(field, 2);
    this.#varint(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  text(field: number, text: string): void {
    this.#tag(field, 2);
    this.#varint(Buffer.byteLength(text));
    this.#at += this.#bytes.write(text, this.#at);
  }
}

export interface OtlpBody {
  bytes: Buffer;
  /** Spans or log records. */
  items: number;
  /** Offsets of the 16 bytes of each trace id, and of the 8 bytes of each time. */
  traceIdAt: Uint32Array;
  timeAt: Uint32Array;
}

/** Makes the body stand for other traces: the round goes into the trace ids, the times move. */
export function renewBody(body: OtlpBody, round: number, shiftNanos: bigint): void {
  for (const at of body.traceIdAt) body.bytes[at] = (body.bytes[at]! + round) & 255;
  for (const at of body.timeAt) body.bytes.writeBigUInt64LE(body.bytes.readBigUInt64LE(at) + shiftNanos, at);
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** Offsets behind `from` move with the bytes; the newest stand at the end of the list. */
function shift(offsets: number[], from: number, by: number): void {
  for (let index = offsets.length - 1; index >= 0 && offsets[index]! >= from; index--) offsets[index]! += by;
}
