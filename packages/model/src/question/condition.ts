import type { Combination, Condition, Filter, Question } from './question.ts';

export function isFilter(condition: Condition): condition is Filter {
  return 'op' in condition;
}

/** Every comparison of a tree, from left to right. */
export function* filtersOf(condition: Condition): Generator<Filter> {
  if ('and' in condition) for (const part of condition.and) yield* filtersOf(part);
  else if ('or' in condition) for (const part of condition.or) yield* filtersOf(part);
  else if ('not' in condition) yield* filtersOf(condition.not);
  else yield condition;
}

/** A list of conditions as one; undefined when the list is empty and so says nothing. */
export function joined(
  filters: readonly Condition[] | undefined,
  combination: Combination = 'AND',
): Condition | undefined {
  if (filters === undefined || filters.length === 0) return undefined;
  if (filters.length === 1) return filters[0];
  return combination === 'OR' ? { or: [...filters] } : { and: [...filters] };
}

/** The question with one more condition that must hold as well: "filter to it". */
export function narrowed(question: Question, condition: Condition): Question {
  const { filterCombination, ...rest } = question;
  const filters = question.filters ?? [];
  if (filterCombination !== 'OR' || filters.length < 2) return { ...rest, filters: [...filters, condition] };
  return { ...rest, filters: [{ or: filters }, condition] };
}
