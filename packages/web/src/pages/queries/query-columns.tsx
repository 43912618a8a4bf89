import { formatCount } from '@tracebin/model';
import { TrendLine } from '../../charts/trend-line.tsx';
import { Count, countCell, durationCell, errorsCell, rateCell, shareCell } from '../../table/cells.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { QueryRow } from './query-row.ts';

type Column = TableColumn<QueryRow>;

const CALLER: Column = {
  id: 'caller',
  head: 'Asked most by',
  width: 190,
  left: true,
  value: ({ caller }) => caller,
  show: ({ caller, callers }) => (
    <span title={caller}>
      {caller}
      {callers > 1 && <span className="muted tiny"> +{formatCount(callers - 1)}</span>}
    </span>
  ),
};

const COLUMNS: readonly Column[] = [
  { id: 'calls', head: 'Calls', width: 84, ...countCell(({ figures }) => figures.calls) },
  { id: 'rate', head: '/min', width: 66, ...rateCell(({ perMinute }) => perMinute) },
  { id: 'mean', head: 'Mean', width: 82, ...durationCell(({ mean }) => mean) },
  { id: 'p95', head: 'Slow (p95)', width: 88, ...durationCell(({ figures }) => figures.p95) },
  { id: 'max', head: 'Slowest', width: 82, ...durationCell(({ figures }) => figures.max) },
  {
    id: 'trend',
    head: 'over time',
    width: 76,
    left: true,
    show: ({ trend }) => <TrendLine values={trend} name="Time spent on it over the range" />,
  },
  {
    id: 'total',
    head: 'Share of time',
    width: 128,
    ...shareCell(
      ({ share }) => share,
      ({ figures }) => figures.total,
    ),
  },
  {
    id: 'perRequest',
    head: 'Per request',
    width: 98,
    value: ({ figures }) => figures.callsMax,
    show: ({ figures }) => <CallsPerRequest {...figures} />,
  },
  {
    id: 'rows',
    head: 'Rows',
    width: 60,
    value: ({ rowsPerCall }) => rowsPerCall,
    show: ({ rowsPerCall, figures }) =>
      figures.rows === 0 ? (
        <span className="zero">–</span>
      ) : rowsPerCall < 10 ? (
        rowsPerCall.toFixed(1)
      ) : (
        formatCount(Math.round(rowsPerCall))
      ),
  },
  {
    id: 'errors',
    head: 'Errors',
    width: 100,
    ...errorsCell(
      ({ figures }) => figures.errors,
      ({ figures }) => figures.calls,
    ),
  },
  CALLER,
];

/** Rows take their place only where senders count them. */
export const queryColumns = (rows: readonly QueryRow[]): readonly Column[] =>
  rows.some(({ figures }) => figures.rows > 0) ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'rows');

/** How often one request asks it: half of them, and the one that asks most. The few are what is wrong. */
export function CallsPerRequest(props: { callsMedian: number; callsP95: number; callsMax: number }) {
  const { callsMedian, callsP95, callsMax } = props;
  return (
    <span
      title={`Of the requests that ask it, half ask up to ${formatCount(callsMedian)} times, 95 % up to ${formatCount(callsP95)}, one ${formatCount(callsMax)} times`}
    >
      <Count value={callsMedian} />
      {callsMax > callsMedian && (
        <span className={callsMax >= 100 ? 'medium' : 'muted'}> – {formatCount(callsMax)}</span>
      )}
    </span>
  );
}
