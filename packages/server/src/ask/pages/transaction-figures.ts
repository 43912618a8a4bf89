/** How the figures of transactions are counted, and read out of the engine's columns. */
import { LAYER_NAMES, type TransactionColumns, type TransactionFigures } from '@tracebin/model';
import { percentilesOf } from '../../derive/sums/sum-queries.ts';
import { fromRoughDuration, roughDuration } from './rough-duration.ts';

/** Weighted percentiles take whole weights, so a weight is counted in thousandths. */
export const WEIGHT = 'toUInt64(round(sample_rate * 1000))';

const SUMS: Record<string, string> = {
  hits: 'sum(sample_rate)',
  total: 'sum(duration * sample_rate)',
  errors: 'sumIf(sample_rate, error)',
  retries: 'sumIf(sample_rate, attempts > 1)',
  ...Object.fromEntries(LAYER_NAMES.map((layer) => [`layer_${layer}`, `sum(${layer} * sample_rate)`])),
};

/** The columns of `summed_transactions` in which they stand. */
const SUMMED: Record<string, string> = {
  hits: 'hits',
  total: 'spent',
  errors: 'failed',
  retries: 'retried',
  ...Object.fromEntries(LAYER_NAMES.map((layer) => [`layer_${layer}`, `in_${layer}`])),
};

/**
 * Percentiles of a column. Where all rows stand for as many requests as each other, they need no weights: a list that is
 * sorted takes a fifth of the CPU of a table of values with their weights.
 */
export function percentiles(levels: string, column: string, weighted: boolean): string {
  return weighted
    ? `quantilesExactWeighted(${levels})(${column}, ${WEIGHT})`
    : `quantilesExact(${levels})(${column})`;
}

/**
 * Selected from `transactions` for each of them.
 *
 * @param withWaits false for requests: only jobs wait in a queue, and a tenth of the CPU went into percentiles of zeros
 */
export const figuresSql = (weighted: boolean, withWaits = true): string =>
  [
    `${percentiles('0.5, 0.95, 0.99', roughDuration('duration'), weighted)} AS all_durations`,
    `${percentiles('0.5, 0.95', 'queries', weighted)} AS all_query_counts`,
    `${withWaits ? percentiles('0.5, 0.95', roughDuration('queue_wait'), weighted) : '[0, 0]'} AS all_waits`,
    ...Object.entries(SUMS).map(([figure, sql]) => `${sql} AS all_${figure}`),
  ].join(', ');

/** The same, selected from sums for each of them. */
export const summedFiguresSql = (withWaits = true): string =>
  [
    `${percentilesOf('0.5, 0.95, 0.99', 'durations')} AS all_durations`,
    `${percentilesOf('0.5, 0.95', 'query_counts')} AS all_query_counts`,
    `${withWaits ? percentilesOf('0.5, 0.95', 'waits') : '[0, 0]'} AS all_waits`,
    ...Object.entries(SUMMED).map(([figure, column]) => `sum(${column}) AS all_${figure}`),
  ].join(', ');

/** Columns of sums that these are made of. */
export const summedColumns = (withWaits = true): string[] => [
  'durations',
  'query_counts',
  ...(withWaits ? ['waits'] : []),
  ...Object.values(SUMMED),
];

/** The figures of the engine's rows `from` to `to`, as columns. */
export function figuresOf(columns: Record<string, unknown[]>, from: number, to: number): TransactionColumns {
  const sum = (name: string): number[] => (columns[`all_${name}`] as number[]).slice(from, to);
  const percentile = (name: string, at: number, read: (value: number) => number): number[] =>
    (columns[name] as number[][]).slice(from, to).map((values) => read(Number(values[at])));
  return {
    hits: sum('hits'),
    median: percentile('all_durations', 0, fromRoughDuration),
    p95: percentile('all_durations', 1, fromRoughDuration),
    p99: percentile('all_durations', 2, fromRoughDuration),
    total: sum('total'),
    errors: sum('errors'),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer) => [layer, sum(`layer_${layer}`)]),
    ) as TransactionColumns['layers'],
    queriesMedian: percentile('all_query_counts', 0, Number),
    queriesP95: percentile('all_query_counts', 1, Number),
    queueWaitMedian: percentile('all_waits', 0, fromRoughDuration),
    queueWaitP95: percentile('all_waits', 1, fromRoughDuration),
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
