import { Link } from '@tanstack/react-router';
import type { ErrorOccurrence, ErrorTransaction, ErrorVersion, IsoTime } from '@tracebin/model';
import type { ReactNode } from 'react';
import { formatFailed, shownName } from '../../format/numbers.ts';
import { formatStart } from '../../format/times.ts';
import { countCell } from '../../table/cells.tsx';
import { ageColumn } from '../../table/common-columns.tsx';
import type { Around } from '../../table/detail-page.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { ErrorSearch } from './errors-search.ts';

type PartProps<Row, Name extends string> = { around: Around<ErrorSearch> } & Record<Name, readonly Row[]>;

interface CountTableProps<Row> {
  around: Around<ErrorSearch>;
  /** In the address, too. */
  id: 'where' | 'versions';
  title: string;
  head: string;
  rows: readonly Row[];
  name: (row: Row) => string;
  link: (row: Row) => ReactNode;
  /** Between how often and when last. */
  column: TableColumn<Row>;
  otherwise: 'errors' | 'last';
}

/** Where or in what the errors happened: how often, and when last. */
function CountTable<Row extends { errors: number; lastSeen: IsoTime }>(props: CountTableProps<Row>) {
  const { around, id, name, column, ...shown } = props;
  const columns: readonly TableColumn<Row>[] = [
    { id: 'errors', head: 'Errors', width: 104, ...countCell(({ errors }) => errors) },
    column,
    ageColumn('last', 'Last seen', ({ lastSeen }) => Date.parse(lastSeen), around.now),
  ];
  return (
    <ShortTable
      id={id}
      name={name}
      rowKey={name}
      rowTitle={name}
      columns={columns}
      {...shown}
      {...around.table(id)}
    />
  );
}

/** In which endpoints and jobs it happens, and how often one of their requests fails so. */
export const ErrorTransactions = ({
  around,
  service,
  transactions,
}: PartProps<ErrorTransaction, 'transactions'> & { service: string }) => (
  <CountTable
    around={around}
    id="where"
    title="Where it happens"
    head="Endpoint or job"
    rows={transactions}
    name={({ transaction }) => transaction}
    link={({ transaction }) => (
      <Link
        to="/b/$bin/traces"
        params={{ bin: around.bin }}
        search={{
          ...(service === '' ? {} : { service }),
          ...(transaction === '' ? {} : { name: transaction }),
          ...around.range,
          errors: true,
        }}
        preload={false}
      >
        {shownName(transaction)}
      </Link>
    )}
    column={{
      id: 'share',
      head: 'Of its requests',
      width: 116,
      value: ({ share }) => share,
      csv: { name: 'share_percent', value: ({ share }) => share * 100 },
      show: ({ share }) => formatFailed(share),
    }}
    otherwise="errors"
  />
);

/** In which versions it happened; nothing where senders name none. */
export function ErrorVersions({ around, versions }: PartProps<ErrorVersion, 'versions'>) {
  if (versions.every(({ version }) => version === '')) return null;
  return (
    <CountTable
      around={around}
      id="versions"
      title="Versions"
      head="Version"
      rows={versions}
      name={({ version }) => version}
      link={({ version }) => shownName(version)}
      column={ageColumn<ErrorVersion>(
        'first',
        'First seen',
        ({ firstSeen }) => Date.parse(firstSeen),
        around.now,
      )}
      otherwise="last"
    />
  );
}

/** The newest single errors; each leads to its span in its trace. */
export function NewestErrors({ around, newest }: PartProps<ErrorOccurrence, 'newest'>) {
  const { bin, now } = around;
  const columns: readonly TableColumn<ErrorOccurrence>[] = [
    {
      id: 'transaction',
      head: 'Endpoint or job',
      width: 240,
      left: true,
      value: ({ transaction }) => transaction,
      show: ({ transaction }) => <span className="muted">{shownName(transaction)}</span>,
    },
    {
      id: 'version',
      head: 'Version',
      width: 116,
      value: ({ version }) => version,
      show: ({ version }) => <span className="muted">{version}</span>,
    },
    {
      id: 'at',
      head: 'At',
      width: 196,
      value: ({ at }) => Date.parse(at),
      csv: { value: ({ at }) => at },
      show: ({ at }) => <span className="muted">{formatStart(new Date(at), now)}</span>,
    },
  ];
  return (
    <ShortTable
      id="newest"
      title="Newest"
      head="Message"
      name={({ message }) => message}
      rows={newest}
      rowKey={({ traceId, spanId }) => traceId + spanId}
      rowTitle={({ message }) => message}
      link={({ traceId, spanId, message }) => (
        <Link
          to="/b/$bin/traces/$traceId"
          params={{ bin, traceId }}
          search={{ span: spanId }}
          preload={false}
        >
          {message || 'no message'}
        </Link>
      )}
      columns={columns}
      otherwise="at"
      more={[
        ['trace', ({ traceId }) => traceId],
        ['span', ({ spanId }) => spanId],
      ]}
      {...around.table('newest')}
    />
  );
}
