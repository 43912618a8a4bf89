import { formatCount, type LAYER_NAMES, type Nanoseconds } from '@tracebin/model';
import type { ReactNode } from 'react';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { TrendLine } from '../../charts/trend-line.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { FindingTag } from './finding-tag.tsx';
import { isAlarming, type TransactionRow } from './transaction-row.ts';

/** A column beside the name. */
export interface TransactionColumn {
  id: string;
  head: string;
  /** In CSS pixels. */
  width: number;
  left?: true;
  /** What the table is sorted by; without it the column cannot be sorted. */
  value?: (row: TransactionRow) => number;
  /** `largest` is the largest share of the table. */
  show: (row: TransactionRow, largest: number) => ReactNode;
  /** Absent where the sum of all rows says nothing. */
  inFoot?: true;
}

const duration = (value: (row: TransactionRow) => Nanoseconds) => ({
  value,
  show: (row: TransactionRow) => <DurationQuantity duration={value(row)} />,
  inFoot: true as const,
});
const count = (value: (row: TransactionRow) => number) => ({
  value,
  show: (row: TransactionRow) => <Count value={value(row)} />,
  inFoot: true as const,
});
const percent = (value: (row: TransactionRow) => number) => ({
  value,
  show: (row: TransactionRow) => <Count value={value(row) * 100} />,
  inFoot: true as const,
});

const layerShare =
  (...layers: (typeof LAYER_NAMES)[number][]) =>
  ({ figures }: TransactionRow): number =>
    figures.total === 0 ? 0 : layers.reduce((sum, layer) => sum + figures.layers[layer], 0) / figures.total;

const HITS: TransactionColumn = {
  id: 'hits',
  head: 'Hits',
  width: 76,
  ...count(({ figures }) => figures.hits),
};
const RATE: TransactionColumn = {
  id: 'rate',
  head: '/min',
  width: 62,
  value: ({ perMinute }) => perMinute,
  show: ({ perMinute }) => (perMinute < 100 ? perMinute.toFixed(1) : formatCount(perMinute)),
  inFoot: true,
};
const MEDIAN: TransactionColumn = {
  id: 'median',
  head: 'Median',
  width: 86,
  ...duration(({ figures }) => figures.median),
};
const P95: TransactionColumn = {
  id: 'p95',
  head: 'Slow (p95)',
  width: 92,
  ...duration(({ figures }) => figures.p95),
};
const P99: TransactionColumn = {
  id: 'p99',
  head: 'p99',
  width: 82,
  ...duration(({ figures }) => figures.p99),
};
const TREND: TransactionColumn = {
  id: 'trend',
  head: 'p95 over time',
  width: 84,
  left: true,
  show: (row) => (row.trend.length === 0 ? null : <TrendLine values={row.trend} name="p95 over the range" />),
};
const SHARE: TransactionColumn = {
  id: 'total',
  head: 'Share of time',
  width: 136,
  value: ({ figures }) => figures.total,
  show: ({ share }, largest) => (
    <>
      {(share * 100).toFixed(1)} %
      <span className="share-bar" aria-hidden="true">
        <i style={{ width: `${largest === 0 ? 0 : Math.min(1, share / largest) * 100}%` }} />
      </span>
    </>
  ),
  inFoot: true,
};
const ERRORS: TransactionColumn = {
  id: 'errors',
  head: 'Errors',
  width: 108,
  value: ({ figures }) => figures.errors,
  show: ({ figures }) => (
    <>
      <Count value={figures.errors} />
      <span className={isAlarming(figures) ? 'error-rate bad' : 'error-rate'}>
        {figures.errors > 0 && `${((figures.errors / figures.hits) * 100).toFixed(2)} %`}
      </span>
    </>
  ),
  inFoot: true,
};
const LAYERS: TransactionColumn = {
  id: 'layers',
  head: 'Layers',
  width: 172,
  left: true,
  show: ({ figures }) => <LayerBar layers={figures.layers} />,
  inFoot: true,
};
const QUERIES: TransactionColumn = {
  id: 'queries',
  head: 'Queries/req',
  width: 92,
  value: ({ figures }) => figures.queriesP95,
  show: ({ figures }) => (
    <span
      title={`Half of them ask up to ${formatCount(figures.queriesMedian)} times, 95 % up to ${formatCount(figures.queriesP95)}`}
    >
      <Count value={figures.queriesMedian} />
      {figures.queriesP95 > figures.queriesMedian && (
        <span className="muted"> – {formatCount(figures.queriesP95)}</span>
      )}
    </span>
  ),
  inFoot: true,
};
const FINDINGS: TransactionColumn = {
  id: 'findings',
  head: 'Findings',
  width: 132,
  left: true,
  value: ({ findings }) => findings.length,
  show: (row) => <FindingTag row={row} />,
};

export const ENDPOINT_COLUMNS: readonly TransactionColumn[] = [
  HITS,
  RATE,
  MEDIAN,
  P95,
  TREND,
  P99,
  SHARE,
  ERRORS,
  LAYERS,
  QUERIES,
  FINDINGS,
];
export const CLASSIC_COLUMNS: readonly TransactionColumn[] = [
  HITS,
  MEDIAN,
  P95,
  { id: 'app', head: '% App', width: 76, ...percent(layerShare('app')) },
  { id: 'db', head: '% SQL', width: 76, ...percent(layerShare('db')) },
  { id: 'view', head: '% View', width: 76, ...percent(layerShare('view')) },
  { id: 'other', head: '% Other', width: 76, ...percent(layerShare('cache', 'http', 'queue', 'other')) },
];
export const JOB_COLUMNS: readonly TransactionColumn[] = [
  { ...HITS, head: 'Runs' },
  RATE,
  { id: 'wait', head: 'Queue wait', width: 92, ...duration(({ figures }) => figures.queueWaitMedian) },
  { id: 'wait95', head: 'Wait (p95)', width: 92, ...duration(({ figures }) => figures.queueWaitP95) },
  { ...MEDIAN, head: 'Run (median)', width: 100 },
  { ...P95, head: 'Run (p95)' },
  TREND,
  SHARE,
  { ...ERRORS, head: 'Failures' },
  { id: 'retries', head: 'Retries', width: 72, ...count(({ figures }) => figures.retries) },
  LAYERS,
  FINDINGS,
];

function Count({ value }: { value: number }) {
  return Math.round(value) === 0 ? <span className="zero">0</span> : formatCount(value);
}
