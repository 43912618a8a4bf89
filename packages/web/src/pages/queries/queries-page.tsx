import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from '@tracebin/model';
import { useMemo } from 'react';
import { queriesQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { ChoiceFilter } from '../../controls/choice-filter.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { useSlow } from '../../controls/use-slow.ts';
import { ErrorView } from '../../shell/error-page.tsx';
import { useKeys } from '../../shell/keys.ts';
import { usePageTitle } from '../../shell/page-title.ts';
import { csvNumber, downloadCsv } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { FilterField } from '../../table/filter-field.tsx';
import { NoRows } from '../../table/no-rows.tsx';
import { PageHead } from '../../table/page-head.tsx';
import { pick } from '../../table/pick.ts';
import { ScopeChoices } from '../../table/scope-choices.tsx';
import { sortChange, sortedBy, sortRows } from '../../table/table-column.ts';
import { TableFoot } from '../../table/table-foot.tsx';
import { TableSkeleton } from '../../table/table-skeleton.tsx';
import { useChangeSearch } from '../../table/use-change-search.ts';
import './queries.css';
import { queryColumns } from './query-columns.tsx';
import { type QueryRow, queryRows } from './query-row.ts';

const route = getRouteApi('/b/$bin/queries');
const ASKED = ['layer', 'service', 'environment', 'transaction', 'from', 'to'] as const;
/** While nothing is there, the first request that is worked up shall not need a key. */
const EMPTY_REFETCH_MS = 2_000;

/** What is asked of databases or caches: which statements take the time, and who asks them. */
export function QueriesPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const { filter, sort, order } = search;
  const queries = useQuery({
    ...queriesQuery(bin, pick(search, ASKED)),
    refetchInterval: (query) => (query.state.data?.count === 0 ? EMPTY_REFETCH_MS : false),
  });
  const { data, error } = queries;
  const slow = useSlow(queries.isFetching && data?.count !== 0);
  const nowMs = queries.dataUpdatedAt === 0 ? Date.now() : queries.dataUpdatedAt;
  const rows = useMemo(() => (data === undefined ? [] : queryRows(data)), [data]);
  const columns = useMemo(() => queryColumns(rows), [rows]);
  const { id, ascending } = sortedBy({ sort, order }, columns, 'total');
  const shown = useMemo(
    () => sortRows(filtered(rows, filter), { id, ascending }, columns, ({ statement }) => statement),
    [rows, columns, filter, id, ascending],
  );
  const narrow = useNarrow();
  usePageTitle('Queries', answer?.name);
  useKeys('Queries', [{ keys: 'r', label: 'Ask again', run: () => void queries.refetch() }]);
  const noun = search.layer === 'cache' ? 'command' : 'statement';
  return (
    <main className="table-page queries">
      <PageHead
        title="Queries"
        range={search}
        retentionHours={answer?.retentionHours}
        nowMs={nowMs}
        choose={change}
      >
        <ScopeChoices scope={search} choices={data ?? { services: [] }} change={change} />
        {search.transaction !== undefined && (
          <ChoiceFilter
            label="asked by"
            value={search.transaction}
            choices={[]}
            choose={(transaction) => change({ transaction })}
          />
        )}
      </PageHead>
      <div className="tools">
        <FilterField
          noun={noun}
          count={rows.length}
          value={filter}
          change={(wanted) => change({ filter: wanted }, true)}
        />
        <fieldset className="seg">
          <legend className="sr-only">What is asked</legend>
          <button
            type="button"
            aria-pressed={search.layer === undefined}
            onClick={() => change({ layer: undefined })}
          >
            Databases
          </button>
          <button
            type="button"
            aria-pressed={search.layer === 'cache'}
            onClick={() => change({ layer: 'cache' })}
          >
            Caches
          </button>
        </fieldset>
      </div>
      {error !== null && <ErrorView error={error} retry={() => void queries.refetch()} />}
      {data === undefined && error === null && slow && <TableSkeleton what={`${noun}s`} />}
      {data !== undefined && error === null && data.count === 0 && (
        <NoRows
          bin={bin}
          answer={answer}
          what="Queries"
          title={search.layer === 'cache' ? 'No cache was asked here' : 'No database was asked here'}
          range={search}
          filters={[
            { label: 'service', value: search.service, clear: () => change({ service: undefined }) },
            {
              label: 'environment',
              value: search.environment,
              clear: () => change({ environment: undefined }),
            },
            {
              label: 'asked by',
              value: search.transaction,
              clear: () => change({ transaction: undefined }),
            },
          ]}
          widen={() => change({ from: '-7d', to: undefined })}
        />
      )}
      {data !== undefined && error === null && data.count > 0 && (
        <div
          className={queries.isPlaceholderData ? 'stale' : undefined}
          aria-busy={queries.isPlaceholderData}
        >
          <DataTable
            noun={noun}
            head={search.layer === 'cache' ? 'Command' : 'Statement'}
            rows={shown}
            rowKey={({ fingerprint }) => fingerprint}
            rowTitle={({ statement, targets }) => [statement, ...targets].join('\n')}
            opens="who asks it"
            link={(row, link) => (
              <Link
                to="/b/$bin/queries/$fingerprint"
                params={{ bin, fingerprint: row.fingerprint }}
                search={pick(search, ['service', 'environment', 'from', 'to'])}
                preload={false}
                {...link}
              >
                <code className={narrow ? 'clip two' : undefined}>
                  {row.statement || row.summary || 'unnamed'}
                </code>
                {narrow && (
                  <span className="clip two tiny muted">
                    {formatCount(row.figures.calls)} × · {row.caller}
                  </span>
                )}
              </Link>
            )}
            columns={columns}
            narrow={{
              heads: [
                { id: 'p95', head: 'p95', width: 72 },
                { id: 'total', head: 'Of time', width: 62 },
              ],
              cells: (row) => (
                <>
                  <td className="r">
                    <DurationQuantity duration={row.figures.p95} />
                  </td>
                  <td className="r">{(row.share * 100).toFixed(1)} %</td>
                </>
              ),
            }}
            sorted={{ id, ascending }}
            sort={(wanted) => change(sortChange(wanted, { id, ascending }, columns, rows))}
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
            download={() => downloadCsv('queries', data.from, csvLines(shown))}
          />
        </div>
      )}
    </main>
  );
}

function filtered(rows: readonly QueryRow[], filter = ''): readonly QueryRow[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter(({ statement, summary, targets, caller }) =>
    [statement, summary, caller, ...targets].join('\n').toLowerCase().includes(wanted),
  );
}

const csvLines = (rows: readonly QueryRow[]): (string | number)[][] => [
  [
    ...[
      'statement',
      'system',
      'targets',
      'services',
      'calls',
      'per_minute',
      'mean_ns',
      'median_ns',
      'p95_ns',
    ],
    ...['max_ns', 'total_ns', 'share_percent', 'calls_per_request_median', 'calls_per_request_p95'],
    ...['calls_per_request_max', 'rows', 'errors', 'requests', 'asked_most_by', 'callers', 'fingerprint'],
  ],
  ...rows.map(({ figures, ...row }) => [
    ...[row.statement, row.system, row.targets.join('; '), row.askers.join('; '), csvNumber(figures.calls)],
    ...[csvNumber(row.perMinute), Math.round(row.mean), figures.median, figures.p95, figures.max],
    ...[Math.round(figures.total), csvNumber(row.share * 100), figures.callsMedian, figures.callsP95],
    ...[figures.callsMax, csvNumber(figures.rows), csvNumber(figures.errors), csvNumber(figures.requests)],
    ...[row.caller, row.callers, row.fingerprint],
  ]),
];
