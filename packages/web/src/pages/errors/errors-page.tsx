import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { errorsQuery } from '../../api/cause-queries.ts';
import { binQuery } from '../../api/queries.ts';
import { ChoiceFilter } from '../../controls/choice-filter.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { formatColumnCount, shownName } from '../../format/numbers.ts';
import { formatAgo } from '../../format/times.ts';
import { csvNumber } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { FilterField } from '../../table/filter-field.tsx';
import { ListPage, whileEmpty } from '../../table/list-page.tsx';
import { pick } from '../../table/pick.ts';
import { sortChange, sortedBy, sortRows } from '../../table/table-column.ts';
import { useChangeSearch } from '../../table/use-change-search.ts';
import { errorColumns } from './error-columns.tsx';
import { type ErrorRow, errorName, errorRows, errorText } from './error-row.ts';
import './errors.css';

const route = getRouteApi('/b/$bin/errors');
const ASKED = ['service', 'environment', 'transaction', 'from', 'to'] as const;

/** What went wrong: alike errors in one row, since when, where, and what is new. */
export function ErrorsPage() {
  const { bin } = route.useParams();
  const search = route.useSearch();
  const change = useChangeSearch(route.useNavigate());
  const { data: answer } = useQuery(binQuery(bin));
  const errors = useQuery({ ...errorsQuery(bin, pick(search, ASKED)), refetchInterval: whileEmpty });
  const { data, dataUpdatedAt } = errors;
  const now = useMemo(() => (dataUpdatedAt === 0 ? new Date() : new Date(dataUpdatedAt)), [dataUpdatedAt]);
  const columns = useMemo(() => errorColumns(now), [now]);
  const rows = useMemo(() => (data === undefined ? [] : errorRows(data)), [data]);
  const { id, ascending } = sortedBy(search, columns, 'errors');
  const { filter, transaction, new: onlyNew } = search;
  const shown = useMemo(
    () => sortRows(filtered(rows, filter, onlyNew), { id, ascending }, columns, nameOf),
    [rows, filter, onlyNew, id, ascending, columns],
  );
  const narrow = useNarrow();
  return (
    <ListPage
      title="Errors"
      noun="error"
      className="errors"
      bin={bin}
      answer={answer}
      query={errors}
      search={search}
      change={change}
      narrowed={[{ label: 'endpoint', value: transaction, clear: () => change({ transaction: undefined }) }]}
      choices={
        transaction !== undefined && (
          <ChoiceFilter
            label="in"
            value={transaction}
            choices={[]}
            choose={(wanted) => change({ transaction: wanted })}
          />
        )
      }
      tools={
        <div className="tools">
          <FilterField
            noun="error"
            count={rows.length}
            more={data?.more}
            value={filter}
            change={(wanted) => change({ filter: wanted }, true)}
          />
          <button
            type="button"
            className="ctl toggle"
            aria-pressed={onlyNew === true}
            title="Seen first since the newest version of its service runs"
            onClick={() => change({ new: onlyNew === true ? undefined : true })}
          >
            New since deploy <span className="muted">{rows.filter(({ isNew }) => isNew).length}</span>
          </button>
        </div>
      }
      emptyTitle="Nothing went wrong here"
      shown={shown.length}
      lines={() => csvLines(shown)}
      file="errors"
    >
      {() => (
        <DataTable
          noun="error"
          head="Error"
          rows={shown}
          rowKey={({ group }) => group}
          rowTitle={({ service, message, ...row }) => `${service} · ${errorName(row)}\n${message}`}
          opens="where it happens"
          link={(row, link) => (
            <Link
              to="/b/$bin/errors/$group"
              params={{ bin, group: row.group }}
              search={pick(search, ['environment', 'from', 'to'])}
              preload={false}
              {...link}
            >
              <span className={narrow ? 'clip two' : undefined}>
                <span className="medium">{errorName(row)}</span>{' '}
                <span className="soft">{errorText(row)}</span>
              </span>
              {narrow && (
                <span className="clip two tiny muted">
                  {row.isNew && <span className="bad">new · </span>}
                  <bdi>{shownName(row.transaction)}</bdi> · {formatAgo(new Date(row.lastSeen), now)}
                </span>
              )}
            </Link>
          )}
          columns={columns}
          narrow={{
            heads: [{ id: 'errors', head: 'Errors', width: 72 }],
            cells: (row) => <td className="r">{formatColumnCount(row.errors)}</td>,
          }}
          sorted={{ id, ascending }}
          sort={(wanted) => change(sortChange(wanted, { id, ascending }, columns, rows))}
        />
      )}
    </ListPage>
  );
}

const nameOf = (row: ErrorRow): string => `${errorName(row)} ${errorText(row)}`;

function filtered(rows: readonly ErrorRow[], filter = '', onlyNew = false): readonly ErrorRow[] {
  const wanted = filter.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (!onlyNew || row.isNew) &&
      (wanted === '' ||
        [nameOf(row), row.message, row.place, row.transaction, row.service]
          .join('\n')
          .toLowerCase()
          .includes(wanted)),
  );
}

const csvLines = (rows: readonly ErrorRow[]): (string | number)[][] => [
  [
    ...[
      'service',
      'type',
      'message_shape',
      'newest_message',
      'place',
      'errors',
      'per_minute',
      'share_percent',
    ],
    ...[
      'mostly_in',
      'transactions',
      'first_seen',
      'last_seen',
      'first_version',
      'last_version',
      'new',
      'group',
    ],
  ],
  ...rows.map((row) => [
    ...[row.service, row.type, row.shape, row.message, row.place, csvNumber(row.errors)],
    ...[csvNumber(row.perMinute), csvNumber(row.share * 100), row.transaction, row.transactions],
    ...[new Date(row.firstSeen).toISOString(), new Date(row.lastSeen).toISOString()],
    ...[row.firstVersion, row.lastVersion, row.isNew ? 'new' : '', row.group],
  ]),
];
