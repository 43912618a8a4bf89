import { type Condition, type Filter, isFilter } from '@tracebin/model';
import { relatedField } from './field-book.ts';

/** Comparisons with the spans of a prefix that must hold for the whole condition; without the prefix. */
export function filtersBeside(filter: Condition | undefined, prefix: string): Filter[] {
  const parts = filter === undefined ? [] : 'and' in filter ? filter.and : [filter];
  return parts.flatMap((part) => {
    if (!isFilter(part)) return [];
    const field = relatedField(part.column);
    return field?.prefix === prefix ? [{ ...part, column: field.name }] : [];
  });
}
