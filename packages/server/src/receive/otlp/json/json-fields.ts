import { highHalf, lowHalf } from '../../event/int64.ts';
import { FieldError } from '../field-error.ts';

export type JsonObject = Record<string, unknown>;

const HEX = /^[0-9a-fA-F]+$/;
const idBytes = Buffer.alloc(16);
const INTEGER = /^-?\d{1,20}$/;
const MIN_INT32 = -(2n ** 31n);
const MAX_INT32 = 2n ** 31n - 1n;
const MAX_UINT32 = 2n ** 32n - 1n;
export const MIN_INT64 = -(2n ** 63n);
export const MAX_INT64 = 2n ** 63n - 1n;
export const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * Takes typed fields out of a parsed OTLP/JSON document (OTLP specification, "JSON Protobuf Encoding") and knows where
 * in it the reader is, for errors. A field that is missing or null has its default; unknown fields are never looked at.
 */
export class JsonFields {
  /** Halves of the 64-bit number read last. */
  low = 0;
  high = 0;
  /** Names of fields and places in lists. */
  readonly #path: (string | number)[] = [];

  /** Forgets where a document that failed was left. */
  begin(): void {
    this.#path.length = 0;
  }

  object(value: unknown, field: string): JsonObject | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw this.wrong(field, 'is not an object');
    return value as JsonObject;
  }

  list(parent: JsonObject, field: string): readonly unknown[] {
    const value = parent[field];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.wrong(field, 'is not an array');
    return value;
  }

  /** Calls `read` for each object of a list. */
  each(parent: JsonObject, field: string, read: (item: JsonObject) => void): void {
    const items = this.list(parent, field);
    if (items.length === 0) return;
    const path = this.#path;
    path.push(field, 0);
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (item === undefined || item === null) continue;
      path[path.length - 1] = index;
      if (typeof item !== 'object' || Array.isArray(item)) throw this.wrong('', 'is not an object');
      read(item as JsonObject);
    }
    path.length -= 2;
  }

  /** Calls `read` with the object in a field, if there is one. */
  within(parent: JsonObject, field: string, read: (item: JsonObject) => void): void {
    const item = this.object(parent[field], field);
    if (item === undefined) return;
    this.#path.push(field);
    read(item);
    this.#path.pop();
  }

  text(parent: JsonObject, field: string): string {
    const value = parent[field];
    if (value === undefined || value === null) return '';
    if (typeof value !== 'string') throw this.wrong(field, 'is not a string');
    return value;
  }

  bool(parent: JsonObject, field: string): boolean {
    const value = parent[field];
    if (value === undefined || value === null) return false;
    if (typeof value !== 'boolean') throw this.wrong(field, 'is not true or false');
    return value;
  }

  /** Enums are integers; their names are not taken. */
  enumNumber(parent: JsonObject, field: string): number {
    const value = parent[field];
    if (value === undefined || value === null) return 0;
    if (!Number.isInteger(value))
      throw this.wrong(field, 'is not an integer (names of enum values are not accepted)');
    return value as number;
  }

  uint32(parent: JsonObject, field: string): number {
    return Number(this.integer(parent[field], field, 0n, MAX_UINT32));
  }

  sint32(parent: JsonObject, field: string): number {
    return Number(this.integer(parent[field], field, MIN_INT32, MAX_INT32));
  }

  /** An unsigned 64-bit integer, number or text, into `low` and `high`. */
  uint64(parent: JsonObject, field: string): void {
    this.#split(this.integer(parent[field], field, 0n, MAX_UINT64));
  }

  /** A signed 64-bit integer, number or text, into `low` and `high`. */
  int64(parent: JsonObject, field: string): void {
    this.#split(this.integer(parent[field], field, MIN_INT64, MAX_INT64));
  }

  /** An integer, number or text, that lies between two others. */
  integer(value: unknown, field: string, least: bigint, most: bigint): bigint {
    if (value === undefined || value === null) return 0n;
    const isInteger =
      typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && INTEGER.test(value);
    if (!isInteger) throw this.wrong(field, 'is not an integer');
    const integer = BigInt(value as number | string);
    if (integer < least || integer > most) throw this.wrong(field, `is not between ${least} and ${most}`);
    return integer;
  }

  double(value: unknown, field: string): number {
    if (value === undefined || value === null) return 0;
    if (typeof value === 'number') return value;
    if (typeof value === 'string' && value.trim() !== '') {
      const number = Number(value);
      if (!Number.isNaN(number) || value === 'NaN') return number;
    }
    throw this.wrong(field, 'is not a number');
  }

  /** Copies a hex id of the right length into `target`; returns the length in bytes, -1 where it is no hex. */
  id(parent: JsonObject, field: string, target: Uint8Array): number {
    const value = parent[field];
    if (value === undefined || value === null || value === '') return 0;
    if (typeof value !== 'string') throw this.wrong(field, 'is not a string of hex digits');
    if (value.length === target.length * 2) {
      // Stops at the first character that is no hex digit.
      if (idBytes.write(value, 'hex') !== target.length) return -1;
      for (let index = 0; index < target.length; index++) target[index] = idBytes[index]!;
      return target.length;
    }
    return value.length % 2 === 0 && HEX.test(value) ? value.length / 2 : -1;
  }

  wrong(field: string, description: string): FieldError {
    let path = '';
    for (const part of [...this.#path, field]) {
      if (typeof part === 'number') path += `[${part}]`;
      else if (part !== '') path += path === '' ? part : `.${part}`;
    }
    return new FieldError(path, description);
  }

  #split(value: bigint): void {
    this.low = lowHalf(value);
    this.high = highHalf(value);
  }
}
