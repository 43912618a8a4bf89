import { LIMITS } from '../../limits.ts';
import type { AttributeWriter } from '../../normalise/attribute-writer.ts';
import { ValueJson } from '../value-json.ts';
import { type JsonFields, type JsonObject, MAX_INT64, MIN_INT64 } from './json-fields.ts';

/** Reads AnyValue and KeyValue objects of OTLP/JSON, into an attribute writer or as JSON of the model's `AttributeValue`. */
export class JsonValues {
  readonly out = new ValueJson();
  readonly #fields: JsonFields;

  constructor(fields: JsonFields) {
    this.#fields = fields;
  }

  /** The attributes in `parent[field]`. */
  attributes(parent: JsonObject, field: string, writer: AttributeWriter): void {
    this.#fields.each(parent, field, (entry) => this.#attribute(entry, writer));
  }

  /** The attributes in `parent[field]` as one JSON object; of a doubled key the first counts. */
  attributesJson(parent: JsonObject, field: string): string {
    return this.#object(parent, field, 0);
  }

  /** An AnyValue object. */
  value(any: JsonObject, nesting: number): string {
    const fields = this.#fields;
    if (isSet(any.stringValue)) return this.out.text(fields.text(any, 'stringValue'));
    if (isSet(any.boolValue)) return this.out.literal(fields.bool(any, 'boolValue') ? 'true' : 'false');
    if (isSet(any.intValue))
      return this.out.integer(fields.integer(any.intValue, 'intValue', MIN_INT64, MAX_INT64));
    if (isSet(any.doubleValue)) return this.out.double(fields.double(any.doubleValue, 'doubleValue'));
    if (isSet(any.bytesValue)) return this.out.bytes(asBase64(fields.text(any, 'bytesValue')));
    if (isSet(any.arrayValue)) return this.#array(any, nesting + 1);
    if (isSet(any.kvlistValue)) {
      if (!this.out.mayNest(nesting + 1)) return 'null';
      let json = '{}';
      fields.within(any, 'kvlistValue', (list) => {
        json = this.#object(list, 'values', nesting + 1);
      });
      return json;
    }
    return this.out.literal('null');
  }

  #attribute(entry: JsonObject, writer: AttributeWriter): void {
    const fields = this.#fields;
    const name = fields.text(entry, 'key');
    if (name === '' || Buffer.byteLength(name) > LIMITS.maxKeyBytes) {
      writer.drop();
      return;
    }
    if (!writer.hasRoom()) return;
    const key = writer.keys.ofText(name);
    const any = fields.object(entry.value, 'value');
    if (any === undefined) writer.addJson(key, 'null', false);
    else if (isSet(any.stringValue)) writer.addText(key, fields.text(any, 'stringValue'));
    else if (isSet(any.boolValue)) writer.addBool(key, fields.bool(any, 'boolValue'));
    else if (isSet(any.intValue)) {
      fields.int64(any, 'intValue');
      writer.addInt(key, fields.low, fields.high);
    } else if (isSet(any.doubleValue)) writer.addDouble(key, fields.double(any.doubleValue, 'doubleValue'));
    else {
      this.out.begin();
      const json = this.value(any, 0);
      writer.addJson(key, json, this.out.cut);
    }
  }

  #array(any: JsonObject, nesting: number): string {
    if (!this.out.mayNest(nesting)) return 'null';
    const values: string[] = [];
    this.out.literal('[]');
    this.#fields.within(any, 'arrayValue', (array) => {
      for (const [index, item] of this.#fields.list(array, 'values').entries()) {
        if (!this.out.hasRoom()) break;
        const value = this.#fields.object(item, `values[${index}]`);
        values.push(value === undefined ? this.out.literal('null') : this.value(value, nesting));
      }
    });
    return `[${values.join(',')}]`;
  }

  #object(parent: JsonObject, field: string, nesting: number): string {
    const entries = new Map<string, string>();
    this.#fields.each(parent, field, (entry) => {
      if (!this.out.hasRoom()) return;
      const key = this.out.text(this.#fields.text(entry, 'key'));
      const any = this.#fields.object(entry.value, 'value');
      const value = any === undefined ? this.out.literal('null') : this.value(any, nesting);
      if (!entries.has(key)) entries.set(key, value);
    });
    let json = '';
    for (const [key, value] of entries) json += `${json === '' ? '' : ','}${key}:${value}`;
    return `{${json}}`;
  }
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Standard alphabet with padding, whichever the sender used. */
const asBase64 = (text: string): string => Buffer.from(text, 'base64').toString('base64');
