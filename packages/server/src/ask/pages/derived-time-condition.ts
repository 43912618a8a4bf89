import type { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';

/**
 * A condition on `time` of a derived table. Their sort order begins with the hour, which the engine uses only where it is
 * named; as a hint, so that it is not worked out for every row.
 */
export function derivedTimeCondition(range: TimeRange, bound: BoundValues): string {
  const earliest = bound.addTime(range.from);
  const where = [`time >= ${earliest}`, `indexHint(toStartOfHour(time) >= toStartOfHour(${earliest}))`];
  if (!range.isOpen) {
    const end = bound.addTime(range.to);
    where.push(`time < ${end}`, `indexHint(toStartOfHour(time) <= toStartOfHour(${end}))`);
  }
  return where.join(' AND ');
}
