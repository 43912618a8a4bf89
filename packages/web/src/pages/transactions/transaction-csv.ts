import { LAYER_NAMES, type TransactionsAnswer } from '@tracebin/model';
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

/** The rows of a table as CSV (RFC 4180), durations in nanoseconds. */
export function transactionCsv(rows: readonly TransactionRow[]): string {
  const lines = rows.map(({ service, name, figures, perMinute, share, findings }) => [
    service,
    name,
    round(figures.hits),
    round(perMinute),
    figures.median,
    figures.p95,
    figures.p99,
    Math.round(figures.total),
    round(share * 100),
    round(figures.errors),
    ...LAYER_NAMES.map((layer) =>
      figures.total === 0 ? 0 : round((figures.layers[layer] / figures.total) * 100),
    ),
    figures.queriesMedian,
    figures.queriesP95,
    figures.queueWaitMedian,
    figures.queueWaitP95,
    round(figures.retries),
    findings.map(({ kind, count }) => `${kind} ${count}`).join('; '),
  ]);
  return [HEADS, ...lines].map((line) => line.map(csvField).join(',')).join('\r\n');
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Names come from senders: one that a spreadsheet would take for a formula is kept a text. */
function csvField(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gives the table to the reader as a file. */
export function downloadCsv(page: string, answer: TransactionsAnswer, rows: readonly TransactionRow[]): void {
  const url = URL.createObjectURL(new Blob([transactionCsv(rows)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${page}-${answer.from.slice(0, 16).replace(':', '')}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
