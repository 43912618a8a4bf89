import { Link } from '@tanstack/react-router';
import type { QueryCaller } from '@tracebin/model';
import { shownName } from '../../format/numbers.ts';
import { countCell, durationCell } from '../../table/cells.tsx';
import type { Around } from '../../table/detail-page.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { QuerySearch } from './queries-search.ts';
import { CallsPerRequest } from './query-columns.tsx';

interface CallerTableProps {
  around: Around<QuerySearch>;
  callers: readonly QueryCaller[];
  /** Time of all calls together. */
  total: number;
}

/** Who asks a statement: which endpoints and jobs, how many times in one of their requests. */
export function CallerTable({ around, callers, total }: CallerTableProps) {
  const { bin, range, environment } = around;
  const columns: readonly TableColumn<QueryCaller>[] = [
    serviceColumn(),
    { id: 'requests', head: 'Requests', width: 92, ...countCell(({ requests }) => requests) },
    {
      id: 'share',
      head: 'of all',
      width: 84,
      value: ({ share }) => share,
      csv: { name: 'requests_percent', value: ({ share }) => share * 100 },
      show: ({ share }) => <span className="muted">{(share * 100).toFixed(1)} %</span>,
    },
    { id: 'calls', head: 'Calls', width: 92, ...countCell(({ calls }) => calls) },
    {
      id: 'perRequest',
      head: 'In one request',
      width: 116,
      value: ({ callsMax }) => callsMax,
      csv: { name: 'calls_in_one_request_max' },
      show: (caller) => <CallsPerRequest {...caller} />,
    },
    {
      id: 'total',
      head: 'Time spent',
      width: 104,
      ...durationCell(({ total }) => total),
      csv: { name: 'total_ns' },
    },
    {
      id: 'part',
      head: 'of it',
      width: 72,
      show: (caller) =>
        total > 0 && <span className="muted">{((caller.total / total) * 100).toFixed(1)} %</span>,
    },
  ];
  return (
    <ShortTable
      id="callers"
      title="Who asks it"
      head="Endpoint or job"
      name={({ transaction }) => transaction}
      rows={callers}
      rowKey={({ service, transaction }) => `${service}\0${transaction}`}
      rowTitle={({ transaction }) => transaction}
      link={({ service, transaction }) => (
        <Link
          to="/b/$bin/transaction"
          params={{ bin }}
          search={{ service, name: transaction, ...range, ...environment }}
          preload={false}
        >
          {shownName(transaction)}
        </Link>
      )}
      columns={columns}
      otherwise="total"
      {...around.table('callers')}
    />
  );
}

export const serviceColumn = <Row extends { service: string }>(): TableColumn<Row> => ({
  id: 'service',
  head: 'Service',
  width: 150,
  left: true,
  value: ({ service }) => service,
  show: ({ service }) => <span className="muted">{service}</span>,
});
