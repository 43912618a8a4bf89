import type { AnswerHeatmap, AnswerTable, Condition, QuestionAnswer, Selection } from '@tracebin/model';
import type { HeatmapRange } from '../../charts/heatmap-grid.ts';
import type { TimeSpan } from '../../charts/series-chart.tsx';
import { valueCondition } from '../narrow-question.ts';
import { MAX_LINES } from './chart-data.ts';

/** A group of the answer as a part of a selection. */
export const groupParts = ({ breakdowns }: QuestionAnswer, values: readonly (string | null)[]) =>
  values.map((value, index) => ({ column: breakdowns[index]!, value }));

/** Values of the breakdowns of a group. */
export const groupValues = ({ groups }: AnswerTable, group: number): (string | null)[] =>
  groups.map((values) => values[group] ?? null);

/** The events of no group that is drawn: those of the band "others". */
export function othersCondition(answer: QuestionAnswer): Condition {
  const drawn = Array.from({ length: Math.min(MAX_LINES, answer.table.count) }, (_, group): Condition => {
    const conditions = groupParts(answer, groupValues(answer.table, group)).map(({ column, value }) =>
      valueCondition(column, value),
    );
    return conditions.length === 1 ? conditions[0]! : { and: conditions };
  });
  return { not: drawn.length === 1 ? drawn[0]! : { or: drawn } };
}

export const isoSpan = ({ from, to }: TimeSpan): { from: string; to: string } => ({
  from: new Date(Math.round(from)).toISOString(),
  to: new Date(Math.round(to)).toISOString(),
});

export function timeOf(selection: Selection | undefined): TimeSpan | undefined {
  if (selection?.from === undefined || selection.to === undefined) return undefined;
  return { from: Date.parse(selection.from), to: Date.parse(selection.to) };
}

/** The selection on this heatmap: one of another field is not on it, one without an end reaches to the edge. */
export function heatmapRange(
  heatmap: AnswerHeatmap,
  selection: Selection | undefined,
): HeatmapRange | undefined {
  if (selection === undefined) return undefined;
  const time = timeOf(selection);
  if (selection.range === undefined && time === undefined) return undefined;
  if (selection.range !== undefined && selection.range.column !== heatmap.column) return undefined;
  const start = Date.parse(heatmap.start);
  return {
    from: time?.from ?? start,
    to: time?.to ?? start + (heatmap.width * heatmap.step) / 1e6,
    min: selection.range?.min ?? heatmap.edges[0]!,
    max: selection.range?.max ?? heatmap.edges.at(-1)!,
  };
}
