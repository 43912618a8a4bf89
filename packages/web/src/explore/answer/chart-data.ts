import type { AnswerHeatmap, AnswerSeries, AnswerTable, QuestionAnswer } from '@tracebin/model';
import type { HeatmapData } from '../../charts/heatmap-grid.ts';
import type { SeriesData } from '../../charts/series-scale.ts';

/** More lines than these cannot be told apart; the table has them all. */
export const MAX_LINES = 14;

/** A heatmap of an answer as the chart takes it. */
export const heatmapData = (heatmap: AnswerHeatmap): HeatmapData => ({
  from: Date.parse(heatmap.start),
  columnMs: heatmap.step / 1e6,
  columns: heatmap.width,
  edges: heatmap.edges,
  isLogarithmic: heatmap.scale === 'log',
  column: heatmap.x,
  row: heatmap.y,
  count: heatmap.count,
});

/** One column of an answer over time, a line a group. */
export const seriesData = (series: AnswerSeries, table: AnswerTable, column: number): SeriesData => ({
  from: Date.parse(series.start),
  stepMs: series.step / 1e6,
  buckets: series.buckets,
  lines: series.values[column]!.slice(0, MAX_LINES).map((values, group) => ({
    name: groupName(table, group) || 'all',
    values,
  })),
});

/** Values of a group's breakdowns beside each other; empty without breakdowns. */
export const groupName = (table: AnswerTable, group: number): string =>
  table.groups.map((values) => values[group] ?? '(missing)').join(' · ');

/** The same buckets so much earlier, put under those of now. */
export function earlierData(answer: QuestionAnswer, column: number): SeriesData | undefined {
  const { before, series } = answer;
  if (before?.series === undefined || series === undefined) return undefined;
  return { ...seriesData(before.series, before.table, column), from: Date.parse(series.start) };
}

/** Order of the groups by a column (`c0`, `c1`, ...) or a breakdown (`g0`, ...): descending for numbers first. */
export function sortedGroups(table: AnswerTable, by: string | undefined): number[] {
  const order = Array.from({ length: table.count }, (_, group) => group);
  const match = /^(-?)([cg])(\d+)$/.exec(by ?? '');
  if (match === null) return order;
  const [, minus, kind, digits] = match;
  const index = Number(digits);
  const numbers = kind === 'c' ? table.values[index] : undefined;
  const texts = kind === 'g' ? table.groups[index] : undefined;
  if (numbers !== undefined)
    order.sort((a, b) => (numbers[b] ?? Number.NEGATIVE_INFINITY) - (numbers[a] ?? Number.NEGATIVE_INFINITY));
  else if (texts !== undefined)
    order.sort((a, b) => (texts[a] ?? '\uffff').localeCompare(texts[b] ?? '\uffff'));
  return minus === '-' ? order.reverse() : order;
}
