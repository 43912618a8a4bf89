import { formatCount } from '@tracebin/model';
import { type ReactNode, useMemo, useState } from 'react';
import { useNarrow } from '../controls/use-narrow.ts';
import { csvNumber, downloadCsv } from './csv.ts';
import './table.css';
import './short-table.css';
import { sortChange, sortedBy, sortRows, type TableColumn } from './table-column.ts';
import { TableHead } from './table-head.tsx';
import { readTableView, type TableView, tableViewText } from './table-view.ts';

/** Fewer rows are seen at a glance. */
const FILTER_FROM = 6;
/** More rows at a time are read by nobody and make the page slow; a filter leads to the others, the file has all. */
const MAX_SHOWN = 1000;
/** Below that the first column says nothing: the table scrolls in its box instead. */
const MIN_FIRST_PX = { wide: 80, narrow: 108 };

interface ShortTableProps<Row> {
  /** `callers`: names it in its styles and its file. */
  id: string;
  title: string;
  note?: ReactNode;
  /** In the head, after the note. */
  choices?: ReactNode;
  /** Head of the first column. */
  head: string;
  /** What the first column is sorted and filtered by. */
  name: (row: Row) => number | string;
  /** Head of the first column in the file. */
  csvHead?: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowTitle?: (row: Row) => string;
  /** The first cell, mostly a link. */
  link: (row: Row) => ReactNode;
  columns: readonly TableColumn<Row>[];
  /** Id of the column by which rows come, the largest first, while nothing else is asked for. */
  otherwise?: string;
  /** Of the page's view state: see `table-view.ts`. */
  view: string | undefined;
  change: (view: string | undefined, replace: boolean) => void;
  /** So many rows are shown at first. */
  most?: number;
  /** Begin of the range, ISO 8601; part of the file's name. */
  from: string;
  /** What the file has besides, in columns of its own; the filter looks into its texts, too. */
  more?: readonly (readonly [name: string, value: (row: Row) => string | number])[];
  isChosen?: (row: Row) => boolean;
  /** Said where there are no rows. */
  none?: string;
}

/** A part of a page: some rows under a title, sorted and filtered as the address says, and their file. */
export function ShortTable<Row>(props: ShortTableProps<Row>) {
  const { id, title, name, rows, columns, view, more, most = MAX_SHOWN } = props;
  const [isWhole, setWhole] = useState(false);
  const narrow = useNarrow();
  const asked = readTableView(view);
  const { filter = '' } = asked;
  const sorted = sortedBy(asked, columns, props.otherwise ?? '');
  const found = useMemo(() => {
    const { sort, order, filter = '' } = readTableView(view);
    const kept = filtered(rows, columns, name, more, filter);
    // As they come they may be in a finer order than that of one column.
    if (sort === undefined) return kept;
    return sortRows(kept, sortedBy({ sort, order }, columns, ''), columns, name);
  }, [rows, columns, name, more, view]);
  const shown = found.slice(0, isWhole ? MAX_SHOWN : most);
  const minWidth = columns.reduce(
    (sum, { width, wide }) => sum + (wide && narrow ? 0 : width),
    narrow ? MIN_FIRST_PX.narrow : MIN_FIRST_PX.wide,
  );
  const change = (wanted: TableView, replace = false) =>
    props.change(tableViewText({ ...asked, ...wanted }), replace);
  const largest = columns.map(({ value }) =>
    rows.reduce((top, row) => Math.max(top, Number(value?.(row)) || 0), 0),
  );
  return (
    <section className="short-table">
      <div className="sec">
        <h2>{title}</h2>
        {props.note !== undefined && <span className="muted small">{props.note}</span>}
        {props.choices}
        {rows.length > 0 && (
          <span className="row right">
            {(rows.length >= FILTER_FROM || filter !== '') && (
              <input
                className="field"
                type="search"
                aria-label={`Filter: ${title}`}
                placeholder="Filter"
                spellCheck={false}
                autoComplete="off"
                value={filter}
                onChange={(event) => change({ filter: event.target.value }, true)}
              />
            )}
            <button
              type="button"
              className="link-button small"
              aria-label={`Download as CSV: ${title}`}
              onClick={() => downloadCsv(id, props.from, csvLines(found, props))}
            >
              CSV
            </button>
          </span>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="soft none">{props.none}</p>
      ) : (
        <div className="data-table sideways">
          <table className={`t ${id}`} style={{ minWidth }}>
            <colgroup>
              <col />
              {columns.map((column) => (
                <col key={column.id} className={column.wide && 'wide'} style={{ width: column.width }} />
              ))}
            </colgroup>
            <TableHead
              first={props.head}
              columns={columns}
              canSort={(each) => columns.some((column) => column.id === each && column.value !== undefined)}
              sorted={sorted}
              sort={(wanted) => change(sortChange(wanted, sorted, columns, rows))}
            />
            <tbody>
              {shown.map((row) => (
                <tr key={props.rowKey(row)} className={props.isChosen?.(row) ? 'sel' : undefined}>
                  <td title={props.rowTitle?.(row)}>{props.link(row)}</td>
                  {columns.map((column, at) => (
                    <td key={column.id} className={cellClass(column)}>
                      {column.show(row, largest[at]!)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {found.length === 0 && <p className="soft none">None has “{filter}” in it.</p>}
        </div>
      )}
      {found.length > shown.length &&
        (shown.length < MAX_SHOWN ? (
          <button type="button" className="link-button small" onClick={() => setWhole(true)}>
            {found.length > MAX_SHOWN ? `The first ${formatCount(MAX_SHOWN)} of` : 'All'}{' '}
            {formatCount(found.length)}
          </button>
        ) : (
          <p className="muted small">
            The first {formatCount(MAX_SHOWN)} of {formatCount(found.length)}; the file has all.
          </p>
        ))}
    </section>
  );
}

const cellClass = ({ id, left, wide }: { id: string; left?: true; wide?: true }): string =>
  [left ? `left-${id}` : 'r', wide && 'wide'].filter(Boolean).join(' ');

function filtered<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  name: (row: Row) => number | string,
  more: ShortTableProps<Row>['more'],
  filter: string,
): readonly Row[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return rows;
  const told = [...columns.map(({ value }) => value), ...(more ?? []).map(([, value]) => value)];
  const texts = (row: Row) => told.map((value) => value?.(row)).filter((each) => typeof each === 'string');
  return rows.filter((row) => [name(row), ...texts(row)].join('\n').toLowerCase().includes(wanted));
}

function csvLines<Row>(
  rows: readonly Row[],
  { columns, head, csvHead = head, name, more = [] }: ShortTableProps<Row>,
): (string | number)[][] {
  const told = columns.filter(({ value }) => value !== undefined);
  const cell = (value: string | number) => (typeof value === 'number' ? csvNumber(value) : value);
  return [
    [
      csvHead.toLowerCase().replaceAll(' ', '_'),
      ...told.map(({ id, csv }) => csv?.name ?? id),
      ...more.map(([each]) => each),
    ],
    ...rows.map((row) => [
      name(row),
      ...told.map(({ value, csv }) => cell((csv?.value ?? value)!(row))),
      ...more.map(([, value]) => cell(value(row))),
    ]),
  ];
}
