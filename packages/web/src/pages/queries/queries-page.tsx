import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from '@tracebin/model';
import { useMemo } from 'react';
import { queriesQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { ChoiceFilter } from '../../controls/choice-filter.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { csvNumber } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { FilterField } from '../../table/filter-field.tsx';
import { ListPage, whileEmpty } from '../../table/list-page.tsx';
import { pick } from '../../table/pick.ts';
import { sortChange, sortedBy, sortRows } from '../../table/table-column.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import './queries.css';
import { formatPart, shownName } from '../../format/numbers.ts';
import { queryColumns } from './query-columns.tsx';
import { type QueryRow, queryRows } from './query-row.ts';

const route = getRouteApi('/b/$bin/queries');
const ASKED = ['layer', 'service', 'environment', 'transaction', 'from', 'to'] as const;

/** What is asked of databases or caches: which statements take the time, and who asks them. */
export function QueriesPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const { filter, sort, order, layer, transaction } = search;
  const queries = useQuery({ ...queriesQuery(bin, pick(search, ASKED)), refetchInterval: whileEmpty });
  const { data } = queries;
  const rows = useMemo(() => (data === undefined ? [] : queryRows(data)), [data]);
  const columns = useMemo(() => queryColumns(rows), [rows]);
  const { id, ascending } = sortedBy({ sort, order }, columns, 'total');
  const shown = useMemo(
    () => sortRows(filtered(rows, filter), { id, ascending }, columns, ({ statement }) => statement),
    [rows, columns, filter, id, ascending],
  );
  const narrow = useNarrow();
  const noun = layer === 'cache' ? 'command' : 'statement';
  return (
    <ListPage
      title="Queries"
      noun={noun}
      className="queries"
      bin={bin}
      answer={answer}
      query={queries}
      search={search}
      change={change}
      narrowed={[{ label: 'asked by', value: transaction, clear: () => change({ transaction: undefined }) }]}
      choices={
        transaction !== undefined && (
          <ChoiceFilter
            label="asked by"
            value={transaction}
            choices={[]}
            choose={(wanted) => change({ transaction: wanted })}
          />
        )
      }
      tools={
        <div className="tools">
          <FilterField
            noun={noun}
            count={rows.length}
            more={data?.more}
            value={filter}
            change={(wanted) => change({ filter: wanted }, true)}
          />
          <fieldset className="seg">
            <legend className="sr-only">What is asked</legend>
            <button
              type="button"
              aria-pressed={layer === undefined}
              onClick={() => change({ layer: undefined })}
            >
              Databases
            </button>
            <button type="button" aria-pressed={layer === 'cache'} onClick={() => change({ layer: 'cache' })}>
              Caches
            </button>
          </fieldset>
        </div>
      }
      emptyTitle={layer === 'cache' ? 'No cache was asked here' : 'No database was asked here'}
      shown={shown.length}
      lines={() => csvLines(shown)}
      file="queries"
    >
      {() => (
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
                {shownName(row.statement || row.summary)}
              </code>
              {narrow && (
                <span className="clip two tiny muted">
                  {formatCount(row.figures.calls)} × · {shownName(row.caller)}
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
                <td className="r">{formatPart(row.share)}</td>
              </>
            ),
          }}
          sorted={{ id, ascending }}
          sort={(wanted) => change(sortChange(wanted, { id, ascending }, columns, rows))}
        />
      )}
    </ListPage>
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
