/** How the figures of statements are counted, and read out of the engine's columns. */
import type { QueryColumns } from '@tracebin/model';
import { fromDurationStep } from '../../../derive/analyse/duration-step.ts';
import { percentilesOf } from '../../../derive/sums/sum-queries.ts';

const STEPS = 'quantilesExactWeightedArray';
const SUMS = ['calls', 'total', 'rows', 'errors', 'requests'];

/** Selected for each statement, from sums of these columns. */
export const SUMMED_FIGURES = [
  `${percentilesOf('0.5, 0.95', 'durations')} AS all_durations`,
  `${percentilesOf('0.5, 0.95', 'counts')} AS all_counts`,
  'toFloat64(max(longest)) AS all_max',
  'toFloat64(max(most)) AS all_most',
  'sum(called) AS all_calls',
  'sum(spent) AS all_total',
  'sum(found) AS all_rows',
  'sum(failed) AS all_errors',
  'sum(requests) AS all_requests',
].join(', ');
export const SUMMED_COLUMNS = [
  'durations',
  'counts',
  'longest',
  'most',
  'called',
  'spent',
  'found',
  'failed',
  'requests',
];

/** Selected for each step of each statement, from sums of `SUMMED_COLUMNS`, where the steps are shown with their percentiles. */
export const STEP_FIGURES = [
  `${STEPS}State(0.5, 0.95)(durations.1, durations.2) AS step_durations`,
  `${STEPS}State(0.5, 0.95)(counts.1, counts.2) AS step_counts`,
  'max(longest) AS step_max',
  'max(most) AS step_most',
  'sum(called) AS step_calls',
  'sum(spent) AS step_total',
  'sum(found) AS step_rows',
  'sum(failed) AS step_errors',
  'sum(requests) AS step_requests',
].join(', ');

/** Selected from those steps for each statement. */
export const FIGURES = [
  `${STEPS}Merge(0.5, 0.95)(step_durations) AS all_durations`,
  `${STEPS}Merge(0.5, 0.95)(step_counts) AS all_counts`,
  'toFloat64(max(step_max)) AS all_max',
  'toFloat64(max(step_most)) AS all_most',
  ...SUMS.map((figure) => `sum(step_${figure}) AS all_${figure}`),
].join(', ');

/** Median and p95 of the calls of a step, as duration steps. */
export const STEP_DURATIONS = 'finalizeAggregation(step_durations)';

/** The figures of the engine's rows up to `to`, as columns. */
export function figuresOf(columns: Record<string, unknown[]>, to: number): QueryColumns {
  const numbers = (name: string): number[] => (columns[`all_${name}`] as number[]).slice(0, to);
  const parts = (name: string, at: number, read: (value: number) => number): number[] =>
    (columns[`all_${name}`] as number[][]).slice(0, to).map((values) => read(Number(values[at])));
  const max = numbers('max');
  // The middle of the step of the longest call may lie above it.
  const bounded = (values: number[]): number[] => values.map((value, row) => Math.min(value, max[row]!));
  return {
    calls: numbers('calls'),
    total: numbers('total'),
    median: bounded(parts('durations', 0, fromDurationStep)),
    p95: bounded(parts('durations', 1, fromDurationStep)),
    max,
    rows: numbers('rows'),
    errors: numbers('errors'),
    requests: numbers('requests'),
    callsMedian: parts('counts', 0, Number),
    callsP95: parts('counts', 1, Number),
    callsMax: numbers('most'),
  };
}
