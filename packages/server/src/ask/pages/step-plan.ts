import type { TimeSteps } from '@tracebin/model';
import { isoTime } from '../iso-time.ts';
import type { TimeRange } from '../time-range.ts';

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
/** Each divides a day, so that the same hours of another day fall into the same steps. */
const STEPS = [
  SECOND,
  2n * SECOND,
  5n * SECOND,
  10n * SECOND,
  15n * SECOND,
  30n * SECOND,
  MINUTE,
  2n * MINUTE,
  5n * MINUTE,
  10n * MINUTE,
  15n * MINUTE,
  30n * MINUTE,
  HOUR,
  2n * HOUR,
  3n * HOUR,
  6n * HOUR,
  12n * HOUR,
  24n * HOUR,
];
export const MAX_STEPS = 150n;

/** Nanoseconds. */
export interface StepPlan {
  start: bigint;
  step: bigint;
  count: number;
}

/** Round steps over a range: the shortest of which no more than 150 are needed (400 days need more: 400). */
export function planSteps({ from, to }: Pick<TimeRange, 'from' | 'to'>): StepPlan {
  const step = STEPS.find((each) => (to - from) / each < MAX_STEPS - 1n) ?? STEPS.at(-1)!;
  const start = from - (from % step);
  return { start, step, count: Number((to - start + step - 1n) / step) };
}

export const stepsAnswer = ({ start, step, count }: StepPlan): TimeSteps => ({
  start: isoTime(start),
  step: Number(step),
  count,
});
