import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type FocusEventHandler, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useNarrow } from '../controls/use-narrow.ts';
import { useWidth } from '../controls/use-width.ts';
import { useKeys } from '../shell/keys.ts';
import type { Sorted, TableColumn } from './table-column.ts';
import { TableHead } from './table-head.tsx';
import './table.css';

const NARROW_ROW_PX = 46;
/** Below that a name says nothing: the table scrolls in its box instead. */
const MIN_FIRST_PX = 140;

/** What the link of a row takes over: the row it stands for is the table's one tab stop or not. */
export interface RowLinkProps {
  tabIndex: 0 | -1;
  onFocus: FocusEventHandler;
}

/** The row on a phone: a few heads, and the cells under them. */
export interface NarrowTable<Row> {
  heads: readonly { id: string; head: string; width: number }[];
  cells: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** `endpoint`, `query`: one of what stands here. */
  noun: string;
  /** Head of the first column. */
  head: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowTitle: (row: Row) => string;
  /** The first cell: a link that leads where the row does. */
  link: (row: Row, props: RowLinkProps) => ReactNode;
  /** What Enter does, for the help. */
  opens: string;
  columns: readonly TableColumn<Row>[];
  narrow: NarrowTable<Row>;
  /** Sums of all; undefined where only a part of them is shown. */
  foot?: { row: Row; label: string } | undefined;
  sorted: Sorted;
  sort: (id: string) => void;
  /** Height of a row; 30 or 26. */
  rowPx?: number;
  className?: string;
}

/** A table whose rows are links; one tab stop, j and k move it; only the rows on the screen are there. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { noun, rows, rowKey, columns, foot, sorted, sort, rowPx = 30, className = '' } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const width = useWidth(box);
  const [current, setCurrent] = useState(0);
  const [moves, setMoves] = useState(0);
  const hasFocus = useRef(false);
  const height = narrow ? NARROW_ROW_PX : rowPx;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
    scrollPaddingStart: 40,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights change with the layout only
  useEffect(() => virtual.measure(), [height]);
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
    { keys: 'j', label: `Next ${noun}; Enter opens ${props.opens}`, run: () => move(1) },
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

  const largest = useMemo(() => columns.map((column) => largestOf(column, rows)), [columns, rows]);
  const before = (items[0]?.start ?? 0) - (items.length === 0 ? 0 : virtual.options.scrollMargin);
  const after =
    items.length === 0 ? 0 : virtual.getTotalSize() - (items.at(-1)!.end - virtual.options.scrollMargin);
  const span = (narrow ? props.narrow.heads.length : columns.length) + 1;
  const minWidth = narrow ? 0 : columns.reduce((sum, column) => sum + column.width, MIN_FIRST_PX);
  // Only then: what scrolls sideways in a box of its own has no head that stays at the top of the window.
  const isCramped = width > 0 && width < minWidth;
  const cellClass = ({ id, left }: TableColumn<Row>) => (left ? `left-${id}` : 'r');
  return (
    <div ref={box} className={`data-table ${className}${isCramped ? ' cramped' : ''}`}>
      <table className="t" aria-rowcount={rows.length + 1} style={isCramped ? { minWidth } : undefined}>
        <colgroup>
          <col />
          {(narrow ? props.narrow.heads : columns).map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <TableHead
          first={props.head}
          columns={narrow ? props.narrow.heads : columns}
          canSort={(id) => columns.some((column) => column.id === id && column.value !== undefined)}
          sorted={sorted}
          sort={sort}
        />
        <tbody
          ref={body}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            move(step);
          }}
          onFocus={() => {
            hasFocus.current = true;
          }}
          onBlur={() => {
            hasFocus.current = false;
          }}
        >
          {before > 0 && <Gap span={span} height={before} />}
          {items.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <tr
                key={rowKey(row)}
                data-index={index}
                aria-rowindex={index + 2}
                className={index === current ? 'cur' : undefined}
                style={{ height }}
              >
                <td title={props.rowTitle(row)}>
                  {props.link(row, {
                    tabIndex: index === current ? 0 : -1,
                    onFocus: () => setCurrent(index),
                  })}
                </td>
                {narrow
                  ? props.narrow.cells(row)
                  : columns.map((column, at) => (
                      <td key={column.id} className={cellClass(column)}>
                        {column.show(row, largest[at]!)}
                      </td>
                    ))}
              </tr>
            );
          })}
          {after > 0 && <Gap span={span} height={after} />}
        </tbody>
        {foot !== undefined && !narrow && (
          <tfoot>
            <tr>
              <td>{foot.label}</td>
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.inFoot === true && column.show(foot.row, Number.POSITIVE_INFINITY)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function largestOf<Row>({ value }: TableColumn<Row>, rows: readonly Row[]): number {
  if (value === undefined) return 0;
  return rows.reduce((top, row) => Math.max(top, Number(value(row)) || 0), 0);
}

const Gap = ({ span, height }: { span: number; height: number }) => (
  <tr className="gap">
    <td colSpan={span} style={{ height }} />
  </tr>
);
