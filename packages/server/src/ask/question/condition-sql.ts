import { type Condition, type Filter, type FilterValue, isFilter, positiveOf } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import type { ConditionScope } from './condition-scope.ts';
import { type FieldBook, relatedField } from './field-book.ts';
import type { FieldSql } from './field-sql.ts';
import { RelatedConditions } from './relation-sql.ts';

/** A condition as SQL over one row, never NULL. */
export function conditionSql(condition: Condition, scope: ConditionScope): string {
  if (isFilter(condition)) return allOf([condition], scope);
  if ('not' in condition) return `NOT ${inside(conditionSql(condition.not, scope))}`;
  if ('and' in condition) return allOf(condition.and, scope);
  if (condition.or.length === 0) return 'false';
  return inside(condition.or.map((part) => conditionSql(part, scope)).join(' OR '));
}

/** `any.` filters that stand side by side under one AND are about the same span. */
function allOf(parts: readonly Condition[], scope: ConditionScope): string {
  if (parts.length === 0) return 'true';
  const related = new RelatedConditions();
  const all: string[] = [];
  for (const part of parts) {
    const relative = isFilter(part) ? relatedField(part.column) : undefined;
    if (relative === undefined)
      all.push(isFilter(part) ? filterSql(part, scope.fields) : conditionSql(part, scope));
    else related.add(relative, part as Filter);
  }
  all.push(...related.toSql(scope, filterSql));
  return inside(all.join(' AND '));
}

/** One comparison with a field of the row itself. */
export function filterSql({ column, op, value }: Filter, fields: FieldBook): string {
  const field = fields.field(column);
  const positive = positiveOf(op);
  if (positive !== undefined) return `NOT ${inside(positiveSql(field, positive, value, fields.bound))}`;
  return inside(positiveSql(field, op, value, fields.bound));
}

function positiveSql(field: FieldSql, op: Filter['op'], value: Filter['value'], bound: BoundValues): string {
  switch (op) {
    case 'exists':
      return field.exists;
    case 'in':
      return (value as FilterValue[]).map((each) => inside(field.equals(each))).join(' OR ');
    case '=':
      return field.equals(value as FilterValue);
    case 'starts-with':
      return always(field.isAlways, `startsWith(${field.text}, ${bound.add('String', String(value))})`);
    case 'ends-with':
      return always(field.isAlways, `endsWith(${field.text}, ${bound.add('String', String(value))})`);
    case 'contains':
      return always(field.isAlways, `position(${field.text}, ${bound.add('String', String(value))}) > 0`);
    default: {
      const number = field.comparable(value as FilterValue);
      if (number !== undefined)
        return always(field.isNumber, `${field.number} ${op} ${bound.add('Float64', number)}`);
      return always(field.isAlways, `${field.text} ${op} ${bound.add('String', String(value))}`);
    }
  }
}

/** What cannot be told of a missing value does not hold. */
function always(isKnown: boolean, condition: string): string {
  return isKnown ? condition : `ifNull(${condition}, false)`;
}

function inside(sql: string): string {
  return `(${sql})`;
}
