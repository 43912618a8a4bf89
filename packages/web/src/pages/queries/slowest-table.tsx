import { Link } from '@tanstack/react-router';
import { formatCount, type QueryExecution } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatStart } from '../../format/times.ts';
import { type PlainColumn, PlainTable } from '../../table/plain-table.tsx';

interface SlowestTableProps {
  bin: string;
  slowest: readonly QueryExecution[];
  now: Date;
}

/** The slowest single calls, one a request; each leads to its span in its trace. */
export function SlowestTable({ bin, slowest, now }: SlowestTableProps) {
  const columns: readonly PlainColumn<QueryExecution>[] = [
    {
      head: 'Endpoint or job',
      title: ({ transaction }) => transaction,
      cell: ({ traceId, spanId, transaction }) => (
        <Link
          to="/b/$bin/traces/$traceId"
          params={{ bin, traceId }}
          search={{ span: spanId }}
          preload={false}
        >
          {transaction || 'unnamed'}
        </Link>
      ),
    },
    { head: 'Service', headClass: 'service', muted: true, cell: ({ service }) => service },
    {
      head: 'Request at',
      headClass: 'time',
      muted: true,
      cell: ({ at }) => formatStart(new Date(at), now),
    },
    { head: 'Calls in it', right: true, cell: ({ calls }) => formatCount(calls) },
    { head: 'Duration', right: true, cell: ({ duration }) => <DurationQuantity duration={duration} /> },
  ];
  return (
    <PlainTable
      title="Slowest calls"
      note="the slowest of each request"
      className="slowest"
      columns={columns}
      rows={slowest}
      rowKey={({ traceId, spanId }) => traceId + spanId}
    />
  );
}
