import type { QueryParams } from '../store/engine/engine.ts';

/**
 * Collects the values of a query while its text is put together. `add` keeps the value and returns the
 * placeholder, so a value can never end up in the text: `where.push(\`service = ${bound.add('String', service)}\`)`.
 */
export class BoundValues {
  readonly params: QueryParams = {};
  #count = 0;

  /** @param type a ClickHouse type, always a literal of the program */
  add(type: string, value: string | number | boolean | readonly (string | number | null)[]): string {
    const name = `p${this.#count++}`;
    this.params[name] = value;
    return `{${name}:${type}}`;
  }

  /** A point in time given as nanoseconds since the epoch. */
  addTime(nanos: bigint): string {
    return `fromUnixTimestamp64Nano(${this.add('Int64', nanos.toString())}, 'UTC')`;
  }

  /** Ids as hex digits to the raw bytes that the store holds; `bytes` is 16 or 8. */
  addId(hex: string, bytes: 16 | 8): string {
    return `toFixedString(unhex(${this.add('String', hex)}), ${bytes})`;
  }

  addTraceIds(hexes: readonly string[]): string {
    return `(SELECT toFixedString(unhex(arrayJoin(${this.add('Array(String)', hexes)})), 16))`;
  }
}
