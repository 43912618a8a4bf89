import { Link } from '@tanstack/react-router';
import { formatCount, type QueryCaller } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { Count } from '../../table/cells.tsx';
import { type PlainColumn, PlainTable } from '../../table/plain-table.tsx';
import { CallsPerRequest } from './query-columns.tsx';

interface CallerTableProps {
  bin: string;
  callers: readonly QueryCaller[];
  /** Time of all calls together. */
  total: number;
  range: { from?: string; to?: string };
}

/** Who asks a statement: which endpoints and jobs, how many times in one of their requests. */
export function CallerTable({ bin, callers, total, range }: CallerTableProps) {
  const columns: readonly PlainColumn<QueryCaller>[] = [
    {
      head: 'Endpoint or job',
      title: ({ transaction }) => transaction,
      cell: ({ service, transaction }) => (
        <Link
          to="/b/$bin/transaction"
          params={{ bin }}
          search={{ service, name: transaction, ...range }}
          preload={false}
        >
          {transaction || 'unnamed'}
        </Link>
      ),
    },
    { head: 'Service', headClass: 'service', muted: true, cell: ({ service }) => service },
    { head: 'Requests', right: true, cell: ({ requests }) => <Count value={requests} /> },
    { head: 'of all', right: true, muted: true, cell: ({ share }) => `${(share * 100).toFixed(1)} %` },
    { head: 'Calls', right: true, cell: ({ calls }) => formatCount(Math.round(calls)) },
    { head: 'In one request', right: true, cell: (caller) => <CallsPerRequest {...caller} /> },
    { head: 'Time spent', right: true, cell: (caller) => <DurationQuantity duration={caller.total} /> },
    {
      head: 'of it',
      right: true,
      muted: true,
      cell: (caller) => total > 0 && `${((caller.total / total) * 100).toFixed(1)} %`,
    },
  ];
  return (
    <PlainTable
      title="Who asks it"
      className="callers"
      columns={columns}
      rows={callers}
      rowKey={({ service, transaction }) => `${service}\0${transaction}`}
    />
  );
}
