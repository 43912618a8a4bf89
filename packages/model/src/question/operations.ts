/** What can be calculated over the events of a group. */

const PERCENTILES = {
  P001: 0.001,
  P01: 0.01,
  P05: 0.05,
  P10: 0.1,
  P20: 0.2,
  P25: 0.25,
  P50: 0.5,
  P75: 0.75,
  P80: 0.8,
  P90: 0.9,
  P95: 0.95,
  P99: 0.99,
  P999: 0.999,
} as const;

export type PercentileOp = keyof typeof PERCENTILES;

export type CalculationOp =
  | 'COUNT'
  | 'COUNT_DISTINCT'
  | 'SUM'
  | 'AVG'
  | 'MIN'
  | 'MAX'
  | PercentileOp
  | 'HEATMAP'
  | 'RATE_AVG'
  | 'RATE_SUM'
  | 'RATE_MAX'
  | 'CONCURRENCY';

export const PERCENTILE_OPS = Object.keys(PERCENTILES) as PercentileOp[];

export const CALCULATION_OPS: readonly CalculationOp[] = [
  'COUNT',
  'COUNT_DISTINCT',
  'SUM',
  'AVG',
  'MIN',
  'MAX',
  ...PERCENTILE_OPS,
  'HEATMAP',
  'RATE_AVG',
  'RATE_SUM',
  'RATE_MAX',
  'CONCURRENCY',
];

/** The share of events below it, 0 to 1; undefined for what is no percentile. */
export function percentileOf(op: CalculationOp): number | undefined {
  return Object.hasOwn(PERCENTILES, op) ? PERCENTILES[op as PercentileOp] : undefined;
}

/** COUNT and CONCURRENCY are of events, all else of a field. */
export function needsColumn(op: CalculationOp): boolean {
  return op !== 'COUNT' && op !== 'CONCURRENCY';
}
