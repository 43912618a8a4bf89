import { Link } from '@tanstack/react-router';
import { formatCount } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { shownName } from '../../format/numbers.ts';
import type { CallRow } from '../../table/call-rows.ts';
import { callColumns, mostlyColumn, trendColumn } from '../../table/common-columns.tsx';
import { DataTable } from '../../table/data-table.tsx';
import { sortChange, sortedBy, sortRows, type TableColumn } from '../../table/table-column.ts';
import type { TableView } from '../../table/table-view.ts';

const OF_CALLS = callColumns<CallRow>((row) => row);

const COLUMNS: readonly TableColumn<CallRow>[] = [
  OF_CALLS.calls,
  OF_CALLS.rate,
  OF_CALLS.mean,
  OF_CALLS.p95,
  OF_CALLS.max,
  trendColumn(({ trend }) => trend, 'Time spent on it over the range'),
  OF_CALLS.total,
  OF_CALLS.errors,
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
  mostlyColumn('caller', 'Waited for most by', ({ transaction, transactions }) => ({
    name: transaction,
    count: transactions,
  })),
];

/** The rows with the text that is looked for, in the order that is asked for. */
export function shownHosts(rows: readonly CallRow[], asked: TableView): CallRow[] {
  const wanted = asked.filter?.trim().toLowerCase() ?? '';
  return sortRows(
    rows.filter(({ host, callers, transaction }) =>
      `${host} ${callers.join(' ')} ${transaction}`.toLowerCase().includes(wanted),
    ),
    sortedBy(asked, COLUMNS, 'total'),
    COLUMNS,
    ({ host }) => host,
  );
}

interface HostTableProps {
  bin: string;
  /** Those that are shown, in their order. */
  rows: readonly CallRow[];
  range: { from?: string; to?: string };
  sort: TableView;
  change: (change: { sort: string; order: 'asc' | undefined }) => void;
}

/** Hosts that are called over HTTP or RPC; each leads to the traces with such calls. */
export function HostTable({ bin, rows, range, sort, change }: HostTableProps) {
  const narrow = useNarrow();
  const sorted = sortedBy(sort, COLUMNS, 'total');
  return (
    <DataTable
      noun="host"
      head="Host"
      rows={rows}
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
            {shownName(host)} {!narrow && <span className="of-service">{methods.join(', ')}</span>}
          </span>
          {narrow && (
            <span className="clip two tiny muted">
              {formatCount(Math.round(row.calls))} × · {shownName(row.transaction)}
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
