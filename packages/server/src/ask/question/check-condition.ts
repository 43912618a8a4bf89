import { type Condition, FILTER_OPS, type FilterOp, valueShapeOf } from '@tracebin/model';
import { BadRequestError } from '../../errors.ts';

/** Deeper than any person's question; the statement is made by going down. */
const MAX_DEPTH = 32;
const MAX_NAME_LENGTH = 1_000;
const MAX_TEXT_LENGTH = 16_384;
const OPS: ReadonlySet<string> = new Set(FILTER_OPS);
const KEYS = new Set(['column', 'op', 'value']);

/**
 * A tree of conditions as it came out of JSON: no schema has looked at it.
 *
 * @returns the number of comparisons
 * @throws BadRequestError `bad-question`
 */
export function checkCondition(condition: Condition, depth = 0): number {
  if (depth > MAX_DEPTH) throw bad(`Conditions lie more than ${MAX_DEPTH} deep.`);
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) {
    throw bad('A filter is an object with "column", "op" and "value", or with "and", "or" or "not".');
  }
  const keys = Object.keys(condition);
  if (keys.length === 1) {
    if ('not' in condition) return checkCondition(condition.not, depth + 1);
    const parts = 'and' in condition ? condition.and : 'or' in condition ? condition.or : undefined;
    if (parts !== undefined) {
      if (!Array.isArray(parts) || parts.length === 0) throw bad(`"${keys[0]}" takes a list of conditions.`);
      return parts.reduce((sum, part) => sum + checkCondition(part, depth + 1), 0);
    }
  }
  const unknown = keys.find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw bad(`A filter has no ${JSON.stringify(unknown.slice(0, 80))}.`);
  const { column, op, value } = condition as { column: unknown; op: unknown; value: unknown };
  if (typeof column !== 'string' || column === '' || column.length > MAX_NAME_LENGTH) {
    throw bad('A filter needs the name of a field as "column".');
  }
  if (typeof op !== 'string' || !OPS.has(op)) {
    throw bad(`"op" must be one of ${FILTER_OPS.join(', ')} (${JSON.stringify(column.slice(0, 80))}).`);
  }
  checkValue(column, op as FilterOp, value);
  return 1;
}

function checkValue(column: string, op: FilterOp, value: unknown): void {
  const shape = valueShapeOf(op);
  const given = value === undefined ? 'none' : Array.isArray(value) ? 'list' : 'one';
  if (shape !== given) {
    const wanted = { none: 'no value', one: 'one value', list: 'a list of values' }[shape];
    throw bad(`"${op}" takes ${wanted} (${JSON.stringify(column.slice(0, 80))}).`);
  }
  if (shape === 'none') return;
  const values = shape === 'list' ? (value as unknown[]) : [value];
  if (values.length === 0 || values.length > 1_000) throw bad(`"${op}" takes 1 to 1,000 values.`);
  for (const each of values) {
    const isFine =
      typeof each === 'boolean' ||
      (typeof each === 'number' && Number.isFinite(each)) ||
      (typeof each === 'string' && each.length <= MAX_TEXT_LENGTH);
    if (!isFine)
      throw bad(`A value is text, a number or true or false (${JSON.stringify(column.slice(0, 80))}).`);
  }
}

function bad(message: string): BadRequestError {
  return new BadRequestError('bad-question', message);
}
