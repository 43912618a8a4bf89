import type { BoundValues } from './bound-values.ts';
import type { DurationFilter } from './duration-filter.ts';

/** Length of a whole trace, in a query over `traces` grouped by trace. */
export const TRACE_DURATION = 'toUnixTimestamp64Nano(max(end)) - toUnixTimestamp64Nano(min(start))';

/** Conditions on the length of whole traces, for a HAVING clause. */
export function durationCondition(filter: DurationFilter, bound: BoundValues): string[] {
  const having: string[] = [];
  if (filter.min !== undefined) having.push(`${TRACE_DURATION} >= ${bound.add('Int64', String(filter.min))}`);
  if (filter.max !== undefined) having.push(`${TRACE_DURATION} <= ${bound.add('Int64', String(filter.max))}`);
  return having;
}
