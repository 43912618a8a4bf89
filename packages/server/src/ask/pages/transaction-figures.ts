/**
 * How the figures of transactions are counted, and read out of the engine's columns. They are counted in two steps, by
 * transaction and step of time and then by transaction and over all, so that one reading of the table gives the rows,
 * their trends and the sums under them.
 */
import { LAYER_NAMES, type TransactionColumns, type TransactionFigures } from '@tracebin/model';
import { fromRoughDuration, roughDuration } from './rough-duration.ts';

/** Weighted percentiles take whole weights, so a weight is counted in thousandths. */
export const WEIGHT = 'toUInt64(round(sample_rate * 1000))';

const DURATIONS = 'quantilesExactWeighted';
const SUMS: Record<string, string> = {
  hits: 'sum(sample_rate)',
  total: 'sum(duration * sample_rate)',
  errors: 'sumIf(sample_rate, error)',
  retries: 'sumIf(sample_rate, attempts > 1)',
  ...Object.fromEntries(LAYER_NAMES.map((layer) => [`layer_${layer}`, `sum(${layer} * sample_rate)`])),
};

/** Selected from `transactions` for each step of each transaction. */
export const STEP_FIGURES = [
  `${DURATIONS}State(0.5, 0.95, 0.99)(${roughDuration('duration')}, ${WEIGHT}) AS step_durations`,
  `${DURATIONS}State(0.5, 0.95)(queries, ${WEIGHT}) AS step_queries`,
  `${DURATIONS}State(0.5, 0.95)(${roughDuration('queue_wait')}, ${WEIGHT}) AS step_waits`,
  ...Object.entries(SUMS).map(([figure, sql]) => `${sql} AS step_${figure}`),
].join(', ');

/** Selected from those steps for each transaction. */
export const FIGURES = [
  `${DURATIONS}Merge(0.5, 0.95, 0.99)(step_durations) AS durations`,
  `${DURATIONS}Merge(0.5, 0.95)(step_queries) AS query_counts`,
  `${DURATIONS}Merge(0.5, 0.95)(step_waits) AS waits`,
  ...Object.keys(SUMS).map((figure) => `sum(step_${figure}) AS all_${figure}`),
].join(', ');

/** The p95 of a step, as a rough duration. */
export const STEP_P95 = 'finalizeAggregation(step_durations)[2]';

/** The figures of the engine's rows `from` to `to`, as columns. */
export function figuresOf(columns: Record<string, unknown[]>, from: number, to: number): TransactionColumns {
  const sum = (name: string): number[] => (columns[`all_${name}`] as number[]).slice(from, to);
  const percentile = (name: string, at: number, read: (value: number) => number): number[] =>
    (columns[name] as number[][]).slice(from, to).map((values) => read(Number(values[at])));
  return {
    hits: sum('hits'),
    median: percentile('durations', 0, fromRoughDuration),
    p95: percentile('durations', 1, fromRoughDuration),
    p99: percentile('durations', 2, fromRoughDuration),
    total: sum('total'),
    errors: sum('errors'),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer) => [layer, sum(`layer_${layer}`)]),
    ) as TransactionColumns['layers'],
    queriesMedian: percentile('query_counts', 0, Number),
    queriesP95: percentile('query_counts', 1, Number),
    queueWaitMedian: percentile('waits', 0, fromRoughDuration),
    queueWaitP95: percentile('waits', 1, fromRoughDuration),
    retries: sum('retries'),
  };
}

/** One row of figures; zeros where there is none. */
export function figuresAt(columns: TransactionColumns, row: number): TransactionFigures {
  const { layers, ...numbers } = columns;
  return {
    ...(rowOf(numbers, row) as Omit<TransactionFigures, 'layers'>),
    layers: rowOf(layers, row) as TransactionFigures['layers'],
  };
}

const rowOf = (columns: Record<string, number[]>, row: number): Record<string, number> =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row] ?? 0]));
