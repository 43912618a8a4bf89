import { QUARTER_SECONDS, QUARTER_SQL, quarterNanos } from '../../../derive/sums/quarter.ts';
import { asSums, type SumQuery } from '../../../derive/sums/sum-queries.ts';
import type { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';
import { derivedTimeCondition } from '../derived-time-condition.ts';
import { stepNanos, stepOf, stepOfNanos, TREND_STEPS } from '../time-steps.ts';
import type { CoveredRange } from './cover-range.ts';

const QUARTER = quarterNanos(QUARTER_SECONDS);
/** In steps of so many quarters nobody sees that one has a quarter more than the next. */
const UNSEEN = 16n;
/** Rows that need not be told apart by time. */
const ONE_SLOT = "toDateTime(0, 'UTC')";

/**
 * SQL to select from: sums of quarters and all other rows as if each were a sum, with the columns that are wanted: rows of
 * quarters that the range cuts, or that have no sums.
 *
 * @param filters conditions on keys of the query, which rows and sums have both
 * @param slot SQL of what rows are told apart by in `slot`, as `time`; sums have their quarter there
 */
export function summed(
  query: SumQuery,
  { bin, quarters, seals, rest }: CoveredRange,
  columns: readonly string[],
  filters: readonly string[],
  bound: BoundValues,
  slot = ONE_SLOT,
): string {
  const own = [`bin = ${bound.add('String', bin)}`, ...filters];
  const parts: string[] = [];
  if (quarters.length > 0) {
    const pairs = `arrayJoin(arrayZip(${bound.add('Array(UInt32)', quarters)}, ${bound.add('Array(UInt64)', seals)}))`;
    parts.push(
      `SELECT quarter AS slot, ${columns.join(', ')} FROM ${query.to}
       WHERE ${own.join(' AND ')} AND (quarter, seal) IN (
         SELECT toDateTime(pair.1, 'UTC'), pair.2 FROM (SELECT ${pairs} AS pair))`,
    );
  }
  if (rest.length > 0 || parts.length === 0) {
    const times = rest.map((range) => `(${derivedTimeCondition(range, bound)})`);
    const where = [...own, times.length === 0 ? 'false' : `(${times.join(' OR ')})`];
    parts.push(asSums(query, where.join(' AND '), columns, slot));
  }
  return `(${parts.join('\nUNION ALL\n')})`;
}

/**
 * SQL to select from, and of the number of the step: a quarter counts into the step in which its middle lies. Steps that are
 * shorter than a quarter are counted from rows.
 *
 * @param isExact so are steps that are no whole number of quarters, unless they are long: some have one quarter more
 */
export function summedSteps(
  query: SumQuery,
  covered: CoveredRange,
  range: TimeRange,
  columns: readonly string[],
  filters: readonly string[],
  bound: BoundValues,
  steps = TREND_STEPS,
  isExact = false,
): { from: string; step: string } {
  const length = stepNanos(range, steps);
  if (length >= QUARTER && (!isExact || length % QUARTER === 0n || length >= QUARTER * UNSEEN)) {
    const middle = `(toInt64(toUnixTimestamp(slot)) + ${QUARTER_SECONDS / 2}) * 1000000000`;
    return {
      from: summed(query, covered, columns, filters, bound, QUARTER_SQL),
      step: stepOfNanos(middle, range, bound, steps),
    };
  }
  const where = [`bin = ${bound.add('String', covered.bin)}`, derivedTimeCondition(range, bound), ...filters];
  const step = stepOf(range, bound, steps);
  return { from: `(${asSums(query, where.join(' AND '), columns, step)})`, step: 'slot' };
}
