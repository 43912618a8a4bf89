import { useQuery } from '@tanstack/react-query';
import type { TransactionGroup } from '@tracebin/model';
import { useMemo } from 'react';
import { binQuery, transactionsQuery } from '../../api/queries.ts';
import { LayerKey } from '../../charts/layer-bar.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { DataTable } from '../../table/data-table.tsx';
import { ListPage, whileEmpty } from '../../table/list-page.tsx';
import { sortChange, sortedBy } from '../../table/table-column.ts';
import { NARROW_HEADS, NarrowCells } from './narrow-cells.tsx';
import { orderedRows } from './ordered-rows.ts';
import { ToolBar } from './tool-bar.tsx';
import { ENDPOINT_VIEWS, JOB_VIEWS } from './transaction-columns.tsx';
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
    refetchInterval: whileEmpty,
  });
  const { data } = transactions;
  const rows = useMemo(() => (data === undefined ? [] : transactionRows(data)), [data]);
  const columns = (group === 'jobs' ? JOB_VIEWS : ENDPOINT_VIEWS)[search.view ?? 'detailed'];
  const sorted = sortedBy(search, columns, search.view === 'classic' ? 'hits' : 'total');
  const { id, ascending } = sorted;
  const shown = useMemo(
    () => orderedRows(rows, search, columns, { id, ascending }),
    [rows, search, columns, id, ascending],
  );
  const narrow = useNarrow();
  return (
    <ListPage
      title={title}
      noun={noun}
      className="transactions"
      bin={bin}
      answer={answer}
      query={transactions}
      search={search}
      change={change}
      tools={
        <ToolBar
          noun={noun}
          rows={rows}
          more={data?.more === true}
          search={search}
          change={change}
          group={group}
        />
      }
      emptyTitle={`No ${noun} ran here`}
      shown={shown.length}
      lines={() => transactionLines(shown)}
      file={group}
      legend={search.view !== 'classic' && <LayerKey />}
    >
      {(found) => (
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
              withService={found.services.length > 1 && service === undefined}
              narrow={narrow}
              link={link}
            />
          )}
          columns={columns}
          narrow={{ heads: NARROW_HEADS, cells: (row) => <NarrowCells row={row} /> }}
          foot={
            shown.length === found.count && !found.more
              ? { row: allTransactions(found), label: formatPlural(shown.length, noun) }
              : undefined
          }
          sorted={sorted}
          sort={(wanted) => change(sortChange(wanted, sorted, columns, rows))}
          rowPx={search.view === 'classic' ? 26 : 30}
          className={search.view ?? ''}
        />
      )}
    </ListPage>
  );
}
