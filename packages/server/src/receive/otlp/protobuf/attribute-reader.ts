import { LIMITS } from '../../limits.ts';
import type { AttributeWriter } from '../../normalise/attribute-writer.ts';
import { AnyValueJson } from './any-value-json.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

const KEY = tagOf(1, WireType.length);
const VALUE = tagOf(2, WireType.length);
const STRING = tagOf(1, WireType.length);
const BOOL = tagOf(2, WireType.varint);
const INT = tagOf(3, WireType.varint);
const DOUBLE = tagOf(4, WireType.fixed64);
const ARRAY = tagOf(5, WireType.length);
const LIST = tagOf(6, WireType.length);
const BYTES = tagOf(7, WireType.length);

/** Reads KeyValue messages (opentelemetry-proto, common/v1/common.proto) into an attribute writer. */
export class AttributeReader {
  readonly json: AnyValueJson;
  readonly #reader: WireReader;

  constructor(reader: WireReader) {
    this.#reader = reader;
    this.json = new AnyValueJson(reader);
  }

  /** The KeyValue message that reaches from the reader's position to `end`. */
  read(end: number, writer: AttributeWriter): void {
    const reader = this.#reader;
    let keyStart = 0;
    let keyEnd = 0;
    let valueStart = end;
    let valueEnd = end;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === KEY) {
        keyEnd = reader.lengthEnd(end);
        keyStart = reader.position;
        reader.position = keyEnd;
      } else if (tag === VALUE) {
        valueEnd = reader.lengthEnd(end);
        valueStart = reader.position;
        reader.position = valueEnd;
      } else reader.skip(tag, end);
    }
    if (keyEnd - keyStart > LIMITS.maxKeyBytes || keyEnd === keyStart) writer.drop();
    else if (writer.hasRoom()) {
      reader.position = valueStart;
      this.#readValue(writer, keyStart, keyEnd, valueEnd);
    }
    reader.position = end;
  }

  #readValue(writer: AttributeWriter, keyStart: number, keyEnd: number, end: number): void {
    const reader = this.#reader;
    const key = writer.keys.ofBytes(reader.bytes, keyStart, keyEnd);
    // A value is one field, as a rule; where there are several, the last counts (protobuf "oneof").
    let tag = 0;
    let start = 0;
    let valueEnd = 0;
    let low = 0;
    let high = 0;
    let double = 0;
    while (reader.position < end) {
      const next = reader.tag(end);
      switch (next) {
        case STRING:
        case ARRAY:
        case LIST:
        case BYTES:
          valueEnd = reader.lengthEnd(end);
          start = reader.position;
          reader.position = valueEnd;
          tag = next;
          break;
        case INT:
        case BOOL:
          reader.varint64(end);
          low = reader.low;
          high = reader.high;
          tag = next;
          break;
        case DOUBLE:
          double = reader.double(end);
          tag = next;
          break;
        default:
          reader.skip(next, end);
      }
    }
    if (tag === STRING) writer.addSlice(key, start, valueEnd);
    else if (tag === INT) writer.addInt(key, low, high);
    else if (tag === BOOL) writer.addBool(key, (low | high) !== 0);
    else if (tag === DOUBLE) writer.addDouble(key, double);
    else if (tag === 0) writer.addJson(key, 'null', false);
    else {
      reader.position = start;
      this.json.out.begin();
      writer.addJson(key, this.#nested(tag, valueEnd), this.json.out.cut);
    }
  }

  #nested(tag: number, end: number): string {
    if (tag === ARRAY) return this.json.array(end, 1);
    return tag === LIST ? this.json.list(end, 1) : this.json.bytes(end);
  }
}
