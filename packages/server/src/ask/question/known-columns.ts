/** The fields that rows have by themselves, as SQL; which there are is said by the model's `knownFieldsOf`. */
import {
  EventType,
  type FilterValue,
  type KnownField,
  LAYER_NAMES,
  parseDuration,
  SPAN_KIND_NAMES,
  STATUS_CODE_NAMES,
} from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import { type FieldSql, numberOnly } from './field-sql.ts';

export type Rows = 'events' | 'transactions';

const CODES: Record<Rows, Record<string, readonly string[]>> = {
  events: {
    kind: SPAN_KIND_NAMES,
    status: STATUS_CODE_NAMES,
    layer: LAYER_NAMES,
    type: Object.keys(EventType),
  },
  transactions: { kind: ['request', 'job', 'other'] },
};
/** OTLP severities from ERROR on. */
const EVENT_ERROR = '(status = 2 OR severity >= 17)';
const FLAGS: Record<Rows, Record<string, string>> = {
  events: { error: EVENT_ERROR, is_root: "(type = 0 AND parent_span_id = toFixedString('', 8))" },
  transactions: { error: 'error' },
};
const NUMBERS: Record<string, string> = { duration_ms: 'duration / 1e6' };
/** Texts that every row has, even if empty; the others are missing where they are empty. */
const ALWAYS = new Set(['service', 'name']);

/** @param isMixed rows may be logs, which have no duration */
export function knownColumnSql(
  { name, type }: KnownField,
  rows: Rows,
  isMixed: boolean,
  bound: BoundValues,
): FieldSql {
  switch (type) {
    case 'string':
      return stringColumn(name, bound);
    case 'code':
      return codeColumn(name, CODES[rows][name]!, rows, bound);
    case 'bool':
      return flagColumn(FLAGS[rows][name]!);
    case 'id':
      return idColumn(name, bound);
    case 'time':
      return timeColumn();
    case 'number':
    case 'duration': {
      const isLength = name.startsWith('duration');
      return numberColumn(NUMBERS[name] ?? name, type === 'duration', isMixed && isLength, bound);
    }
  }
}

function stringColumn(name: string, bound: BoundValues): FieldSql {
  const isAlways = ALWAYS.has(name);
  const text = isAlways ? `toString(${name})` : `nullIf(toString(${name}), '')`;
  return {
    text,
    number: `toFloat64OrNull(toString(${name}))`,
    isAlways,
    isNumber: false,
    distinct: isAlways ? name : text,
    unit: 'number',
    exists: isAlways ? 'true' : `${name} != ''`,
    equals: (value) =>
      !isAlways && value === '' ? 'false' : `${name} = ${bound.add('String', String(value))}`,
    comparable: numberOnly,
  };
}

function codeColumn(name: string, words: readonly string[], rows: Rows, bound: BoundValues): FieldSql {
  const codes = words.map((_, code) => code).join(', ');
  const text = `transform(${name}, [${codes}], [${words.map((word) => `'${word}'`).join(', ')}], '')`;
  return {
    text,
    number: "CAST(NULL, 'Nullable(Float64)')",
    isAlways: true,
    isNumber: false,
    distinct: name,
    unit: 'number',
    exists: 'true',
    equals: (value) => {
      const code = words.indexOf(String(value).toLowerCase());
      if (code === -1) return 'false';
      const equals = `${name} = ${bound.add('UInt8', code)}`;
      // Servers and consumers are entries, which the table is sorted by.
      return rows === 'events' && name === 'kind' && (code === 2 || code === 5)
        ? `(entry AND ${equals})`
        : equals;
    },
    comparable: numberOnly,
  };
}

/** A condition as a field. */
export function flagColumn(flag: string): FieldSql {
  return {
    text: `if(${flag}, 'true', 'false')`,
    number: `toFloat64(${flag})`,
    isAlways: true,
    isNumber: true,
    distinct: flag,
    unit: 'number',
    exists: 'true',
    equals: (value) => {
      const word = String(value).toLowerCase();
      return word === 'true' || word === '1'
        ? flag
        : word === 'false' || word === '0'
          ? `NOT ${flag}`
          : 'false';
    },
    comparable: numberOnly,
  };
}

function idColumn(name: string, bound: BoundValues): FieldSql {
  const bytes = name === 'trace_id' ? 16 : 8;
  const none = `toFixedString('', ${bytes})`;
  const text = `if(${name} = ${none}, NULL, lower(hex(${name})))`;
  return {
    text,
    number: "CAST(NULL, 'Nullable(Float64)')",
    isAlways: false,
    isNumber: false,
    distinct: `nullIf(${name}, ${none})`,
    unit: 'number',
    exists: `${name} != ${none}`,
    equals: (value) => {
      const hex = String(value).toLowerCase();
      const isId = new RegExp(`^[0-9a-f]{${bytes * 2}}$`).test(hex) && !/^0+$/.test(hex);
      return isId ? `${name} = ${bound.addId(hex, bytes)}` : 'false';
    },
    comparable: numberOnly,
  };
}

function numberColumn(sql: string, isDuration: boolean, isMixed: boolean, bound: BoundValues): FieldSql {
  const number = isMixed ? `if(type = 1, NULL, toFloat64(${sql}))` : `toFloat64(${sql})`;
  const comparable = (value: FilterValue) => {
    if (typeof value !== 'string') return numberOnly(value);
    const read = isDuration ? parseDuration(value) : undefined;
    if (read !== undefined) return read;
    return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
  };
  return {
    text: isMixed ? `if(type = 1, NULL, toString(${sql}))` : `toString(${sql})`,
    number,
    isAlways: !isMixed,
    isNumber: !isMixed,
    distinct: isMixed ? `if(type = 1, NULL, ${sql})` : sql,
    unit: isDuration ? 'ns' : 'number',
    exists: isMixed ? 'type != 1' : 'true',
    equals: (value) => {
      const wanted = comparable(value);
      if (wanted === undefined) return 'false';
      return `${isMixed ? 'type != 1 AND ' : ''}toFloat64(${sql}) = ${bound.add('Float64', wanted)}`;
    },
    comparable,
  };
}

function timeColumn(): FieldSql {
  const number = 'toUnixTimestamp64Nano(time) / 1e9';
  const text = "concat(replaceOne(toString(time), ' ', 'T'), 'Z')";
  const comparable = (value: FilterValue) => {
    if (typeof value === 'number') return value;
    const ms = Date.parse(String(value));
    return Number.isNaN(ms) ? undefined : ms / 1000;
  };
  return {
    text,
    number,
    isAlways: true,
    isNumber: true,
    distinct: 'time',
    unit: 'number',
    exists: 'true',
    equals: (value) => {
      const seconds = comparable(value);
      return seconds === undefined ? 'false' : `${number} = ${seconds}`;
    },
    comparable,
  };
}
