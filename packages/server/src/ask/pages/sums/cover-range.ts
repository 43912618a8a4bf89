import { QUARTER_SECONDS, quarterNanos } from '../../../derive/sums/quarter.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import type { TimeRange } from '../../time-range.ts';

/** Which quarters of a range are read as sums, and what remains to be counted from rows. */
export interface CoveredRange {
  bin: string;
  /** Seconds since the epoch. */
  quarters: readonly number[];
  /** Number of the sums of each quarter. */
  seals: readonly number[];
  rest: readonly TimeRange[];
}

/** Each is a condition of its own; more of them cost more than they save. */
const MAX_REST = 32;
const QUARTER = quarterNanos(QUARTER_SECONDS);

/** All of it from rows, as where a filter is asked for that sums do not know. */
export const withoutSums = (bin: string, range: TimeRange): CoveredRange => ({
  bin,
  quarters: [],
  seals: [],
  rest: [range],
});

/** Quarters that have sums, in their order, and the numbers of those. */
export interface SummedQuarters {
  bin: string;
  /** Seconds since the epoch. */
  quarters: readonly number[];
  seals: readonly number[];
}

/** Those within a range. A page asks once, for all that it counts. */
export async function summedQuarters(engine: Engine, bin: string, range: TimeRange): Promise<SummedQuarters> {
  const bound = new BoundValues();
  const { columns } = await engine.query(
    `SELECT toUnixTimestamp(quarter) AS begin, toFloat64(seal) AS number FROM summed_quarters FINAL
     WHERE bin = ${bound.add('String', bin)} AND valid
       AND quarter >= toDateTime(${bound.add('UInt32', firstWhole(range))}, 'UTC')
       ${range.isOpen ? '' : `AND quarter < toDateTime(${bound.add('UInt32', endOfWhole(range))}, 'UTC')`}
     ORDER BY quarter`,
    bound.params,
  );
  return { bin, quarters: (columns.begin ?? []) as number[], seals: (columns.number ?? []) as number[] };
}

/**
 * @param summed of this range or a wider one
 * @param cuts nanoseconds since the epoch: what is before and after them is told apart, so the quarters that they cut are
 * read as rows
 */
export function cover(
  { bin, quarters, seals }: SummedQuarters,
  range: TimeRange,
  cuts: readonly bigint[] = [],
): CoveredRange {
  const isCut = new Set(
    cuts.filter((at) => at % QUARTER !== 0n).map((at) => Number(at / QUARTER) * QUARTER_SECONDS),
  );
  const first = firstWhole(range);
  const end = range.isOpen ? Number.POSITIVE_INFINITY : endOfWhole(range);
  const runs: { quarters: number[]; seals: number[] }[] = [];
  for (const [at, quarter] of quarters.entries()) {
    if (quarter < first || quarter >= end || isCut.has(quarter)) continue;
    const seal = seals[at]!;
    const last = runs.at(-1);
    if (last === undefined || last.quarters.at(-1)! + QUARTER_SECONDS !== quarter)
      runs.push({ quarters: [quarter], seals: [seal] });
    else {
      last.quarters.push(quarter);
      last.seals.push(seal);
    }
  }
  const kept = longest(runs, MAX_REST - 1);
  return {
    bin,
    quarters: kept.flatMap(({ quarters }) => quarters),
    seals: kept.flatMap(({ seals }) => seals),
    rest: restOf(range, kept),
  };
}

export const coverRange = async (engine: Engine, bin: string, range: TimeRange): Promise<CoveredRange> =>
  cover(await summedQuarters(engine, bin, range), range);

const firstWhole = ({ from }: TimeRange): number => Number((from + QUARTER - 1n) / QUARTER) * QUARTER_SECONDS;
const endOfWhole = ({ to }: TimeRange): number => Number(to / QUARTER) * QUARTER_SECONDS;

/** The longest of them, in their order. */
function longest<Run extends { quarters: readonly number[] }>(
  runs: readonly Run[],
  count: number,
): readonly Run[] {
  if (runs.length <= count) return runs;
  const kept = new Set([...runs].sort((a, b) => b.quarters.length - a.quarters.length).slice(0, count));
  return runs.filter((run) => kept.has(run));
}

function restOf(range: TimeRange, runs: readonly { quarters: readonly number[] }[]): TimeRange[] {
  const rest: TimeRange[] = [];
  let { from } = range;
  for (const { quarters } of runs) {
    const to = quarterNanos(quarters[0]!);
    if (from < to) rest.push({ from, to, isOpen: false });
    from = quarterNanos(quarters.at(-1)!) + QUARTER;
  }
  if (range.isOpen || from < range.to) rest.push({ ...range, from });
  return rest;
}
