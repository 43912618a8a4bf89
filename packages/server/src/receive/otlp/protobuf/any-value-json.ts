/**
 * Values that are lists, and attributes that have no columns of their own (of span events and links), as JSON
 * text: what `AttributeValue` of the model reads as.
 */
import { signedToBigInt } from '../../event/int64.ts';
import { ValueJson } from '../value-json.ts';
import { tagOf, type WireReader, WireType } from './wire-reader.ts';

const STRING = tagOf(1, WireType.length);
const BOOL = tagOf(2, WireType.varint);
const INT = tagOf(3, WireType.varint);
const DOUBLE = tagOf(4, WireType.fixed64);
const ARRAY = tagOf(5, WireType.length);
const LIST = tagOf(6, WireType.length);
const BYTES = tagOf(7, WireType.length);
const ENTRY = tagOf(1, WireType.length);
const KEY = tagOf(1, WireType.length);
const VALUE = tagOf(2, WireType.length);

export class AnyValueJson {
  readonly out = new ValueJson();
  readonly #reader: WireReader;

  constructor(reader: WireReader) {
    this.#reader = reader;
  }

  /** The AnyValue message that reaches from the reader's position to `end`. */
  value(end: number, nesting: number): string {
    const reader = this.#reader;
    let json: string | undefined;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === STRING) json = this.out.text(this.text(end));
      else if (tag === BOOL) {
        reader.varint64(end);
        json = this.out.literal((reader.low | reader.high) === 0 ? 'false' : 'true');
      } else if (tag === INT) {
        reader.varint64(end);
        json = this.out.integer(signedToBigInt(reader.low, reader.high));
      } else if (tag === DOUBLE) json = this.out.double(reader.double(end));
      else if (tag === BYTES) json = this.bytes(reader.lengthEnd(end));
      else if (tag === ARRAY) json = this.array(reader.lengthEnd(end), nesting + 1);
      else if (tag === LIST) json = this.list(reader.lengthEnd(end), nesting + 1);
      else reader.skip(tag, end);
    }
    return json ?? this.out.literal('null');
  }

  bytes(end: number): string {
    const reader = this.#reader;
    const start = reader.position;
    reader.position = end;
    return this.out.bytes(reader.bytes.toString('base64', start, end));
  }

  /** An ArrayValue message. */
  array(end: number, nesting: number): string {
    const reader = this.#reader;
    const values: string[] = [this.out.literal('[]')];
    const mayNest = this.out.mayNest(nesting);
    while (mayNest && reader.position < end) {
      const tag = reader.tag(end);
      if (tag !== ENTRY) reader.skip(tag, end);
      else if (this.out.hasRoom()) values.push(this.value(reader.lengthEnd(end), nesting));
      else break;
    }
    reader.position = end;
    return mayNest ? `[${values.slice(1).join(',')}]` : 'null';
  }

  /** A KeyValueList message as a JSON object; of a doubled key the first counts. */
  list(end: number, nesting: number): string {
    const reader = this.#reader;
    const fields = new Map<string, string>();
    this.out.literal('{}');
    const mayNest = this.out.mayNest(nesting);
    while (mayNest && reader.position < end) {
      const tag = reader.tag(end);
      if (tag !== ENTRY) reader.skip(tag, end);
      else if (this.out.hasRoom()) this.keyValue(reader.lengthEnd(end), nesting, fields);
      else break;
    }
    reader.position = end;
    return mayNest ? objectOf(fields) : 'null';
  }

  /** A KeyValue message, added to `fields`. */
  keyValue(end: number, nesting: number, fields: Map<string, string>): void {
    const reader = this.#reader;
    let key = '';
    let value: string | undefined;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === KEY) key = this.out.text(this.text(end));
      else if (tag === VALUE) value = this.value(reader.lengthEnd(end), nesting);
      else reader.skip(tag, end);
    }
    if (key === '') key = this.out.text('');
    if (!fields.has(key)) fields.set(key, value ?? this.out.literal('null'));
  }

  /** A string field's text. */
  text(end: number): string {
    const reader = this.#reader;
    const textEnd = reader.lengthEnd(end);
    const text = reader.bytes.toString('utf8', reader.position, textEnd);
    reader.position = textEnd;
    return text;
  }
}

/** @param fields keys and values as JSON */
export function objectOf(fields: ReadonlyMap<string, string>): string {
  let json = '';
  for (const [key, value] of fields) json += `${json === '' ? '' : ','}${key}:${value}`;
  return `{${json}}`;
}
