import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useNarrow } from '../../controls/use-narrow.ts';
import { formatPlural } from '../../format/numbers.ts';
import { useKeys } from '../../shell/keys.ts';
import { NarrowCells } from './narrow-cells.tsx';
import type { TransactionColumn } from './transaction-columns.tsx';
import { splitVerb, type TransactionRow } from './transaction-row.ts';
import type { TransactionsSearch } from './transactions-search.ts';

const ROW_PX = { detailed: 30, classic: 26, narrow: 46 };

interface TransactionTableProps {
  bin: string;
  /** `endpoint`, `job`: one of what stands here. */
  noun: string;
  rows: readonly TransactionRow[];
  /** Sums of all; undefined where only a part of them is shown. */
  all: TransactionRow | undefined;
  /** More than one service: each row says its own. */
  withService: boolean;
  columns: readonly TransactionColumn[];
  search: TransactionsSearch;
  sorted: { id: string; ascending: boolean };
  sort: (id: string) => void;
}

/** Transactions as a table; one tab stop, j and k move it; only the rows on the screen are there. */
export function TransactionTable(props: TransactionTableProps) {
  const { bin, noun, rows, all, withService, columns, search, sorted, sort } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const narrow = useNarrow();
  const [current, setCurrent] = useState(0);
  const [moves, setMoves] = useState(0);
  const hasFocus = useRef(false);
  const rowPx = narrow ? ROW_PX.narrow : ROW_PX[search.view ?? 'detailed'];
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
    scrollPaddingStart: 40,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights change with the layout only
  useEffect(() => virtual.measure(), [rowPx]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows begin at the first
  useEffect(() => setCurrent(0), [rows]);
  const move = (step: number) => {
    // The first key only shows where the reader is.
    const next = hasFocus.current ? Math.min(rows.length - 1, Math.max(0, current + step)) : current;
    hasFocus.current = true;
    setCurrent(next);
    setMoves((before) => before + 1);
    virtual.scrollToIndex(next);
  };
  useKeys('Table', [
    { keys: 'j', label: `Next ${noun}; Enter opens its traces`, run: () => move(1) },
    { keys: 'k', label: `Previous ${noun}`, run: () => move(-1) },
  ]);
  const items = virtual.getVirtualItems();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every move focuses, also one to the same row
  useEffect(() => {
    if (!hasFocus.current) return;
    body.current
      ?.querySelector<HTMLAnchorElement>(`tr[data-index="${current}"] a`)
      ?.focus({ preventScroll: true });
  }, [current, moves, items.length]);

  const largest = rows.reduce((top, { share }) => Math.max(top, share), 0);
  const before = (items[0]?.start ?? 0) - (items.length === 0 ? 0 : virtual.options.scrollMargin);
  const after =
    items.length === 0 ? 0 : virtual.getTotalSize() - (items.at(-1)!.end - virtual.options.scrollMargin);
  const shown = narrow ? [] : columns;
  const span = narrow ? 4 : columns.length + 1;
  const head = (id: string, label: string, left: boolean) => (
    <th
      key={id}
      scope="col"
      className={`${left ? `left-${id}` : 'r'}${sorted.id === id ? ' sorted' : ''}`}
      aria-sort={sorted.id === id ? (sorted.ascending ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" onClick={() => sort(id)}>
        {label}
        {sorted.id === id && <span aria-hidden="true"> {sorted.ascending ? '↑' : '↓'}</span>}
      </button>
    </th>
  );
  return (
    <div className={`transaction-table ${search.view ?? ''}`}>
      <table className="t" aria-rowcount={rows.length + 1}>
        <colgroup>
          <col />
          {narrow ? (
            <>
              <col className="narrow-duration" />
              <col className="narrow-duration" />
              <col className="narrow-share" />
            </>
          ) : (
            shown.map(({ id, width }) => <col key={id} style={{ width }} />)
          )}
        </colgroup>
        <thead>
          <tr>
            {head('name', capitalised(noun), true)}
            {narrow ? (
              <>
                {head('median', 'Median', false)}
                {head('p95', 'p95', false)}
                {head('total', 'Of time', false)}
              </>
            ) : (
              shown.map(({ id, head: label, left, value }) =>
                value === undefined ? (
                  <th key={id} scope="col" className={left ? `left-${id}` : 'r'}>
                    {label}
                  </th>
                ) : (
                  head(id, label, left === true)
                ),
              )
            )}
          </tr>
        </thead>
        <tbody
          ref={body}
          onFocus={() => {
            hasFocus.current = true;
          }}
          onBlur={() => {
            hasFocus.current = false;
          }}
        >
          {before > 0 && <Gap span={span} height={before} />}
          {items.map(({ index }) => {
            const row = rows[index]!;
            const { verb, path } = splitVerb(row.name);
            return (
              <tr
                key={`${row.service}\0${row.name}`}
                data-index={index}
                aria-rowindex={index + 2}
                className={index === current ? 'cur' : undefined}
              >
                <td title={`${row.service} · ${row.name}`}>
                  <Link
                    to="/b/$bin/traces"
                    params={{ bin }}
                    search={tracesOf(row, search)}
                    preload={false}
                    tabIndex={index === current ? 0 : -1}
                    onFocus={() => setCurrent(index)}
                  >
                    {narrow ? (
                      <NarrowCells.Name row={row} />
                    ) : (
                      <>
                        {noun === 'endpoint' && <span className="verb">{verb}</span>}
                        {path === '' ? 'unnamed' : path}
                        {withService && <span className="of-service">{row.service}</span>}
                      </>
                    )}
                  </Link>
                </td>
                {narrow ? (
                  <NarrowCells row={row} />
                ) : (
                  shown.map((column) => (
                    <td key={column.id} className={column.left ? `left-${column.id}` : 'r'}>
                      {column.show(row, largest)}
                    </td>
                  ))
                )}
              </tr>
            );
          })}
          {after > 0 && <Gap span={span} height={after} />}
        </tbody>
        {all !== undefined && !narrow && (
          <tfoot>
            <tr>
              <td>{formatPlural(rows.length, noun)}</td>
              {shown.map((column) => (
                <td key={column.id} className={column.left ? `left-${column.id}` : 'r'}>
                  {column.inFoot === true && column.show(all, Number.POSITIVE_INFINITY)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const Gap = ({ span, height }: { span: number; height: number }) => (
  <tr className="gap">
    <td colSpan={span} style={{ height }} />
  </tr>
);

/** The traces behind a row, longest first. */
function tracesOf({ service, name }: TransactionRow, { from, to }: TransactionsSearch) {
  return {
    ...(service === '' ? {} : { service }),
    ...(name === '' ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    sort: 'longest' as const,
  };
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
