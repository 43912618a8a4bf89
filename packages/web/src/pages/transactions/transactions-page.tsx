import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BinAnswer, TransactionGroup } from '@tracebin/model';
import { useMemo, useRef } from 'react';
import { binQuery, transactionsQuery } from '../../api/queries.ts';
import { LayerKey } from '../../charts/layer-bar.tsx';
import { CopyButton } from '../../controls/copy-text.tsx';
import { useSlow } from '../../controls/use-slow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { RangePicker } from '../../time/range-picker.tsx';
import { rangeName } from '../../time/time-range.ts';
import { ChoiceFilter } from './choice-filter.tsx';
import { LagText } from './lag-text.tsx';
import { orderedRows, sortOf } from './ordered-rows.ts';
import { ToolBar } from './tool-bar.tsx';
import { CLASSIC_COLUMNS, ENDPOINT_COLUMNS, JOB_COLUMNS } from './transaction-columns.tsx';
import { downloadCsv } from './transaction-csv.ts';
import { allTransactions, transactionRows } from './transaction-row.ts';
import { TransactionTable } from './transaction-table.tsx';
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
  const filter = useRef<HTMLInputElement>(null);
  const { data, error } = transactions;
  const slow = useSlow(transactions.isFetching && data?.count !== 0);
  const nowMs = transactions.dataUpdatedAt === 0 ? Date.now() : transactions.dataUpdatedAt;
  const rows = useMemo(() => (data === undefined ? [] : transactionRows(data)), [data]);
  const columns =
    group === 'jobs' ? JOB_COLUMNS : search.view === 'classic' ? CLASSIC_COLUMNS : ENDPOINT_COLUMNS;
  const shown = useMemo(() => orderedRows(rows, search, columns), [rows, search, columns]);
  usePageTitle(title, answer?.name);
  useKeys(title, [
    { keys: '/', label: 'Filter', run: () => filter.current?.focus() },
    { keys: 'r', label: 'Ask again', run: () => void transactions.refetch() },
  ]);
  const sorted = sortOf(search, columns);
  const sort = (id: string) => {
    const ascending = sorted.id === id ? !sorted.ascending : id === 'name';
    change({ sort: id, order: ascending ? 'asc' : undefined });
  };
  return (
    <main className="transactions">
      <div className="pagehead">
        <h1>{title}</h1>
        <span className="row choices">
          <ChoiceFilter
            label="service"
            value={service}
            choices={data?.services ?? []}
            choose={(chosen) => change({ service: chosen })}
          />
          {((data?.environments.length ?? 0) > 0 || environment !== undefined) && (
            <ChoiceFilter
              label="environment"
              value={environment}
              choices={data?.environments ?? []}
              choose={(chosen) => change({ environment: chosen })}
            />
          )}
        </span>
        <span className="row right">
          <RangePicker
            range={search}
            retentionHours={answer?.retentionHours ?? 168}
            nowMs={nowMs}
            choose={(range) => change({ from: range.from, to: range.to })}
          />
          <CopyButton
            className="ctl plain wide"
            text={window.location.href}
            name="Copy the address of this view"
            label="Share"
          />
        </span>
      </div>
      <ToolBar
        noun={noun}
        rows={rows}
        search={search}
        change={change}
        filterRef={filter}
        withViews={group === 'endpoints'}
      />
      {error !== null && <ErrorView error={error} retry={() => void transactions.refetch()} />}
      {data === undefined && error === null && slow && <Skeleton noun={noun} />}
      {data !== undefined && error === null && data.count === 0 && (
        <Nothing bin={bin} noun={noun} search={search} answer={answer} change={change} />
      )}
      {data !== undefined && error === null && data.count > 0 && (
        <div
          className={transactions.isPlaceholderData ? 'stale' : undefined}
          aria-busy={transactions.isPlaceholderData}
        >
          <TransactionTable
            bin={bin}
            noun={noun}
            rows={shown}
            all={shown.length === data.count && !data.more ? allTransactions(data) : undefined}
            withService={data.services.length > 1 && service === undefined}
            columns={columns}
            search={search}
            sorted={sorted}
            sort={sort}
          />
          {shown.length === 0 && <p className="none soft">No {noun} matches what is filtered here.</p>}
          <p className="foot small muted" role="status">
            {(shown.length < data.count || data.more) && (
              <span>
                {formatPlural(shown.length, noun)} of {data.more ? `the first ${data.count}` : data.count}
                {data.more && '; a service or a shorter range shows the rest'}
              </span>
            )}
            <LagText data={data} nowMs={nowMs} />
            {slow && <span>asking…</span>}
            <span className="row right">
              {search.view !== 'classic' && <LayerKey />}
              <button type="button" className="link-button" onClick={() => downloadCsv(group, data, shown)}>
                Download CSV
              </button>
            </span>
          </p>
        </div>
      )}
    </main>
  );
}

interface NothingProps {
  bin: string;
  noun: string;
  search: TransactionsSearch;
  answer: BinAnswer | undefined;
  change: (change: SearchChange) => void;
}

function Nothing({ bin, noun, search, answer, change }: NothingProps) {
  if (answer === undefined) return null;
  if (answer.firstEventAt === null)
    return (
      <section className="notice">
        <h1>Nothing has arrived yet</h1>
        <p className="soft">
          {noun === 'job' ? 'Jobs' : 'Endpoints'} stand here some seconds after an app has sent its first
          trace.
        </p>
        <p>
          <Link className="ctl primary" to="/b/$bin" params={{ bin }} search={{}}>
            Connect an app
          </Link>
        </p>
      </section>
    );
  const { service, environment } = search;
  return (
    <section className="notice">
      <h1>No {noun} ran here</h1>
      <p className="soft">
        Nothing in {rangeName(search)?.toLowerCase().replace('last', 'the last') ?? 'this range'}
        {service !== undefined && ` of ${service}`}
        {environment !== undefined && ` in ${environment}`}. What has just arrived is worked up within some
        seconds.
      </p>
      <ul>
        {service !== undefined && (
          <li>
            <button type="button" className="link-button" onClick={() => change({ service: undefined })}>
              Any service
            </button>
          </li>
        )}
        {environment !== undefined && (
          <li>
            <button type="button" className="link-button" onClick={() => change({ environment: undefined })}>
              Any environment
            </button>
          </li>
        )}
        <li>
          <button
            type="button"
            className="link-button"
            onClick={() => change({ from: '-7d', to: undefined })}
          >
            The last 7 days
          </button>
        </li>
      </ul>
    </section>
  );
}

/** Lines where rows will be, at the height they will have. */
const Skeleton = ({ noun }: { noun: string }) => (
  <div className="skeleton" role="status" aria-label={`Asking for ${noun}s`}>
    {Array.from({ length: 12 }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: twelve equal lines
      <i key={row} />
    ))}
  </div>
);
