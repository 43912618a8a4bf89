import {
  type Condition,
  type ExampleRequest,
  type Filter,
  narrowed,
  type PairPart,
  type Question,
  type Selection,
} from '@tracebin/model';
import type { TimeRange } from '../time/time-range.ts';

/** A value of a field as a condition; null is "has none". */
export const valueCondition = (column: string, value: string | null, isAway = false): Filter =>
  value === null
    ? { column, op: isAway ? 'exists' : 'does-not-exist' }
    : { column, op: isAway ? '!=' : '=', value };

/** A question about what all parts say of an event, or about all events but those. */
export function narrowedToParts(question: Question, parts: readonly PairPart[], isAway: boolean): Question {
  const conditions = parts.flatMap((part) =>
    'min' in part
      ? selectionConditions({ range: { column: part.name, min: part.min, max: part.max } })
      : [valueCondition(part.name, part.value)],
  );
  return isAway ? narrowed(question, { not: { and: conditions } }) : conditions.reduce(narrowed, question);
}

/** What a selection says about events, its time left out. */
export function selectionConditions(selection: Selection): Condition[] {
  const { range, group = [], filters = [], filterCombination, traceIds = [] } = selection;
  const conditions: Condition[] = [];
  if (range?.min !== undefined) conditions.push({ column: range.column, op: '>=', value: range.min });
  if (range?.max !== undefined) conditions.push({ column: range.column, op: '<', value: range.max });
  for (const { column, value } of group) conditions.push(valueCondition(column, value));
  if (filterCombination === 'OR' && filters.length > 1) conditions.push({ or: filters });
  else conditions.push(...filters);
  if (traceIds.length > 0) conditions.push({ column: 'trace_id', op: 'in', value: traceIds });
  return conditions;
}

/** "Zoom to selection": the question about what is selected only, and its range. */
export function zoomedQuestion(
  question: Question,
  selection: Selection,
): { question: Question; range: TimeRange | undefined } {
  const { from, to } = selection;
  return {
    question: selectionConditions(selection).reduce(narrowed, question),
    range: from === undefined || to === undefined ? undefined : { from, to },
  };
}

/** Asks for one trace of what is selected. */
export const exampleOfSelection = (question: Question, selection: Selection): ExampleRequest => ({
  question: selectionConditions(selection).reduce(narrowed, question),
  ...(selection.from === undefined ? {} : { from: selection.from }),
  ...(selection.to === undefined ? {} : { to: selection.to }),
});

/** What is counted, in the singular, as people would say it. */
export function nounOf(question: Question): string {
  const { dataset = 'spans', filters = [], filterCombination } = question;
  if (dataset === 'transactions') return 'transaction';
  if (dataset === 'logs') return 'log';
  if (dataset === 'events' || dataset === 'all') return 'event';
  const holds = (column: string, value: unknown) =>
    (filterCombination !== 'OR' || filters.length === 1) &&
    filters.some(
      (each) =>
        'op' in each && each.op === '=' && each.column === column && String(each.value) === String(value),
    );
  if (holds('kind', 'server') || holds('span.kind', 'server')) return 'request';
  return holds('is_root', true) ? 'root span' : 'span';
}
