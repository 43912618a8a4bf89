import { useQuery } from '@tanstack/react-query';
import type { TransactionGroup } from '@tracebin/model';
import { useMemo } from 'react';
import { binQuery, transactionsQuery } from '../../api/queries.ts';
import { LayerKey } from '../../charts/layer-bar.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { downloadCsv } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { NoRows } from '../../table/no-rows.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { sortChange, sortedBy } from '../../table/table-column.ts';
import { TableFoot } from '../../table/table-foot.tsx';
import { TableSkeleton } from '../../table/table-skeleton.tsx';
import { NARROW_HEADS, NarrowCells } from './narrow-cells.tsx';
import { orderedRows } from './ordered-rows.ts';
import { ToolBar } from './tool-bar.tsx';
import { CLASSIC_COLUMNS, ENDPOINT_COLUMNS, JOB_COLUMNS } from './transaction-columns.tsx';
import { transactionLines } from './transaction-csv.ts';
import { TransactionLink } from './transaction-link.tsx';
import { allTransactions, transactionRows } from './transaction-row.ts';
import './transactions.css';
import type { SearchChange, TransactionsSearch } from './transactions-search.ts';

interface TransactionsPageProps {
  group: TransactionGroup;
  bin: string;
  search: TransactionsSearch;
  /** @param replace no step of its own in the history, for letters being typed */
  change: (change: SearchChange, replace?: boolean) => void;
}

const WORDS = { endpoints: ['Endpoints', 'endpoint'], jobs: ['Jobs', 'job'] } as const;
/** While nothing is there, the first request that is worked up shall not need a key. */
const EMPTY_REFETCH_MS = 2_000;

/** Endpoints or jobs of a bin: which take the time. */
export function TransactionsPage({ group, bin, search, change }: TransactionsPageProps) {
  const [title, noun] = WORDS[group];
  const { data: answer } = useQuery(binQuery(bin));
  const { service, environment, from, to } = search;
  const transactions = useQuery({
    ...transactionsQuery(bin, {
      group,
      ...(service === undefined ? {} : { service }),
      ...(environment === undefined ? {} : { environment }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }),
    refetchInterval: (query) => (query.state.data?.count === 0 ? EMPTY_REFETCH_MS : false),
  });
  const { data, error } = transactions;
  const slow = useSlow(transactions.isFetching && data?.count !== 0);
  const nowMs = transactions.dataUpdatedAt === 0 ? Date.now() : transactions.dataUpdatedAt;
  const rows = useMemo(() => (data === undefined ? [] : transactionRows(data)), [data]);
  const columns =
    group === 'jobs' ? JOB_COLUMNS : search.view === 'classic' ? CLASSIC_COLUMNS : ENDPOINT_COLUMNS;
  const sorted = sortedBy(search, columns, search.view === 'classic' ? 'hits' : 'total');
  const { id, ascending } = sorted;
  const shown = useMemo(
    () => orderedRows(rows, search, columns, { id, ascending }),
    [rows, search, columns, id, ascending],
  );
  const narrow = useNarrow();
  usePageTitle(title, answer?.name);
  useKeys(title, [{ keys: 'r', label: 'Ask again', run: () => void transactions.refetch() }]);
  return (
    <main className="table-page transactions">
      <PageHead
        title={title}
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices scope={search} choices={data ?? { services: [] }} change={change} />
      </PageHead>
      <ToolBar noun={noun} rows={rows} search={search} change={change} withViews={group === 'endpoints'} />
      {error !== null && <ErrorView error={error} retry={() => void transactions.refetch()} />}
      {data === undefined && error === null && slow && <TableSkeleton what={`${noun}s`} />}
      {data !== undefined && error === null && data.count === 0 && (
        <NoRows
          bin={bin}
          answer={answer}
          what={title}
          title={`No ${noun} ran here`}
          range={search}
          filters={[
            { label: 'service', value: service, clear: () => change({ service: undefined }) },
            { label: 'environment', value: environment, clear: () => change({ environment: undefined }) },
          ]}
          widen={() => change({ from: '-7d', to: undefined })}
        />
      )}
      {data !== undefined && error === null && data.count > 0 && (
        <div
          className={transactions.isPlaceholderData ? 'stale' : undefined}
          aria-busy={transactions.isPlaceholderData}
        >
          <DataTable
            noun={noun}
            head={noun === 'job' ? 'Job' : 'Endpoint'}
            rows={shown}
            rowKey={(row) => `${row.service}\0${row.name}`}
            rowTitle={(row) => `${row.service} · ${row.name}`}
            opens="all about it"
            link={(row, link) => (
              <TransactionLink
                bin={bin}
                row={row}
                search={search}
                withVerb={group === 'endpoints'}
                withService={data.services.length > 1 && service === undefined}
                narrow={narrow}
                link={link}
              />
            )}
            columns={columns}
            narrow={{ heads: NARROW_HEADS, cells: (row) => <NarrowCells row={row} /> }}
            foot={
              shown.length === data.count && !data.more
                ? { row: allTransactions(data), label: formatPlural(shown.length, noun) }
                : undefined
            }
            sorted={sorted}
            sort={(wanted) => change(sortChange(wanted, sorted, columns, rows))}
            rowPx={search.view === 'classic' ? 26 : 30}
            className={search.view ?? ''}
          />
          {shown.length === 0 && <p className="none soft">No {noun} matches what is filtered here.</p>}
          <TableFoot
            noun={noun}
            shown={shown.length}
            count={data.count}
            more={data.more}
            data={data}
            nowMs={nowMs}
            slow={slow}
            download={() => downloadCsv(group, data.from, transactionLines(shown))}
          >
            {search.view !== 'classic' && <LayerKey />}
          </TableFoot>
        </div>
      )}
    </main>
  );
}
