import { Link } from '@tanstack/react-router';
import type { ErrorOccurrence, ErrorTransaction, ErrorVersion } from '@tracebin/model';
import { formatStart } from '../../format/times.ts';
import { countCell } from '../../table/cells.tsx';
import { ageColumn } from '../../table/common-columns.tsx';
import type { Around } from '../../table/detail-page.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { ErrorSearch } from './errors-search.ts';

type PartProps<Row, Name extends string> = { around: Around<ErrorSearch> } & Record<Name, readonly Row[]>;

/** In which endpoints and jobs it happens, and how often one of their requests fails so. */
export function ErrorTransactions({
  around,
  service,
  transactions,
}: PartProps<ErrorTransaction, 'transactions'> & { service: string }) {
  const { bin, now, range } = around;
  const columns: readonly TableColumn<ErrorTransaction>[] = [
    { id: 'errors', head: 'Errors', width: 104, ...countCell(({ errors }) => errors) },
    {
      id: 'share',
      head: 'Of its requests',
      width: 116,
      value: ({ share }) => share,
      csv: { name: 'share_percent', value: ({ share }) => share * 100 },
      show: ({ share }) => `${(share * 100).toFixed(2)} %`,
    },
    ageColumn('last', 'Last seen', ({ lastSeen }) => Date.parse(lastSeen), now),
  ];
  return (
    <ShortTable
      id="where"
      title="Where it happens"
      head="Endpoint or job"
      name={({ transaction }) => transaction}
      rows={transactions}
      rowKey={({ transaction }) => transaction}
      rowTitle={({ transaction }) => transaction}
      link={({ transaction }) => (
        <Link
          to="/b/$bin/traces"
          params={{ bin }}
          search={{
            ...(service === '' ? {} : { service }),
            ...(transaction === '' ? {} : { name: transaction }),
            ...range,
            errors: true,
          }}
          preload={false}
        >
          {transaction || 'unnamed'}
        </Link>
      )}
      columns={columns}
      otherwise="errors"
      {...around.table('where')}
    />
  );
}

/** In which versions it happened; nothing where senders name none. */
export function ErrorVersions({ around, versions }: PartProps<ErrorVersion, 'versions'>) {
  if (versions.every(({ version }) => version === '')) return null;
  const columns: readonly TableColumn<ErrorVersion>[] = [
    { id: 'errors', head: 'Errors', width: 104, ...countCell(({ errors }) => errors) },
    ageColumn('first', 'First seen', ({ firstSeen }) => Date.parse(firstSeen), around.now),
    ageColumn('last', 'Last seen', ({ lastSeen }) => Date.parse(lastSeen), around.now),
  ];
  return (
    <ShortTable
      id="versions"
      title="Versions"
      head="Version"
      name={({ version }) => version}
      rows={versions}
      rowKey={({ version }) => version}
      link={({ version }) => version || 'unnamed'}
      columns={columns}
      otherwise="last"
      {...around.table('versions')}
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
      show: ({ transaction }) => <span className="muted">{transaction}</span>,
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
