/** The fields that every event has: one reading, grouped by each of them. */
import { type Dataset, knownFieldsOf } from '@tracebin/model';
import type { QuestionRun } from '../question/question-run.ts';
import type { Cohorts } from './cohorts.ts';
import type { CountedNumbers } from './compared-numbers.ts';
import { type CountedField, EVENT_MARK } from './compared-values.ts';
import { numberStep } from './number-steps.ts';

/** Ids and times tell every event apart, and `duration_ms` is `duration` again. */
const LEFT_OUT = new Set(['duration_ms', 'sample_rate', 'body', 'trace_state']);
const MAX_ROWS = 200_000;
const MAX_TEXT = 1_000;

export interface Counted {
  values: CountedField[];
  numbers: CountedNumbers[];
}

export interface CountedColumns extends Counted {
  /** What the sides weigh as they were read; undefined where that is not known. */
  read: { selection: number; rest: number } | undefined;
}

export async function countColumns(
  run: QuestionRun,
  cohorts: Cohorts,
  dataset: Dataset,
  more: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<CountedColumns> {
  const { source, where, selected } = cohorts;
  const known = knownFieldsOf(dataset)
    .filter(({ name, type }) => type !== 'id' && type !== 'time' && !LEFT_OUT.has(name))
    .map(({ name, type }) => ({ name, isNumber: type === 'number' || type === 'duration' }));
  const columns = [...known, ...more.map((name) => ({ name, isNumber: false }))].filter(({ name }) =>
    isWanted(name),
  );
  if (columns.length === 0) return { values: [], numbers: [], read: undefined };
  const expressions = columns.map(({ name, isNumber }, index) => {
    const { text, number } = source.fields.field(name);
    return `${isNumber ? numberStep(number) : `substringUTF8(${text}, 1, ${MAX_TEXT})`} AS x${index}`;
  });
  const aliases = columns.map((_, index) => `x${index}`);
  const result = await run.query(
    `SELECT ${aliases.join(', ')}, ${aliases.map((alias, index) => `grouping(${alias}) AS f${index}`).join(', ')},
  sumIf(w, chosen) AS selection, sumIf(w, NOT chosen) AS rest, sum(m) AS mark
FROM (SELECT ${selected} AS chosen, sample_rate AS w, ${EVENT_MARK} AS m,
  ${expressions.join(',\n  ')}
FROM ${source.from} WHERE ${where})
GROUP BY GROUPING SETS (${aliases.map((alias) => `(${alias})`).join(', ')})
LIMIT ${MAX_ROWS}`,
  );
  if (result.rows === MAX_ROWS) run.leaveOut('some values of fields with very many of them');
  const counts = columns.map((): { value: unknown; selection: number; rest: number; mark: string }[] => []);
  for (let row = 0; row < result.rows; row++) {
    const column = aliases.findIndex((_, index) => Number(result.columns[`f${index}`]![row]) === 0);
    counts[column]?.push({
      value: result.columns[aliases[column]!]![row],
      selection: Number(result.columns.selection![row]),
      rest: Number(result.columns.rest![row]),
      mark: String(result.columns.mark![row]),
    });
  }
  // Every event has one value of each column, or none of it: any of them adds up to all.
  const read = result.rows === MAX_ROWS ? undefined : sumOf(counts[0]!);
  const counted: CountedColumns = { values: [], numbers: [], read };
  columns.forEach(({ name, isNumber }, index) => {
    const present = counts[index]!.filter(({ value }) => value !== null);
    if (isNumber) {
      const unit = source.fields.field(name).unit;
      const steps = present.map(({ value, ...count }) => ({ step: Number(value), ...count }));
      counted.numbers.push({ name, source: 'column', unit, steps });
      return;
    }
    const values = present.map(({ value, ...count }) => ({ value: String(value), ...count }));
    counted.values.push({
      name,
      source: 'column',
      values,
      distinct: values.length,
      present: sumOf(values),
      isNearUnique: false,
    });
  });
  return counted;
}

export function sumOf(counts: readonly { selection: number; rest: number }[]): {
  selection: number;
  rest: number;
} {
  const sum = { selection: 0, rest: 0 };
  for (const { selection, rest } of counts) {
    sum.selection += selection;
    sum.rest += rest;
  }
  return sum;
}
