import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { externalsQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { type CallRow, callRows } from '../../table/call-rows.ts';
import { Count } from '../../table/cells.tsx';
import { callColumns, mostlyColumn, trendColumn } from '../../table/common-columns.tsx';
import { csvNumber } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { FilterField } from '../../table/filter-field.tsx';
import { ListPage, whileEmpty } from '../../table/list-page.tsx';
import { pick } from '../../table/pick.ts';
import { sortChange, sortedBy, sortRows, type TableColumn } from '../../table/table-column.ts';
import './transactions.css';
import { shownName } from '../../format/numbers.ts';
import type { SearchChange, TransactionsSearch } from './transactions-search.ts';
import { ViewChoice } from './view-choice.tsx';

const OF_CALLS = callColumns<CallRow>((row) => row);
const COLUMNS: readonly TableColumn<CallRow>[] = [
  { ...OF_CALLS.calls, head: 'Sent' },
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
      <span title={`Half of the requests send up to ${callsMedian}, one ${callsMax}`}>
        <Count value={callsMedian} />
        {callsMax > callsMedian && <span className="muted"> – {callsMax}</span>}
      </span>
    ),
  },
  mostlyColumn('caller', 'Sent most by', ({ transaction, transactions }) => ({
    name: transaction,
    count: transactions,
  })),
];

interface ProducersPageProps {
  bin: string;
  search: TransactionsSearch;
  change: (change: SearchChange, replace?: boolean) => void;
}

/** What it takes those who put jobs into queues. */
export function ProducersPage({ bin, search, change }: ProducersPageProps) {
  const { data: answer } = useQuery(binQuery(bin));
  const producers = useQuery({
    ...externalsQuery(bin, {
      layer: 'queue',
      ...pick(search, ['service', 'environment', 'from', 'to'] as const),
    }),
    refetchInterval: whileEmpty,
  });
  const { data } = producers;
  const narrow = useNarrow();
  const rows = useMemo(() => (data === undefined ? [] : callRows(data)), [data]);
  const sorted = sortedBy(search, COLUMNS, 'total');
  const wanted = search.filter?.trim().toLowerCase() ?? '';
  const shown = sortRows(
    rows.filter(({ host, callers, transaction }) =>
      `${host} ${callers.join(' ')} ${transaction}`.toLowerCase().includes(wanted),
    ),
    sorted,
    COLUMNS,
    ({ host }) => host,
  );
  return (
    <ListPage
      title="Jobs"
      noun="queue"
      className="transactions"
      bin={bin}
      answer={answer}
      query={producers}
      search={search}
      change={change}
      tools={
        <div className="tools">
          <FilterField
            noun="queue"
            count={rows.length}
            value={search.filter}
            change={(filter) => change({ filter }, true)}
          />
          <ViewChoice group="jobs" view="producers" change={change} narrow={narrow} />
        </div>
      }
      emptyTitle="Nothing was put into a queue here"
      shown={shown.length}
      lines={() => csvLines(shown)}
      file="enqueueing"
    >
      {() => (
        <DataTable
          noun="queue"
          head="Queue"
          rows={shown}
          rowKey={({ host }) => host}
          rowTitle={({ host, methods, callers }) => [host, ...methods, ...callers].join('\n')}
          opens="traces that put something into it"
          link={({ host, callers }, link) => (
            <Link
              to="/b/$bin/traces"
              params={{ bin }}
              search={{
                ...pick(search, ['from', 'to']),
                ...(host === '' ? {} : { attribute: [`messaging.destination.name=${host}`] }),
                sort: 'longest',
              }}
              preload={false}
              {...link}
            >
              {shownName(host)} <span className="of-service">{callers.join(', ')}</span>
            </Link>
          )}
          columns={COLUMNS}
          narrow={{
            heads: [{ id: 'p95', head: 'p95', width: 76 }],
            cells: ({ p95 }) => (
              <td className="r">
                <DurationQuantity duration={p95} />
              </td>
            ),
          }}
          sorted={sorted}
          sort={(id) => change(sortChange(id, sorted, COLUMNS, rows))}
        />
      )}
    </ListPage>
  );
}

const csvLines = (rows: readonly CallRow[]): (string | number)[][] => [
  [
    ...['queue', 'services', 'sent', 'per_minute', 'errors', 'mean_ns', 'median_ns', 'p95_ns', 'max_ns'],
    ...['total_ns', 'per_request_median', 'per_request_max', 'sent_most_by'],
  ],
  ...rows.map((row) => [
    ...[row.host, row.callers.join('; '), csvNumber(row.calls), csvNumber(row.perMinute)],
    ...[csvNumber(row.errors), Math.round(row.mean), row.median, row.p95, row.max, Math.round(row.total)],
    ...[row.callsMedian, row.callsMax, row.transaction],
  ]),
];
