import type { BoundValues } from '../bound-values.ts';
import type { TimeRange } from '../time-range.ts';

/** Steps of a range in lines over time. */
export const TREND_STEPS = 48;

/** SQL of the number of the step in which `time` lies; what is after the range counts into the last. */
export const stepOf = (
  range: Pick<TimeRange, 'from' | 'to'>,
  bound: BoundValues,
  steps = TREND_STEPS,
): string => stepOfNanos('toUnixTimestamp64Nano(time)', range, bound, steps);

/** @param at SQL of nanoseconds since the epoch */
export function stepOfNanos(
  at: string,
  { from, to }: Pick<TimeRange, 'from' | 'to'>,
  bound: BoundValues,
  steps: number,
): string {
  const start = bound.add('Int64', from.toString());
  const length = bound.add('Int64', stepNanos({ from, to }, steps).toString());
  return `toUInt16(greatest(0, least(intDiv(${at} - ${start}, ${length}), ${steps - 1})))`;
}

export const stepNanos = ({ from, to }: Pick<TimeRange, 'from' | 'to'>, steps = TREND_STEPS): bigint =>
  (to - from) / BigInt(steps) || 1n;

/** Values that the engine gave for some steps as one list of all of them. */
export function spread(
  steps: readonly (number | string)[],
  values: readonly (number | string)[],
  read: (value: number) => number = Number,
  missing = 0,
  count = TREND_STEPS,
): number[] {
  const list = new Array<number>(count).fill(missing);
  steps.forEach((step, at) => {
    list[Number(step)] = read(Number(values[at]));
  });
  return list;
}
