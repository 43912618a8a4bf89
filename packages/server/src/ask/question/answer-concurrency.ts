/**
 * CONCURRENCY: the most events that were open at the same instant of a bucket. Each event opens at its start and closes
 * at its end, ends before starts of the same nanosecond; the running sum is the number of open ones. Events that
 * started before the range are not part of the question.
 */
import { type AnswerNumber, type Calculation, joined } from '@tracebin/model';
import type { Groups } from './answer-table.ts';
import { conditionSql } from './condition-sql.ts';
import { groupIndex } from './group-index.ts';
import type { Plan } from './plan.ts';

/** `[t]` of all events together, of each group, and of all beyond these groups where they are wanted. */
export interface Concurrency {
  total: AnswerNumber[];
  groups: AnswerNumber[][];
  other: AnswerNumber[] | undefined;
}

/** @param known of each group, where it has been read to choose them */
export async function readConcurrency(
  plan: Plan,
  calculation: Calculation,
  groups: Groups | undefined,
  { wantsOther, known }: { wantsOther: boolean; known: AnswerNumber[][] | undefined },
): Promise<Concurrency> {
  const { source } = plan;
  const together = async (rows: { from: string; where: string }) =>
    (await openEvents(plan, calculation, rows, undefined))[0]!;
  const total = await together(source);
  if (groups === undefined) return { total, groups: [total], other: undefined };
  return {
    total,
    groups: known ?? (await openOfGroups(plan, calculation, groups)),
    other: wantsOther
      ? await together(source.beyond((textOf) => plan.isAmong(groups.groups, textOf)))
      : undefined,
  };
}

/** `[g][t]` of these groups. */
export async function openOfGroups(
  plan: Plan,
  calculation: Calculation,
  groups: Groups,
): Promise<AnswerNumber[][]> {
  const { source } = plan;
  if (groups.count === 0) return [];
  const shown = { from: source.grouped, where: `${source.where}\n    AND ${plan.isAmong(groups.groups)}` };
  return await openEvents(plan, calculation, shown, groups);
}

/** @param groups to tell apart among the rows; of all rows together where it is undefined */
async function openEvents(
  plan: Plan,
  calculation: Calculation,
  { from, where }: { from: string; where: string },
  groups: Groups | undefined,
): Promise<AnswerNumber[][]> {
  const { source, run, ready } = plan;
  const { start, step, count } = ready.buckets;
  const own = joined(calculation.filters, calculation.filterCombination);
  const conditions = [where, ...(own === undefined ? [] : [conditionSql(own, source.scope)])];
  const aliases = groups === undefined ? [] : plan.groupAliases;
  const list = aliases.map((alias) => `${alias}, `).join('');
  const texts = groups === undefined ? '' : plan.groupSql.map((text) => `${text}, `).join('');
  const partition = aliases.length === 0 ? '' : `PARTITION BY ${aliases.join(', ')} `;
  const { columns, rows } = await run.query(
    `SELECT ${list}toUInt32(intDiv(at - ${start}, ${step})) AS t, toFloat64(max(open)) AS most,
  toFloat64(argMax(open, (at, change, if(change > 0, open, -open)))) AS last
FROM (
  SELECT ${list}at, change, sum(change) OVER (${partition}ORDER BY at, change ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS open
  FROM (
    SELECT ${texts}toUnixTimestamp64Nano(time) AS begin, greatest(duration, 1) AS length, ${plan.weight} AS weight
    FROM ${from}
    WHERE ${conditions.join('\n    AND ')}
  )
  ARRAY JOIN [begin, begin + toInt64(length)] AS at, [weight, -weight] AS change
)
WHERE at < ${start + step * BigInt(count)}
GROUP BY ${[...aliases, 't'].join(', ')}
ORDER BY t`,
  );
  const found = Array.from(
    { length: groups?.count ?? 1 },
    () => new Map<number, { most: number; last: number }>(),
  );
  const indexOf = groups === undefined ? () => 0 : groupIndex(groups.groups, groups.count);
  for (let row = 0; row < rows; row++) {
    const group = indexOf(aliases.map((alias) => columns[alias]![row] as string | null));
    if (group === undefined) continue;
    found[group]!.set(Number(columns.t![row]), {
      most: Number(columns.most![row]),
      last: Number(columns.last![row]),
    });
  }
  return found.map((changes) => {
    let open = 0;
    return Array.from({ length: count }, (_, bucket) => {
      const change = changes.get(bucket);
      const most = Math.max(open, change?.most ?? 0);
      open = change?.last ?? open;
      // Sums of fractions of weights leave dust where nothing is open.
      return Math.round(most * 1e6) / 1e6;
    });
  });
}

export function mostOf(series: readonly AnswerNumber[]): AnswerNumber {
  return series.reduce<number>((most, each) => Math.max(most, each ?? 0), 0);
}
