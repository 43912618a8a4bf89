/**
 * Attributes of one event, resource or scope as parallel columns, reused from event to event: decoding
 * allocates nothing per attribute. A string value is either a range of the row's source bytes (protobuf)
 * or a text (JSON, derived values).
 *
 *   keys    [ http.route , http.response.status_code , retry ]
 *   types   [ string     , int                       , bool  ]
 *   starts  [ 120        ,                           ,       ]   texts, lows, highs, doubles: by type
 */
import type { AttributeType } from './attribute-type.ts';

const INITIAL_CAPACITY = 32;

/** Shared by all lists: two lists never have the same version, so a version alone tells contents apart. */
let lastVersion = 0;

export class AttributeList {
  length = 0;
  /** Counts up whenever the list changes, so that a consumer may keep what it derived from the list. */
  version = ++lastVersion;
  keys: string[] = [];
  types = new Uint8Array(INITIAL_CAPACITY);
  /** Byte range of a `string` or `json` value in the source; `starts[i] === -1` when it is in `texts[i]`. */
  starts = new Int32Array(INITIAL_CAPACITY);
  ends = new Int32Array(INITIAL_CAPACITY);
  texts: (string | undefined)[] = [];
  /** An `int` as two's complement, low and high 32 bits; a `bool` as 0 or 1 in `lows`. */
  lows = new Int32Array(INITIAL_CAPACITY);
  highs = new Int32Array(INITIAL_CAPACITY);
  doubles = new Float64Array(INITIAL_CAPACITY);

  clear(): void {
    this.length = 0;
    this.version = ++lastVersion;
  }

  addSlice(key: string, type: AttributeType, start: number, end: number): void {
    const index = this.#next(key, type);
    this.starts[index] = start;
    this.ends[index] = end;
    this.texts[index] = undefined;
  }

  addText(key: string, type: AttributeType, text: string): void {
    const index = this.#next(key, type);
    this.starts[index] = -1;
    this.texts[index] = text;
  }

  /** `type` int (two's complement halves) or bool (`low` 0 or 1). */
  addBits(key: string, type: AttributeType, low: number, high: number): void {
    const index = this.#next(key, type);
    this.lows[index] = low;
    this.highs[index] = high;
  }

  addDouble(key: string, type: AttributeType, value: number): void {
    const index = this.#next(key, type);
    this.doubles[index] = value;
  }

  /** The value at `from` once more under another key. */
  addCopy(key: string, from: number): void {
    const index = this.#next(key, this.types[from] as AttributeType);
    this.starts[index] = this.starts[from]!;
    this.ends[index] = this.ends[from]!;
    this.texts[index] = this.texts[from];
    this.lows[index] = this.lows[from]!;
    this.highs[index] = this.highs[from]!;
    this.doubles[index] = this.doubles[from]!;
  }

  indexOf(key: string): number {
    for (let index = 0; index < this.length; index++) if (this.keys[index] === key) return index;
    return -1;
  }

  #next(key: string, type: AttributeType): number {
    if (this.length === this.types.length) this.#grow();
    const index = this.length++;
    this.version = ++lastVersion;
    this.keys[index] = key;
    this.types[index] = type;
    return index;
  }

  #grow(): void {
    const capacity = this.types.length * 2;
    const types = new Uint8Array(capacity);
    types.set(this.types);
    this.types = types;
    const doubles = new Float64Array(capacity);
    doubles.set(this.doubles);
    this.doubles = doubles;
    this.starts = grown(this.starts, capacity);
    this.ends = grown(this.ends, capacity);
    this.lows = grown(this.lows, capacity);
    this.highs = grown(this.highs, capacity);
  }
}

function grown(column: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(column);
  return larger;
}
