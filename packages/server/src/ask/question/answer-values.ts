import type { AnswerNumber, AnswerTable, AnswerValues } from '@tracebin/model';
import { mostOf, readConcurrency } from './answer-concurrency.ts';
import { readHeatmaps } from './answer-heatmap.ts';
import { changesOf, meanChange } from './answer-rates.ts';
import { readGroupSeries, readOther, readTotals, seriesOf, type Totals } from './answer-series.ts';
import { type Groups, readGroups, readSameGroups } from './answer-table.ts';
import { RATE_OF } from './calculation-sql.ts';
import { readFormulasOfSequences } from './formulas-of-sequences.ts';
import { type GroupsBySequence, readGroupsBySequence } from './groups-by-sequence.ts';
import type { Plan } from './plan.ts';

/**
 * Table, series and heatmaps, read side by side, two statements at a time.
 *
 * @param fixed the groups to answer for, where another answer has chosen them
 * @param beside the same question of another period, which has the same edges in its heatmaps
 */
export async function readValues(
  plan: Plan,
  { fixed, beside }: { fixed?: Groups; beside?: Plan } = {},
): Promise<AnswerValues> {
  const { ready, run } = plan;
  const hasColumns = plan.columnAliases.length > 0;
  const { groups, totals, chosen } = await readTable(plan, fixed);
  const known: Groups = groups ?? {
    count: 1,
    more: false,
    groups: [],
    values: totals.total.map((each) => [each]),
  };
  const [values, other, heatmaps] = await Promise.all([
    plan.needsSeries && hasColumns
      ? run.optional(
          'series of the groups',
          async () => chosen?.series ?? (await seriesOfGroups(plan, groups, totals.series)),
        )
      : undefined,
    known.more && hasColumns ? run.optional('sum of other groups', () => readOther(plan, known)) : null,
    run.optional('heatmap', () => readHeatmaps(plan, known, beside)),
  ]);
  const table: AnswerTable = { ...known, total: totals.total, other: other?.total ?? null };
  const series = { total: totals.series, other: other?.series };
  await readInSequence(plan, groups, table, values, series, chosen?.open);
  await run.optional('formulas over rates and concurrency', () =>
    readFormulasOfSequences(plan, table, totals.series, values),
  );
  const isSeries = values !== undefined && ready.question.disableSeries !== true;
  return {
    table,
    ...(!isSeries ? {} : { series: seriesOf(plan, values, totals.series) }),
    heatmaps: heatmaps ?? [],
  };
}

async function readTable(
  plan: Plan,
  fixed: Groups | undefined,
): Promise<{ groups: Groups | undefined; totals: Totals; chosen?: GroupsBySequence }> {
  const { ready } = plan;
  const totals = async (): Promise<Totals> =>
    plan.columnAliases.length > 0 ? await readTotals(plan) : { total: [], series: [] };
  if (ready.breakdowns.length === 0) return { groups: undefined, totals: await totals() };
  if (fixed !== undefined) {
    const [same, sums] = await Promise.all([readSameGroups(plan, fixed), totals()]);
    return { groups: same, totals: sums };
  }
  if (plan.choosingSequences.length > 0) {
    const [chosen, sums] = await Promise.all([readGroupsBySequence(plan), totals()]);
    return { groups: chosen.groups, totals: sums, chosen };
  }
  // Without series one reading has it all: at ten million events reading is most of the work.
  const isTableOnly = !plan.needsSeries && !plan.source.isInSeveralGroups;
  const [{ groups, total }, sums] = await Promise.all([
    readGroups(plan, isTableOnly),
    isTableOnly ? undefined : totals(),
  ]);
  return { groups, totals: sums ?? { total, series: [] } };
}

async function seriesOfGroups(plan: Plan, groups: Groups | undefined, total: AnswerNumber[][]) {
  return groups === undefined ? total.map((column) => [column]) : await readGroupSeries(plan, groups);
}

/** What is made of one bucket after another, and not of events alone. */
async function readInSequence(
  plan: Plan,
  groups: Groups | undefined,
  table: AnswerTable,
  values: AnswerNumber[][][] | undefined,
  { total, other }: { total: AnswerNumber[][]; other: AnswerNumber[][] | undefined },
  known: GroupsBySequence['open'] = new Map(),
): Promise<void> {
  for (const [column, calculation] of plan.ready.calculations.entries()) {
    if (RATE_OF[calculation.op] !== undefined) {
      const series = (total[column] ?? []).slice();
      total[column] = changesOf(series);
      table.total[column] = meanChange(total[column]!);
      if (table.other !== null) table.other[column] = meanChange(changesOf(other?.[column] ?? []));
      if (values !== undefined) values[column] = values[column]!.map(changesOf);
      table.values[column] = table.values[column]!.map((_, group) =>
        meanChange(values?.[column]?.[group] ?? []),
      );
    }
    if (calculation.op !== 'CONCURRENCY') continue;
    const open = await plan.run.optional('concurrency', () =>
      readConcurrency(plan, calculation, groups, {
        wantsOther: table.other !== null,
        known: known.get(column),
      }),
    );
    if (open === undefined) continue;
    if (total[column] !== undefined) total[column] = open.total;
    table.total[column] = mostOf(open.total);
    if (table.other !== null) table.other[column] = mostOf(open.other ?? []);
    if (values !== undefined) values[column] = open.groups;
    table.values[column] = open.groups.map(mostOf);
  }
}
