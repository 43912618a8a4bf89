/** Stored attributes as the KeyValue lists of OTLP/JSON. */

type Columns = Record<string, unknown[]>;
export type OtlpValue = Record<string, unknown>;
export interface OtlpKeyValue {
  key: string;
  value: OtlpValue;
}

/** The attributes of a row read with `ATTRIBUTE_COLUMNS`, in the order of their keys. */
export function otlpAttributes(columns: Columns, row: number): OtlpKeyValue[] {
  return [
    ...readMap(columns, 'strings', row, (text) => ({ stringValue: text })),
    ...readMap(columns, 'ints', row, (text) => ({ intValue: text })),
    ...readMap(columns, 'doubles', row, (text) => ({ doubleValue: doubleOf(text) })),
    ...readMap(columns, 'bools', row, (text) => ({ boolValue: text === 'true' || text === '1' })),
    ...readMap(columns, 'jsons', row, valueOfJson),
  ].sort(byKey);
}

/** Resource attributes are stored as text, whatever they were sent as. */
export function otlpResource(columns: Columns, row: number): OtlpKeyValue[] {
  return readMap(columns, 'resource', row, (text) => ({ stringValue: text })).sort(byKey);
}

/** Attributes of a span event or a link, kept as one JSON object. */
export function otlpAttributesOfJson(json: string): OtlpKeyValue[] {
  const value = parsed(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([key, entry]) => ({ key, value: otlpValue(entry) }));
}

/** OTLP's JSON writes what is no number as protobuf's does. */
function doubleOf(text: string): number | string {
  if (text === 'inf') return 'Infinity';
  if (text === '-inf') return '-Infinity';
  return text === 'nan' || text === '-nan' ? 'NaN' : Number(text);
}

function valueOfJson(json: string): OtlpValue {
  const value = parsed(json);
  return value === undefined ? { stringValue: json } : otlpValue(value);
}

function otlpValue(value: unknown): OtlpValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(otlpValue) } };
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value);
  const [only] = entries;
  // How the door writes what JSON has no word for.
  if (entries.length === 1 && typeof only![1] === 'string') {
    if (only![0] === 'int' && /^-?\d+$/.test(only![1])) return { intValue: only![1] };
    if (only![0] === 'bytes') return { bytesValue: only![1] };
  }
  return { kvlistValue: { values: entries.map(([key, entry]) => ({ key, value: otlpValue(entry) })) } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function readMap(
  columns: Columns,
  map: string,
  row: number,
  read: (text: string) => OtlpValue,
): OtlpKeyValue[] {
  const keys = columns[`${map}_keys`]![row] as string[];
  const values = columns[`${map}_values`]![row] as string[];
  return keys.map((key, index) => ({ key, value: read(values[index]!) }));
}

function byKey(a: OtlpKeyValue, b: OtlpKeyValue): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
