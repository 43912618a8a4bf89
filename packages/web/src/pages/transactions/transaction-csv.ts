import { LAYER_NAMES } from '@tracebin/model';
import { csvNumber } from '../../table/csv.ts';
import type { TransactionRow } from './transaction-row.ts';

const HEADS = [
  'service',
  'name',
  'hits',
  'per_minute',
  'median_ns',
  'p95_ns',
  'p99_ns',
  'total_ns',
  'share_percent',
  'errors',
  ...LAYER_NAMES.map((layer) => `${layer}_percent`),
  'queries_median',
  'queries_p95',
  'queue_wait_median_ns',
  'queue_wait_p95_ns',
  'retries',
  'findings',
];

/** The rows of the table and their heads, durations in nanoseconds. */
export function transactionLines(rows: readonly TransactionRow[]): (string | number)[][] {
  const lines = rows.map(({ service, name, figures, perMinute, share, findings }) => [
    service,
    name,
    csvNumber(figures.hits),
    csvNumber(perMinute),
    figures.median,
    figures.p95,
    figures.p99,
    Math.round(figures.total),
    csvNumber(share * 100),
    csvNumber(figures.errors),
    ...LAYER_NAMES.map((layer) =>
      figures.total === 0 ? 0 : csvNumber((figures.layers[layer] / figures.total) * 100),
    ),
    figures.queriesMedian,
    figures.queriesP95,
    figures.queueWaitMedian,
    figures.queueWaitP95,
    csvNumber(figures.retries),
    findings.map(({ kind, count }) => `${kind} ${count}`).join('; '),
  ]);
  return [HEADS, ...lines];
}
