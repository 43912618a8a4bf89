import { parseDuration } from '../../format/index.ts';
import { knownField } from '../known-fields.ts';
import { FILTER_OPS, type FilterOp, valueShapeOf } from '../operators.ts';
import type { Condition, Filter, FilterValue } from '../question.ts';
import type { Cursor } from './cursor.ts';
import { isKeyword, valueOfWord } from './words.ts';

const OPS: ReadonlySet<string> = new Set(FILTER_OPS);
/** Deeper is no question of a person, and the reader goes down by calling itself. */
export const MAX_DEPTH = 32;

/** `a OR b AND NOT c`: NOT binds before AND before OR. */
export function readCondition(cursor: Cursor, depth = 0): Condition {
  if (depth > MAX_DEPTH) cursor.fail(`More than ${MAX_DEPTH} parentheses inside each other`);
  const parts = [readAll(cursor, depth)];
  while (cursor.take('OR')) parts.push(readAll(cursor, depth));
  return parts.length === 1 ? parts[0]! : { or: parts };
}

function readAll(cursor: Cursor, depth: number): Condition {
  const parts = [readOne(cursor, depth)];
  while (cursor.take('AND')) parts.push(readOne(cursor, depth));
  return parts.length === 1 ? parts[0]! : { and: parts };
}

function readOne(cursor: Cursor, depth: number): Condition {
  if (cursor.take('NOT')) {
    if (depth >= MAX_DEPTH) cursor.fail(`More than ${MAX_DEPTH} parentheses inside each other`);
    return { not: readOne(cursor, depth + 1) };
  }
  if (cursor.takeSymbol('(')) {
    const inside = readCondition(cursor, depth + 1);
    cursor.needSymbol(')', 'to close the parenthesis');
    return inside;
  }
  return readFilter(cursor);
}

function readFilter(cursor: Cursor): Filter {
  const column = cursor.field();
  const op = readOperator(cursor, column);
  switch (valueShapeOf(op)) {
    case 'none':
      return { column, op };
    case 'one':
      return { column, op, value: readComparable(cursor, column, op) };
    case 'list':
      return { column, op, value: readList(cursor, column) };
  }
}

function readOperator(cursor: Cursor, field: string): FilterOp {
  cursor.want('operator', field);
  const { kind, text } = cursor.token;
  if (kind === 'symbol' && OPS.has(text)) return cursor.next().text as FilterOp;
  if (kind === 'word') {
    if (cursor.take('NOT')) {
      const word = cursor.token.text.toLowerCase();
      if (cursor.take('IN')) return 'not-in';
      if (cursor.take('EXISTS')) return 'does-not-exist';
      cursor.fail(`Expected "exists" or "in" after "not", not "${word}"`);
    }
    const op = text.toLowerCase();
    if (OPS.has(op)) {
      cursor.next();
      return op as FilterOp;
    }
  }
  return cursor.fail(`Expected an operator after ${field}: =, !=, >, <, contains, starts-with, exists, in`);
}

const ORDERED: ReadonlySet<string> = new Set(['=', '!=', '>', '>=', '<', '<=']);

/** `duration > soon` and `duration_ms > 5s` hold for nothing. */
function readComparable(cursor: Cursor, column: string, op: FilterOp): FilterValue {
  const { token } = cursor;
  const value = readValue(cursor, column);
  if (!ORDERED.has(op) || typeof value === 'number') return value;
  cursor.check(token, ({ dataset = 'spans', calculatedFields = [] }) => {
    if (calculatedFields.some(({ name }) => name === column)) return undefined;
    const type = knownField(dataset, column)?.type;
    if (type === 'duration' && parseDuration(String(value)) === undefined)
      return `${column} is compared with a length of time like 250ms or 1.5s, or with nanoseconds`;
    if (type === 'number' && !(String(value).trim() !== '' && Number.isFinite(Number(String(value)))))
      return `${column} is compared with a number`;
    return undefined;
  });
  return value;
}

export function readValue(cursor: Cursor, field?: string): FilterValue {
  cursor.want('value', field);
  const { kind, text } = cursor.token;
  if (kind === 'string') return cursor.next().text;
  if (kind === 'word' && !isKeyword(text)) return valueOfWord(cursor.next().text);
  if (kind === 'word') cursor.fail(`Expected a value, "${text}" is a keyword; write it in quotes: "${text}"`);
  return cursor.fail('Expected a value');
}

function readList(cursor: Cursor, field: string): FilterValue[] {
  cursor.needSymbol('(', 'before a list of values');
  const values = [readValue(cursor, field)];
  while (cursor.takeSymbol(',')) values.push(readValue(cursor, field));
  cursor.needSymbol(')', 'or "," after a value of the list');
  return values;
}
