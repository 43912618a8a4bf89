import { formatCount, type LAYER_NAMES } from '@tracebin/model';
import { LayerBar } from '../../charts/layer-bar.tsx';
import { TrendLine } from '../../charts/trend-line.tsx';
import {
  Count,
  countCell,
  durationCell,
  errorsCell,
  percentCell,
  rateCell,
  shareCell,
} from '../../table/cells.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import { FindingTag } from './finding-tag.tsx';
import type { TransactionRow } from './transaction-row.ts';

export type TransactionColumn = TableColumn<TransactionRow>;

const layerShare =
  (...layers: (typeof LAYER_NAMES)[number][]) =>
  ({ figures }: TransactionRow): number =>
    figures.total === 0 ? 0 : layers.reduce((sum, layer) => sum + figures.layers[layer], 0) / figures.total;

const HITS: TransactionColumn = {
  id: 'hits',
  head: 'Hits',
  width: 76,
  ...countCell(({ figures }) => figures.hits),
};
const RATE: TransactionColumn = {
  id: 'rate',
  head: '/min',
  width: 62,
  ...rateCell(({ perMinute }) => perMinute),
};
const MEDIAN: TransactionColumn = {
  id: 'median',
  head: 'Median',
  width: 86,
  ...durationCell(({ figures }) => figures.median),
};
const P95: TransactionColumn = {
  id: 'p95',
  head: 'Slow (p95)',
  width: 92,
  ...durationCell(({ figures }) => figures.p95),
};
const P99: TransactionColumn = {
  id: 'p99',
  head: 'p99',
  width: 82,
  ...durationCell(({ figures }) => figures.p99),
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
  ...shareCell(
    ({ share }) => share,
    ({ figures }) => figures.total,
  ),
};
const ERRORS: TransactionColumn = {
  id: 'errors',
  head: 'Errors',
  width: 112,
  ...errorsCell(
    ({ figures }) => figures.errors,
    ({ figures }) => figures.hits,
  ),
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

const ENDPOINT_COLUMNS: readonly TransactionColumn[] = [
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
/** Each layer as a column that can be sorted by. */
const LAYER_SHARES: readonly TransactionColumn[] = [
  { id: 'app', head: '% App', width: 56, ...percentCell(layerShare('app')) },
  { id: 'db', head: '% SQL', width: 56, ...percentCell(layerShare('db')) },
  { id: 'cache', head: '% Cache', width: 64, ...percentCell(layerShare('cache')) },
  { id: 'view', head: '% View', width: 58, ...percentCell(layerShare('view')) },
  { id: 'http', head: '% External', width: 76, ...percentCell(layerShare('http')) },
  { id: 'other', head: '% Other', width: 62, ...percentCell(layerShare('queue', 'other')) },
];
/** Narrower than elsewhere: with all of them names need room in a window of 1,440 pixels. */
const FEW_PX = {
  rate: 54,
  median: 76,
  p95: 88,
  p99: 76,
  total: 124,
  errors: 104,
  queries: 86,
  findings: 124,
};
const narrower = (columns: readonly TransactionColumn[]): TransactionColumn[] =>
  columns.map((column) => ({ ...column, width: FEW_PX[column.id as keyof typeof FEW_PX] ?? column.width }));
const LAYER_COLUMNS = narrower([
  HITS,
  RATE,
  MEDIAN,
  P95,
  P99,
  SHARE,
  ERRORS,
  ...LAYER_SHARES,
  QUERIES,
  FINDINGS,
]);
const CLASSIC_COLUMNS: readonly TransactionColumn[] = [
  HITS,
  MEDIAN,
  P95,
  { id: 'app', head: '% App', width: 76, ...percentCell(layerShare('app')) },
  { id: 'db', head: '% SQL', width: 76, ...percentCell(layerShare('db')) },
  { id: 'view', head: '% View', width: 76, ...percentCell(layerShare('view')) },
  { id: 'other', head: '% Other', width: 76, ...percentCell(layerShare('cache', 'http', 'queue', 'other')) },
];
export const ENDPOINT_VIEWS = {
  detailed: ENDPOINT_COLUMNS,
  layers: LAYER_COLUMNS,
  classic: CLASSIC_COLUMNS,
  producers: ENDPOINT_COLUMNS,
} as const;

const RUNS: TransactionColumn = { ...HITS, head: 'Runs' };
const RUN_TIMES: readonly TransactionColumn[] = [
  { ...MEDIAN, head: 'Run (median)', width: 100 },
  { ...P95, head: 'Run (p95)' },
];
const JOB_COLUMNS: readonly TransactionColumn[] = [
  RUNS,
  RATE,
  { id: 'wait', head: 'Queue wait', width: 92, ...durationCell(({ figures }) => figures.queueWaitMedian) },
  { id: 'wait95', head: 'Wait (p95)', width: 92, ...durationCell(({ figures }) => figures.queueWaitP95) },
  ...RUN_TIMES,
  TREND,
  SHARE,
  { ...ERRORS, head: 'Failures' },
  {
    id: 'retries',
    head: 'Retries',
    hint: 'Runs that were not the first attempt at their work',
    width: 72,
    ...countCell(({ figures }) => figures.retries),
  },
  LAYERS,
  FINDINGS,
];
export const JOB_VIEWS = {
  detailed: JOB_COLUMNS,
  layers: [
    RUNS,
    RATE,
    ...RUN_TIMES,
    { ...P99, head: 'Run (p99)' },
    SHARE,
    ...LAYER_SHARES,
    { ...QUERIES, head: 'Queries/run' },
    FINDINGS,
  ],
  classic: JOB_COLUMNS,
  producers: JOB_COLUMNS,
} as const;
