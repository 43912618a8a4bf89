import { formatCount } from '@tracebin/model';
import { Count } from '../../table/cells.tsx';
import { callColumns, mostlyColumn, trendColumn } from '../../table/common-columns.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { QueryRow } from './query-row.ts';

const OF_CALLS = callColumns<QueryRow>(({ figures, perMinute, mean, share }) => ({
  ...figures,
  perMinute,
  mean,
  share,
}));

const COLUMNS: readonly TableColumn<QueryRow>[] = [
  OF_CALLS.calls,
  OF_CALLS.rate,
  OF_CALLS.mean,
  OF_CALLS.p95,
  OF_CALLS.max,
  trendColumn(({ trend }) => trend, 'Time spent on it over the range'),
  OF_CALLS.total,
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
  OF_CALLS.errors,
  mostlyColumn('caller', 'Asked most by', ({ caller, callers }) => ({ name: caller, count: callers })),
];

/** Rows take their place only where senders count them. */
export const queryColumns = (rows: readonly QueryRow[]): readonly TableColumn<QueryRow>[] =>
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
