import { EventType } from '@tracebin/model';
import type { BoundValues } from '../bound-values.ts';
import { eventTimeCondition } from '../event-time-condition.ts';
import { derivedTimeCondition } from '../pages/derived-time-condition.ts';
import type { TimeRange } from '../time-range.ts';
import { defineCalculatedFields } from './calculated-fields.ts';
import type { ConditionScope } from './condition-scope.ts';
import { conditionSql } from './condition-sql.ts';
import { type AttributeMaps, FieldBook } from './field-book.ts';
import { joinKin } from './kin-join.ts';
import type { ReadyQuestion } from './ready-question.ts';

const TYPES = {
  spans: `type = ${EventType.span}`,
  logs: `type = ${EventType.log}`,
  events: `type = ${EventType.event}`,
  all: 'true',
} as const;

/** Other spans of a trace are looked for so far beside the range; the same as in the search for traces. */
const MARGIN_NANOS = 24n * 3_600_000_000_000n;

/** The rows that a question is about, and how its fields are read from them. */
export interface RowSource {
  table: 'events' | 'transactions';
  /** For FROM: the table, or its rows joined with their parents. */
  from: string;
  /** Bin, time, type and the question's filter. */
  where: string;
  scope: ConditionScope;
  fields: FieldBook;
}

/** @param columns fields whose values are wanted beside those that the question names */
export function rowSource(
  ready: ReadyQuestion,
  bound: BoundValues,
  maps: AttributeMaps | undefined,
  columns: readonly string[] = [],
): RowSource {
  const { bin, dataset, range, filter, question } = ready;
  const fields = new FieldBook(dataset, bound, maps);
  defineCalculatedFields(fields, question.calculatedFields ?? []);
  const ofBin = `bin = ${bound.add('String', bin.bin)}`;
  const within =
    dataset === 'transactions'
      ? [ofBin, derivedTimeCondition({ ...range, isOpen: false }, bound)]
      : [ofBin, timeCondition(range, bound), TYPES[dataset]];
  const margin = { from: range.from - MARGIN_NANOS, to: range.to + MARGIN_NANOS };
  const scope: ConditionScope = {
    fields,
    relatives: `${ofBin} AND ${timeCondition({ ...margin, isOpen: false }, bound)} AND ${TYPES.spans}`,
  };
  const table = dataset === 'transactions' ? 'transactions' : 'events';
  const where = [...within, ...(filter === undefined ? [] : [conditionSql(filter, scope)])].join('\n  AND ');
  const rows = `${table} WHERE ${where}`;
  const joined =
    table === 'events'
      ? joinKin([...valueFields(ready), ...columns], fields, { rows, relatives: scope.relatives })
      : undefined;
  return joined === undefined
    ? { table, from: table, where, scope, fields }
    : { table, from: joined, where: 'true', scope, fields };
}

/** The fields whose values are asked for, and not only a condition on them. */
function valueFields({ breakdowns, calculations, heatmaps }: ReadyQuestion): string[] {
  const all = [...calculations, ...heatmaps.map(({ calculation }) => calculation)];
  return [...breakdowns, ...all.flatMap(({ column }) => column ?? [])];
}

/** A range always ends, so that the same question later has the same answer. */
function timeCondition({ from, to }: TimeRange, bound: BoundValues): string {
  return eventTimeCondition(from, to - 1n, bound);
}
