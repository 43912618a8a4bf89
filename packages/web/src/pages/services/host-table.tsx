import { Link } from '@tanstack/react-router';
import { type ExternalHost, type ExternalsAnswer, formatCount } from '@tracebin/model';
import { TrendLine } from '../../charts/trend-line.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { countCell, durationCell, errorsCell, rateCell, shareCell } from '../../table/cells.tsx';
import { DataTable } from '../../table/data-table.tsx';
import { sortChange, sortedBy, sortRows, type TableColumn } from '../../table/table-column.ts';

export interface HostRow extends ExternalHost {
  perMinute: number;
  mean: number;
  share: number;
}

export function hostRows({ hosts, all, from, to }: ExternalsAnswer): HostRow[] {
  const minutes = Math.max((Date.parse(to) - Date.parse(from)) / 60_000, 1 / 60);
  return hosts.map((host) => ({
    ...host,
    perMinute: host.calls / minutes,
    mean: host.calls > 0 ? host.total / host.calls : 0,
    share: all.total > 0 ? host.total / all.total : 0,
  }));
}

const COLUMNS: readonly TableColumn<HostRow>[] = [
  { id: 'calls', head: 'Calls', width: 84, ...countCell(({ calls }) => calls) },
  { id: 'rate', head: '/min', width: 66, ...rateCell(({ perMinute }) => perMinute) },
  { id: 'mean', head: 'Mean', width: 82, ...durationCell(({ mean }) => mean) },
  { id: 'p95', head: 'Slow (p95)', width: 90, ...durationCell(({ p95 }) => p95) },
  { id: 'max', head: 'Slowest', width: 84, ...durationCell(({ max }) => max) },
  {
    id: 'trend',
    head: 'over time',
    width: 84,
    left: true,
    show: ({ trend }) => <TrendLine values={trend} name="Time spent on it over the range" />,
  },
  {
    id: 'total',
    head: 'Share of time',
    width: 128,
    ...shareCell(
      ({ share }) => share,
      ({ total }) => total,
    ),
  },
  {
    id: 'errors',
    head: 'Errors',
    width: 104,
    ...errorsCell(
      ({ errors }) => errors,
      ({ calls }) => calls,
    ),
  },
  {
    id: 'perRequest',
    head: 'Per request',
    width: 92,
    value: ({ callsMax }) => callsMax,
    show: ({ callsMedian, callsMax }) => (
      <span title={`Half of the requests call it up to ${callsMedian} times, one ${callsMax} times`}>
        {formatCount(callsMedian)}
        {callsMax > callsMedian && <span className="muted"> – {formatCount(callsMax)}</span>}
      </span>
    ),
  },
  {
    id: 'callers',
    head: 'Called by',
    width: 130,
    left: true,
    value: ({ callers }) => callers.join(', '),
    show: ({ callers }) => <span title={callers.join(', ')}>{callers.join(', ')}</span>,
  },
  {
    id: 'caller',
    head: 'Waited for most by',
    width: 190,
    left: true,
    value: ({ transaction }) => transaction,
    show: ({ transaction, transactions }) => (
      <span title={transaction}>
        {transaction}
        {transactions > 1 && <span className="muted tiny"> +{formatCount(transactions - 1)}</span>}
      </span>
    ),
  },
];

interface HostTableProps {
  bin: string;
  rows: readonly HostRow[];
  filter: string | undefined;
  range: { from?: string; to?: string };
  sort: { sort?: string | undefined; order?: 'asc' | undefined };
  change: (change: { sort: string; order: 'asc' | undefined }) => void;
}

/** Hosts that are called over HTTP or RPC; each leads to the traces with such calls. */
export function HostTable({ bin, rows, filter, range, sort, change }: HostTableProps) {
  const narrow = useNarrow();
  const sorted = sortedBy(sort, COLUMNS, 'total');
  const wanted = filter?.trim().toLowerCase() ?? '';
  const shown = sortRows(
    rows.filter(({ host, callers, transaction }) =>
      `${host} ${callers.join(' ')} ${transaction}`.toLowerCase().includes(wanted),
    ),
    sorted,
    COLUMNS,
    ({ host }) => host,
  );
  return (
    <DataTable
      noun="host"
      head="Host"
      rows={shown}
      rowKey={({ host }) => host}
      rowTitle={({ host, methods }) => `${host}\n${methods.join(', ')}`}
      opens="traces with calls to it"
      link={({ host, methods, ...row }, link) => (
        <Link
          to="/b/$bin/traces"
          params={{ bin }}
          search={{
            ...range,
            ...(host === '' ? {} : { attribute: [`server.address=${host}`] }),
            sort: 'longest',
          }}
          preload={false}
          {...link}
        >
          <span className={narrow ? 'clip two' : undefined}>
            {host || 'unnamed'} {!narrow && <span className="of-service">{methods.join(', ')}</span>}
          </span>
          {narrow && (
            <span className="clip two tiny muted">
              {formatCount(Math.round(row.calls))} × · {row.transaction}
            </span>
          )}
        </Link>
      )}
      columns={COLUMNS}
      narrow={{
        heads: [{ id: 'p95', head: 'p95', width: 76 }],
        cells: (row) => (
          <td className="r">
            <DurationQuantity duration={row.p95} />
          </td>
        ),
      }}
      sorted={sorted}
      sort={(id) => change(sortChange(id, sorted, COLUMNS, rows))}
    />
  );
}
