/** How the figures of statements are counted, and read out of the engine's columns. */
import type { QueryColumns } from '@tracebin/model';
import { fromDurationStep } from '../../../derive/analyse/duration-step.ts';
import { WEIGHT } from '../transaction-figures.ts';

const CALL_DURATIONS = 'quantilesExactWeightedArray';
const CALL_COUNTS = 'quantilesExactWeighted';
const SUMS: Record<string, string> = {
  calls: 'sum(calls * sample_rate)',
  total: 'sum(total * sample_rate)',
  rows: 'sum(rows * sample_rate)',
  errors: 'sum(errors * sample_rate)',
  requests: 'sum(sample_rate)',
};

/**
 * How many calls each duration of a row stands for. Weights are whole numbers, so a rate is counted in thousandths; where
 * all rows stand for equally many, the calls as they are do as well and cost half.
 */
export const callWeights = (weighted: boolean): string =>
  weighted ? `arrayMap(calls -> calls * ${WEIGHT}, duration_calls)` : 'duration_calls';

/** Selected for each statement, from sums of these columns. */
export const SUMMED_FIGURES = [
  `${CALL_DURATIONS}Merge(0.5, 0.95)(durations) AS all_durations`,
  `${CALL_COUNTS}Merge(0.5, 0.95)(counts) AS all_counts`,
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

/** Selected from `operations` for each step of each statement, where the steps are shown with their percentiles. */
export const STEP_FIGURES = [
  `${CALL_DURATIONS}State(0.5, 0.95)(durations, ${callWeights(true)}) AS step_durations`,
  `${CALL_COUNTS}State(0.5, 0.95)(calls, ${WEIGHT}) AS step_counts`,
  'max(max) AS step_max',
  'max(calls) AS step_most',
  ...Object.entries(SUMS).map(([figure, sql]) => `${sql} AS step_${figure}`),
].join(', ');

/** The same, from sums of `SUMMED_COLUMNS`. */
export const STEP_FIGURES_OF_SUMS = [
  `${CALL_DURATIONS}MergeState(0.5, 0.95)(durations) AS step_durations`,
  `${CALL_COUNTS}MergeState(0.5, 0.95)(counts) AS step_counts`,
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
  `${CALL_DURATIONS}Merge(0.5, 0.95)(step_durations) AS all_durations`,
  `${CALL_COUNTS}Merge(0.5, 0.95)(step_counts) AS all_counts`,
  'toFloat64(max(step_max)) AS all_max',
  'toFloat64(max(step_most)) AS all_most',
  ...Object.keys(SUMS).map((figure) => `sum(step_${figure}) AS all_${figure}`),
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
