/**
 * Attributes from the typed maps of the store back to what was sent.
 */
import type { Attribute, AttributeValue } from '@tracebin/model';

/**
 * SELECT list that `attributesOf` and `resourceOf` read. Numbers come as text: JSON has no 64-bit integers, no
 * infinities and no NaN.
 */
export const ATTRIBUTE_COLUMNS = [
  ...['strings', 'jsons', 'resource'].map(
    (map) => `mapKeys(${map}) AS ${map}_keys, mapValues(${map}) AS ${map}_values`,
  ),
  ...['ints', 'doubles', 'bools'].map(
    (map) =>
      `mapKeys(${map}) AS ${map}_keys, arrayMap(value -> toString(value), mapValues(${map})) AS ${map}_values`,
  ),
].join(', ');

type Columns = Record<string, unknown[]>;

/** Attributes of one row, sorted by key. */
export function attributesOf(columns: Columns, row: number): Attribute[] {
  return [
    ...readMap(columns, 'strings', row, (text) => text),
    ...readMap(columns, 'ints', row, intValue),
    ...readMap(columns, 'doubles', row, doubleValue),
    ...readMap(columns, 'bools', row, (text) => text === 'true' || text === '1'),
    ...readMap(columns, 'jsons', row, jsonValue),
  ].sort(byKey);
}

export function resourceOf(columns: Columns, row: number): Attribute[] {
  return readMap(columns, 'resource', row, (text) => text).sort(byKey);
}

/** Attributes of a span event or a link, kept as one JSON object. */
export function attributesFromJson(json: string): Attribute[] {
  const value = jsonValue(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .map(([key, entry]) => ({ key, value: entry as AttributeValue }))
    .sort(byKey);
}

function readMap(
  columns: Columns,
  map: string,
  row: number,
  read: (text: string) => AttributeValue,
): Attribute[] {
  const keys = columns[`${map}_keys`]![row] as string[];
  const values = columns[`${map}_values`]![row] as string[];
  return keys.map((key, index) => ({ key, value: read(values[index]!) }));
}

function intValue(text: string): AttributeValue {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : { int: text };
}

/** The store writes `inf`, `-inf` and `nan`; JSON has no number for them, so they are told as text. */
function doubleValue(text: string): AttributeValue {
  if (text === 'nan' || text === '-nan') return 'NaN';
  if (text === 'inf') return 'Infinity';
  if (text === '-inf') return '-Infinity';
  return Number(text);
}

function jsonValue(text: string): AttributeValue {
  try {
    return JSON.parse(text) as AttributeValue;
  } catch {
    // Only our own door writes these; a text that it did not write is shown as it is.
    return text;
  }
}

function byKey(a: Attribute, b: Attribute): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
