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
  isDuration: heatmap.unit === 'ns',
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

/** Sums that were added in another order differ by so much. */
const ROUNDING = 1e-12;

/**
 * The same for a stack: what the groups that are drawn leave of all events is one more, so that the stack is as high as
 * the whole. Only for columns whose groups add up.
 */
export function stackData(series: AnswerSeries, table: AnswerTable, column: number): SeriesData {
  const data = seriesData(series, table, column);
  const others = series.total[column]!.map((total, bucket) => {
    if (total === null) return null;
    const drawn = data.lines.reduce((sum, { values }) => sum + (values[bucket] ?? 0), 0);
    return Math.abs(total - drawn) <= Math.abs(total) * ROUNDING ? 0 : total - drawn;
  });
  if (others.every((value) => value === null || value === 0)) return data;
  const more = table.count - data.lines.length;
  const name = more > 0 && !table.more ? `others (${more} groups)` : 'others';
  return { ...data, lines: [...data.lines, { name, values: others, isGrey: true }] };
}

/** Values of a group's breakdowns beside each other; empty without breakdowns. */
export const groupName = (table: AnswerTable, group: number): string =>
  table.groups.map((values) => values[group] ?? '(missing)').join(' · ');

/** The same buckets so much earlier, put under those of now: a line a group, or of a stack its whole. */
export function earlierData(
  answer: QuestionAnswer,
  column: number,
  isStack: boolean,
): SeriesData | undefined {
  const { before, series } = answer;
  if (before?.series === undefined || series === undefined) return undefined;
  const data = { ...seriesData(before.series, before.table, column), from: Date.parse(series.start) };
  if (!isStack) return data;
  return { ...data, lines: [{ name: 'all', values: before.series.total[column]!, isGrey: true }] };
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
