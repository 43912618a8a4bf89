import { Link } from '@tanstack/react-router';
import { type ErrorOccurrence, type ErrorTransaction, type ErrorVersion, formatCount } from '@tracebin/model';
import { formatAgo, formatStart } from '../../format/times.ts';
import { type PlainColumn, PlainTable } from '../../table/plain-table.tsx';

interface TransactionsProps {
  bin: string;
  service: string;
  transactions: readonly ErrorTransaction[];
  range: { from?: string; to?: string };
  now: Date;
}

/** In which endpoints and jobs it happens, and how often one of their requests fails so. */
export function ErrorTransactions({ bin, service, transactions, range, now }: TransactionsProps) {
  const columns: readonly PlainColumn<ErrorTransaction>[] = [
    {
      head: 'Endpoint or job',
      title: ({ transaction }) => transaction,
      cell: ({ transaction }) => (
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
      ),
    },
    { head: 'Errors', right: true, cell: ({ errors }) => formatCount(Math.round(errors)) },
    { head: 'Of its requests', right: true, cell: ({ share }) => `${(share * 100).toFixed(2)} %` },
    {
      head: 'Last seen',
      right: true,
      muted: true,
      cell: ({ lastSeen }) => formatAgo(new Date(lastSeen), now),
    },
  ];
  return (
    <PlainTable
      title="Where it happens"
      className="where"
      columns={columns}
      rows={transactions}
      rowKey={({ transaction }) => transaction}
    />
  );
}

/** In which versions it happened; nothing where senders name none. */
export function ErrorVersions({ versions, now }: { versions: readonly ErrorVersion[]; now: Date }) {
  if (versions.every(({ version }) => version === '')) return null;
  const columns: readonly PlainColumn<ErrorVersion>[] = [
    { head: 'Version', cell: ({ version }) => version || 'unnamed' },
    { head: 'Errors', right: true, cell: ({ errors }) => formatCount(Math.round(errors)) },
    {
      head: 'First seen',
      right: true,
      muted: true,
      cell: ({ firstSeen }) => formatAgo(new Date(firstSeen), now),
    },
    {
      head: 'Last seen',
      right: true,
      muted: true,
      cell: ({ lastSeen }) => formatAgo(new Date(lastSeen), now),
    },
  ];
  return (
    <PlainTable
      title="Versions"
      className="versions"
      columns={columns}
      rows={versions}
      rowKey={({ version }) => version}
    />
  );
}

interface NewestProps {
  bin: string;
  newest: readonly ErrorOccurrence[];
  now: Date;
}

/** The newest single errors; each leads to its span in its trace. */
export function NewestErrors({ bin, newest, now }: NewestProps) {
  const columns: readonly PlainColumn<ErrorOccurrence>[] = [
    {
      head: 'Message',
      title: ({ message }) => message,
      cell: ({ traceId, spanId, message }) => (
        <Link
          to="/b/$bin/traces/$traceId"
          params={{ bin, traceId }}
          search={{ span: spanId }}
          preload={false}
        >
          {message || 'no message'}
        </Link>
      ),
    },
    { head: 'Endpoint or job', headClass: 'where', muted: true, cell: ({ transaction }) => transaction },
    { head: 'Version', right: true, muted: true, cell: ({ version }) => version },
    {
      head: 'At',
      headClass: 'time',
      right: true,
      muted: true,
      cell: ({ at }) => formatStart(new Date(at), now),
    },
  ];
  return (
    <PlainTable
      title="Newest"
      className="newest"
      columns={columns}
      rows={newest}
      rowKey={({ traceId, spanId }) => traceId + spanId}
    />
  );
}
