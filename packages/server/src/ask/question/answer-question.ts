import type { AnswerTable, Question, QuestionAnswer } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { BoundValues } from '../bound-values.ts';
import { isoTime } from '../iso-time.ts';
import { readHeatmaps } from './answer-heatmap.ts';
import { readGroupSeries, readTotals, seriesOf } from './answer-series.ts';
import { type Groups, readGroups, readOther } from './answer-table.ts';
import type { AttributeMaps } from './field-book.ts';
import { Plan } from './plan.ts';
import { QuestionRun, type RunLimits } from './question-run.ts';
import { readyQuestion } from './ready-question.ts';
import { rowSource } from './row-source.ts';

export interface AskOptions extends RunLimits {
  /** Where the bin keeps an attribute; without it every map is looked at. */
  maps?: AttributeMaps | undefined;
  nowMs?: number | undefined;
}

/**
 * Answers a question. Table, series and heatmaps are read side by side, two statements at a time.
 *
 * @throws BadRequestError `bad-question`, `bad-time`, `bad-time-range`, `bad-granularity`, `bad-expression`
 */
export async function answerQuestion(
  engine: Engine,
  bin: BinScope,
  question: Question,
  options: AskOptions = {},
): Promise<QuestionAnswer> {
  const ready = readyQuestion(bin, question, options.nowMs);
  const bound = new BoundValues();
  const run = new QuestionRun(engine, bound, options);
  const plan = new Plan(ready, rowSource(ready, bound, options.maps), run);
  const isGrouped = ready.breakdowns.length > 0;
  const [totals, groups] = await Promise.all([
    plan.columns.length > 0 || !isGrouped ? readTotals(plan) : { total: [], series: [] },
    isGrouped ? readGroups(plan) : undefined,
  ]);
  const known: Groups = groups ?? {
    count: 1,
    more: false,
    groups: [],
    values: totals.total.map((each) => [each]),
  };
  const withSeries = question.disableSeries !== true;
  const [values, other, heatmaps] = await Promise.all([
    withSeries
      ? run.optional('series of the groups', () => seriesValues(plan, groups, totals.series))
      : undefined,
    known.more ? run.optional('sum of other groups', () => readOther(plan, known)) : null,
    run.optional('heatmap', () => readHeatmaps(plan, known)),
  ]);
  const table: AnswerTable = { ...known, total: totals.total, other: other ?? null };
  return {
    from: isoTime(ready.range.from),
    to: isoTime(ready.range.to),
    dataset: ready.dataset,
    breakdowns: ready.breakdowns,
    columns: [...plan.columns],
    table,
    ...(values === undefined ? {} : { series: seriesOf(plan, values, totals.series) }),
    heatmaps: heatmaps ?? [],
    sql: run.sql,
    read: run.read,
  };
}

async function seriesValues(plan: Plan, groups: Groups | undefined, total: (number | null)[][]) {
  return groups === undefined ? total.map((column) => [column]) : await readGroupSeries(plan, groups);
}
