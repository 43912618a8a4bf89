import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { TracesAnswer } from '@tracebin/model';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { formatZone, isSameDay } from '../../format/times.ts';
import { useKeys } from '../../shell/keys.ts';
import type { FindTracesSearch } from './find-traces-search.ts';
import './trace-table.css';
import { useNarrow } from '../../controls/use-narrow.ts';
import { TraceRow } from './trace-row.tsx';
import type { ChangeSearch } from './use-change-search.ts';

const ROW_PX = 30;
const NARROW_ROW_PX = 46;

interface TraceTableProps {
  bin: string;
  data: TracesAnswer;
  search: FindTracesSearch;
  change: ChangeSearch;
  /** Told which trace is under the pointer or has the focus, -1 for none. */
  point: (index: number) => void;
}

/** The traces as a table; only the rows on the screen are there. One tab stop, j and k move it. */
export function TraceTable({ bin, data, search, change, point }: TraceTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const narrow = useNarrow();
  const [current, setCurrent] = useState(0);
  const focusWanted = useRef(false);
  // Counts the moves: the first one focuses the row that is current already.
  const [moves, setMoves] = useState(0);
  const rowPx = narrow ? NARROW_ROW_PX : ROW_PX;
  const virtual = useWindowVirtualizer({
    count: data.count,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
    scrollPaddingStart: 40,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights change with the layout only
  useEffect(() => virtual.measure(), [rowPx]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another answer begins at its first row
  useEffect(() => setCurrent(0), [data]);

  const move = (step: number) => {
    // The first key only shows where the reader is.
    const next = focusWanted.current || step === 0 ? clamp(current + step, data.count) : current;
    focusWanted.current = true;
    setCurrent(next);
    setMoves((count) => count + 1);
    point(next);
    virtual.scrollToIndex(next);
  };
  useKeys('Traces', [
    { keys: 'j', label: 'Next trace; Enter opens it', run: () => move(1) },
    { keys: 'k', label: 'Previous trace', run: () => move(-1) },
  ]);
  const rows = virtual.getVirtualItems();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every move focuses, also one to the same row
  useEffect(() => {
    if (!focusWanted.current || rows.length === 0) return;
    body.current
      ?.querySelector<HTMLAnchorElement>(`tr[data-index="${current}"] a`)
      ?.focus({ preventScroll: true });
  }, [current, rows, moves]);
  const leave = useCallback(() => point(-1), [point]);

  const withDay = useMemo(() => {
    const now = new Date();
    return data.start.some((each) => !isSameDay(new Date(each), now));
  }, [data]);
  const longest = data.duration.reduce((top, each) => Math.max(top, each), 0);
  const first = rows[0];
  const last = rows.at(-1);
  const before = first === undefined ? 0 : first.start - virtual.options.scrollMargin;
  const after = last === undefined ? 0 : virtual.getTotalSize() - (last.end - virtual.options.scrollMargin);
  const sort = search.sort ?? 'newest';
  return (
    <div className="trace-table" onPointerLeave={leave}>
      <table className="t" aria-rowcount={data.count + 1}>
        <colgroup>
          <col className="start" />
          <col />
          <col className="duration" />
          <col className="bar" />
          <col className="spans" />
          <col className="errors" />
          <col className="services" />
        </colgroup>
        <thead>
          <tr>
            <Head name="Start" sorted={sort === 'newest'} sort={() => change({ sort: undefined })}>
              {data.count > 0 && <span className="wide"> {formatZone(new Date(data.start[0]!))}</span>}
            </Head>
            <th scope="col">Root span</th>
            <Head
              name="Duration"
              right
              sorted={sort === 'longest'}
              sort={() => change({ sort: 'longest' })}
            />
            <th scope="col" className="wide" aria-label="Duration against the longest shown" />
            <Head name="Spans" right sorted={sort === 'spans'} sort={() => change({ sort: 'spans' })} />
            <th scope="col" className="r wide">
              Errors
            </th>
            <th scope="col" className="wide services">
              Other services
            </th>
          </tr>
        </thead>
        <tbody
          ref={body}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            move(step);
          }}
          onFocus={() => {
            focusWanted.current = true;
          }}
          onBlur={() => {
            focusWanted.current = false;
          }}
        >
          {before > 0 && (
            <tr className="gap">
              <td colSpan={narrow ? 4 : 7} style={{ height: before }} />
            </tr>
          )}
          {rows.map((row) => (
            <TraceRow
              key={row.index}
              bin={bin}
              data={data}
              index={row.index}
              longest={longest}
              current={row.index === current}
              narrow={narrow}
              withDay={withDay}
              point={point}
              choose={setCurrent}
            />
          ))}
          {after > 0 && (
            <tr className="gap">
              <td colSpan={narrow ? 4 : 7} style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  name: string;
  sorted: boolean;
  sort: () => void;
  right?: boolean;
  children?: React.ReactNode;
}

function Head({ name, sorted, sort, right = false, children }: HeadProps) {
  return (
    <th
      scope="col"
      className={`${right ? 'r ' : ''}${sorted ? 'sorted' : ''}`}
      aria-sort={sorted ? 'descending' : undefined}
    >
      <button type="button" onClick={sort}>
        {name}
        {children}
        {sorted && <span aria-hidden="true"> ↓</span>}
      </button>
    </th>
  );
}

const clamp = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index));
