import type { AnswerNumber, AnswerSeries, AnswerTable } from '@tracebin/model';
import { isoTime } from '../iso-time.ts';
import { asNumber } from './answer-columns.ts';
import type { Groups } from './answer-table.ts';
import { groupIndex } from './group-index.ts';
import type { Plan } from './plan.ts';

export interface Totals {
  total: AnswerTable['total'];
  /** `series[c][t]` */
  series: AnswerNumber[][];
}

/** All events together: in each bucket, and over the whole range. */
export async function readTotals(plan: Plan): Promise<Totals> {
  return await readTogether(plan, plan.source, plan.needsSeries);
}

/**
 * All events whose group is not among these.
 *
 * @returns in buckets, too, where rates are made of them; null where there are no such events
 */
export async function readOther(plan: Plan, { groups }: Groups): Promise<Totals | null> {
  const rows = plan.source.beyond((textOf) => plan.isAmong(groups, textOf));
  const { events, ...totals } = await readTogether(plan, rows, plan.hasRates);
  return events === 0 ? null : totals;
}

async function readTogether(
  plan: Plan,
  { from, where }: { from: string; where: string },
  withSeries: boolean,
): Promise<Totals & { events: number }> {
  const { columns, rows } = await plan.run.query(
    `SELECT
  ${[...(withSeries ? [`${plan.bucket} AS t`, 'grouping(t) AS is_total'] : ['1 AS is_total']), 'count() AS n', ...plan.aggregates].join(',\n  ')}
FROM ${from}
WHERE ${where}${withSeries ? '\nGROUP BY GROUPING SETS ((t), ())' : ''}`,
  );
  const total = [...plan.emptyNumbers];
  const series = withSeries ? emptySeries(plan) : [];
  let events = 0;
  for (let row = 0; row < rows; row++) {
    const isTotal = Number(columns.is_total![row]) === 1;
    if (isTotal) events = Number(columns.n![row]);
    plan.columnAliases.forEach((alias, column) => {
      const value = asNumber(columns[alias]![row]);
      if (isTotal) total[column] = value;
      else series[column]![Number(columns.t![row])] = value;
    });
  }
  return { total, series, events };
}

/** `[c][g][t]` of these groups. */
export async function readGroupSeries(plan: Plan, { groups, count }: Groups): Promise<AnswerNumber[][][]> {
  const { source, run, aggregates, groupSql, groupAliases } = plan;
  const values = plan.columnAliases.map((_, column) =>
    Array.from({ length: count }, () => emptySeries(plan)[column]!),
  );
  if (count === 0) return values;
  const { columns, rows } = await run.query(
    `SELECT
  ${[...groupSql, `${plan.bucket} AS t`, ...aggregates].join(',\n  ')}
FROM ${source.grouped}
WHERE ${source.where}
  AND ${plan.isAmong(groups)}
GROUP BY ${[...groupAliases, 't'].join(', ')}`,
  );
  const indexOf = groupIndex(groups, count);
  for (let row = 0; row < rows; row++) {
    const group = indexOf(groupAliases.map((alias) => columns[alias]![row] as string | null));
    if (group === undefined) continue;
    plan.columnAliases.forEach((alias, column) => {
      values[column]![group]![Number(columns.t![row])] = asNumber(columns[alias]![row]);
    });
  }
  return values;
}

export function seriesOf(plan: Plan, values: AnswerNumber[][][], total: AnswerNumber[][]): AnswerSeries {
  const { start, step, count } = plan.ready.buckets;
  return { start: isoTime(start), step: Number(step), buckets: count, values, total };
}

function emptySeries({ ready, emptyNumbers }: Plan): AnswerNumber[][] {
  return emptyNumbers.map((empty) => new Array<AnswerNumber>(ready.buckets.count).fill(empty));
}
