import type { QuestionAnswer } from '@tracebin/model';

/** True where there is nothing to draw: no group, no cell, and totals of nothing. */
export function isEmptyAnswer({
  table,
  heatmaps,
  breakdowns,
}: Pick<QuestionAnswer, 'table' | 'heatmaps' | 'breakdowns'>): boolean {
  if (heatmaps.some(({ all }) => all.events > 0)) return false;
  if (breakdowns.length > 0 && table.count > 0) return false;
  return table.total.every((value) => value === null || value === 0);
}
