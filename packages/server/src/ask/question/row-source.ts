import { EventType } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import { eventTimeCondition } from '../event-time-condition.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import type { TimeRange } from '../time-range.ts';
import { defineCalculatedFields } from './calculated-fields.ts';
import { type ConditionScope, conditionSql } from './condition-sql.ts';
import { type AttributeMaps, FieldBook } from './field-book.ts';
import type { ReadyQuestion } from './ready-question.ts';

const TYPES = {
  spans: `type = ${EventType.span}`,
  logs: `type = ${EventType.log}`,
  events: `type = ${EventType.event}`,
  all: 'true',
} as const;

/** The rows that a question is about, and how its fields are read from them. */
export interface RowSource {
  table: 'events' | 'transactions';
  /** Bin, time and type, without the question's filter. */
  within: string;
  /** The same and the filter. */
  where: string;
  scope: ConditionScope;
  fields: FieldBook;
}

export function rowSource(
  { bin, dataset, range, filter, question }: ReadyQuestion,
  bound: BoundValues,
  maps: AttributeMaps | undefined,
): RowSource {
  const fields = new FieldBook(dataset, bound, maps);
  defineCalculatedFields(fields, question.calculatedFields ?? []);
  const ofBin = `bin = ${bound.add('String', bin.bin)}`;
  const within =
    dataset === 'transactions'
      ? [ofBin, derivedTimeCondition({ ...range, isOpen: false }, bound)]
      : [ofBin, timeCondition(range, bound), TYPES[dataset]];
  const scope: ConditionScope = { fields, relatives: `${ofBin} AND ${TYPES.spans}` };
  return {
    table: dataset === 'transactions' ? 'transactions' : 'events',
    within: within.join(' AND '),
    where: [...within, ...(filter === undefined ? [] : [conditionSql(filter, scope)])].join('\n  AND '),
    scope,
    fields,
  };
}

/** A range always ends, so that the same question later has the same answer. */
function timeCondition({ from, to }: TimeRange, bound: BoundValues): string {
  return eventTimeCondition(from, to - 1n, bound);
}
