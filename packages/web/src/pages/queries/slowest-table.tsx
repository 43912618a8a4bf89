import { Link } from '@tanstack/react-router';
import type { QueryExecution } from '@tracebin/model';
import { shownName } from '../../format/numbers.ts';
import { formatStart } from '../../format/times.ts';
import { countCell, durationCell } from '../../table/cells.tsx';
import type { Around } from '../../table/detail-page.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import { serviceColumn } from './caller-table.tsx';
import type { QuerySearch } from './queries-search.ts';

interface SlowestTableProps {
  around: Around<QuerySearch>;
  slowest: readonly QueryExecution[];
}

/** The slowest single calls, one a request; each leads to its span in its trace. */
export function SlowestTable({ around, slowest }: SlowestTableProps) {
  const { bin, now } = around;
  const columns: readonly TableColumn<QueryExecution>[] = [
    serviceColumn(),
    {
      id: 'at',
      head: 'Request at',
      width: 196,
      left: true,
      value: ({ at }) => Date.parse(at),
      csv: { value: ({ at }) => at },
      show: ({ at }) => <span className="muted">{formatStart(new Date(at), now)}</span>,
    },
    { id: 'calls', head: 'Calls in it', width: 104, ...countCell(({ calls }) => calls) },
    {
      id: 'duration',
      head: 'Duration',
      width: 104,
      ...durationCell(({ duration }) => duration),
      csv: { name: 'duration_ns' },
    },
  ];
  return (
    <ShortTable
      id="slowest"
      title="Slowest calls"
      note="the slowest of each request"
      head="Endpoint or job"
      name={({ transaction }) => transaction}
      rows={slowest}
      rowKey={({ traceId, spanId }) => traceId + spanId}
      rowTitle={({ transaction }) => transaction}
      link={({ traceId, spanId, transaction }) => (
        <Link
          to="/b/$bin/traces/$traceId"
          params={{ bin, traceId }}
          search={{ span: spanId }}
          preload={false}
        >
          {shownName(transaction)}
        </Link>
      )}
      columns={columns}
      otherwise="duration"
      more={[
        ['trace', ({ traceId }) => traceId],
        ['span', ({ spanId }) => spanId],
      ]}
      {...around.table('slowest')}
    />
  );
}
