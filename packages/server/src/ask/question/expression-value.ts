import type { FieldSql } from './field-sql.ts';

/**
 * What a part of an expression is worth, as SQL in each of the three ways in which it can be used. Texts and numbers may be
 * NULL, conditions never are. `any` is a field, which can be all of it.
 */
export interface ExpressionValue {
  type: 'number' | 'text' | 'bool' | 'any';
  number: string;
  text: string;
  bool: string;
}

export function numberValue(sql: string): ExpressionValue {
  return { type: 'number', number: sql, text: `toString(${sql})`, bool: `ifNull(${sql} != 0, false)` };
}

export function textValue(sql: string): ExpressionValue {
  return {
    type: 'text',
    text: sql,
    number: `toFloat64OrNull(${sql})`,
    bool: `ifNull(lower(${sql}) = 'true', false)`,
  };
}

export function boolValue(sql: string): ExpressionValue {
  return { type: 'bool', bool: sql, text: `if(${sql}, 'true', 'false')`, number: `toFloat64(${sql})` };
}

export function fieldValue({ text, number }: FieldSql): ExpressionValue {
  return { type: 'any', text, number, bool: `ifNull(lower(${text}) = 'true', false)` };
}

/** The type that several alternatives have in common; texts can say anything. */
export function commonType(values: readonly ExpressionValue[]): 'number' | 'text' | 'bool' {
  const types = new Set(values.map(({ type }) => type));
  if (types.size === 1 && types.has('bool')) return 'bool';
  return [...types].every((type) => type === 'number') ? 'number' : 'text';
}
