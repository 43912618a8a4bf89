import { Link } from '@tanstack/react-router';
import type { TraceAnswer } from '@tracebin/model';
import { useMemo, useState } from 'react';
import { formatPlural } from '../../../format/numbers.ts';
import { downloadCsv } from '../../../table/csv.ts';
import { spanIdAt } from '../../layout/span-lookup.ts';
import { type TraceLayout, traceLayout } from '../../layout/trace-layout.ts';
import { Quantity } from '../../rows/quantity.tsx';
import { ShapeName } from '../shape-name.tsx';
import { type ComparedRows, comparedRows } from './compared-rows.ts';

const INDENT = 14;
/** Deeper rows stand no further in: they would have no room for their name. */
const MAX_INDENT = 12;
/** What does the same is one row, so more rows than this are two traces that have nothing in common. */
const MAX_ROWS = 1_000;

interface ComparedTreeProps {
  bin: string;
  layout: TraceLayout;
  other: TraceAnswer;
  onShowRow: (item: number) => void;
}

/** Both traces as one tree, with counts and times of each side by side. */
export function ComparedTree({ bin, layout, other, onShowRow }: ComparedTreeProps) {
  const there = useMemo(() => traceLayout(other), [other]);
  const compared = useMemo(() => comparedRows(layout, there), [layout, there]);
  const { comparison, difference, differs, shapes } = compared;
  const [all, setAll] = useState(false);
  const [mine, theirs] = comparison.sides;
  const rows = useMemo(
    () => Array.from({ length: comparison.count }, (_, at) => at).filter((at) => all || differs[at] === 1),
    [comparison, differs, all],
  );
  const different = difference.filter((each) => each !== '').length;
  return (
    <>
      <div className="trace-pane-bar">
        <p className="clip">
          {different === 0 ? 'Both did the same.' : `${formatPlural(different, 'difference')}.`}{' '}
          <span className="muted">
            {formatPlural(layout.count, 'span')} here, {there.count.toLocaleString('en-US')} there
            {rows.length > MAX_ROWS && `; the first ${MAX_ROWS.toLocaleString('en-US')} rows are shown`}
          </span>
        </p>
        <span className="right row nowrap">
          <button
            type="button"
            className="link-button wide"
            aria-label="Download as CSV: both traces as one tree"
            onClick={() => downloadCsv('compared', layout.answer.start, csvLines(compared, rows))}
          >
            CSV
          </button>
          <button type="button" className="ctl" onClick={() => setAll(!all)}>
            {all ? 'Only differences' : 'Everything'}
          </button>
          <Link
            className="link-button wide"
            to="/b/$bin/traces/$traceId"
            params={{ bin, traceId: other.traceId }}
            search={{ view: 'compare', with: layout.answer.traceId }}
            preload={false}
          >
            The other way round
          </Link>
        </span>
      </div>
      <div className="trace-pane-body">
        <table className="t trace-compared">
          <thead>
            <tr>
              <th>Span</th>
              <th className="r count">here</th>
              <th className="r count">there</th>
              <th className="r">time here</th>
              <th className="r">there</th>
              <th className="word">difference</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map((at) => {
              const name = (
                <ShapeName
                  shape={shapes[comparison.shape[at]!]!}
                  withService={serviceOf(at) !== serviceOf(comparison.parent[at]!)}
                />
              );
              const word = difference[at]!;
              return (
                <tr key={at}>
                  <td style={{ paddingLeft: Math.min(MAX_INDENT, comparison.depth[at]!) * INDENT }}>
                    {mine.firstRow[at] === -1 ? (
                      <Link
                        to="/b/$bin/traces/$traceId"
                        params={{ bin, traceId: other.traceId }}
                        search={{ span: spanIdAt(there, theirs.firstRow[at]!) }}
                        preload={false}
                      >
                        {name}
                      </Link>
                    ) : (
                      <button type="button" className="clip" onClick={() => onShowRow(mine.firstRow[at]!)}>
                        {name}
                      </button>
                    )}
                  </td>
                  {[mine, theirs].map(({ spans }, side) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: here and there have no other name
                    <td key={side} className={spans[at] === 0 ? 'r zero' : 'r'}>
                      {spans[at]!.toLocaleString('en-US')}
                    </td>
                  ))}
                  {[mine, theirs].map(({ spans, total }, side) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    <td key={side} className="r">
                      {spans[at] === 0 ? <span className="zero">–</span> : <Quantity ns={total[at]!} />}
                    </td>
                  ))}
                  <td>
                    {word !== '' && <span className={word.endsWith('here') ? 'tag hot' : 'tag'}>{word}</span>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );

  function serviceOf(at: number): string {
    return at === -1 ? '' : shapes[comparison.shape[at]!]!.service;
  }
}

/** As the table shows it: beneath a row stands what it calls. */
const csvLines = (
  { comparison, difference, shapes }: ComparedRows,
  rows: readonly number[],
): (string | number)[][] => [
  [
    'depth',
    'service',
    'name',
    'statement',
    'spans_here',
    'spans_there',
    'time_here_ns',
    'time_there_ns',
    'difference',
  ],
  ...rows.map((at) => {
    const { service, name, statement } = shapes[comparison.shape[at]!]!;
    const [here, there] = comparison.sides;
    return [
      ...[comparison.depth[at]!, service, name, statement],
      ...[here.spans[at]!, there.spans[at]!, here.total[at]!, there.total[at]!],
      difference[at]!,
    ];
  }),
];
