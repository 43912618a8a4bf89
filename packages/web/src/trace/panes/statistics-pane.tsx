import { LAYER_NAMES, type SpanShape, type SpanStatistics, spanStatistics } from '@tracebin/model';
import { useMemo } from 'react';
import { formatPlural } from '../../format/numbers.ts';
import { selfTimeAt } from '../layout/self-segments.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { Quantity } from '../rows/quantity.tsx';
import { GROUPS_BY, type GroupBy, type StatisticsColumn } from '../view/trace-view.ts';
import type { PaneProps } from './pane-props.ts';
import { ShapeName } from './shape-name.tsx';
import { type TraceShapes, useShapes } from './use-shapes.ts';
import './statistics-pane.css';

const BY_LABELS: Record<GroupBy, string> = {
  name: 'Name',
  statement: 'Statement',
  service: 'Service',
  layer: 'Layer',
};
const COLUMNS: readonly { name: StatisticsColumn; label: string; hint: string; wide?: true }[] = [
  { name: 'spans', label: 'Spans', hint: 'How many' },
  { name: 'failed', label: 'Errors', hint: 'How many of them failed', wide: true },
  { name: 'total', label: 'Total', hint: 'Sum of their durations; side by side or nested, each counts' },
  { name: 'self', label: 'Itself', hint: 'Sum of what they spent while nothing beneath them ran' },
  { name: 'median', label: 'Median', hint: 'Half of them took no longer', wide: true },
  { name: 'p95', label: 'p95', hint: '95 of a hundred took no longer' },
  { name: 'max', label: 'Slowest', hint: 'The longest of them', wide: true },
];
/** More groups than anybody reads; the order decides which. */
const MAX_ROWS = 500;

/** Spans put together by name, statement, service or layer, with what each group comes to. */
export default function StatisticsPane({ stage, onShowRow }: PaneProps) {
  const { layout, view, change } = stage;
  const shapes = useShapes(layout);
  const { groupBy, sort } = view;
  const groups = useMemo(() => groupSpans(layout, shapes, groupBy), [layout, shapes, groupBy]);
  const order = useMemo(() => ordered(groups.found, sort), [groups, sort]);
  const sum = groups.found.self.reduce((a, b) => a + b, 0);
  const manyServices = new Set(groups.names.map(({ service }) => service)).size > 1;
  return (
    <>
      <div className="trace-pane-bar">
        <fieldset className="seg">
          <legend className="sr-only">Put together by</legend>
          {GROUPS_BY.map((by) => (
            <button
              key={by}
              type="button"
              aria-pressed={groupBy === by}
              onClick={() => change({ groupBy: by }, 'replace')}
            >
              {BY_LABELS[by]}
            </button>
          ))}
        </fieldset>
        <p className="muted wide">
          {formatPlural(groups.found.count, 'group')} of {formatPlural(layout.count, 'span')}
          {groups.found.count > MAX_ROWS && `; the first ${MAX_ROWS} are shown`}
        </p>
      </div>
      <div className="trace-pane-body">
        <table className="t trace-statistics">
          <thead>
            <tr>
              <th className="what">{BY_LABELS[groupBy]}</th>
              {COLUMNS.map(({ name, label, hint, wide }) => (
                <th
                  key={name}
                  className={['r', sort === name ? 'sorted' : '', wide ? 'wide' : ''].join(' ').trim()}
                  aria-sort={sort === name ? 'descending' : 'none'}
                >
                  <button type="button" title={hint} onClick={() => change({ sort: name }, 'replace')}>
                    {label}
                    {sort === name && ' ↓'}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {order.slice(0, MAX_ROWS).map((at) => {
              const { found, names } = groups;
              const share = sum === 0 ? 0 : found.self[at]! / sum;
              return (
                <tr key={found.key[at]}>
                  <td className="what">
                    <button
                      type="button"
                      className="clip"
                      title="Show the slowest in the waterfall"
                      onClick={() => onShowRow(found.slowest[at]!)}
                    >
                      <ShapeName
                        shape={names[at]!}
                        withService={manyServices && (groupBy === 'name' || groupBy === 'statement')}
                      />
                    </button>
                  </td>
                  <td className="r">{found.spans[at]!.toLocaleString('en-US')}</td>
                  <td className="r wide">
                    {found.failed[at] === 0 ? (
                      <span className="zero">0</span>
                    ) : (
                      <span className="bad">{found.failed[at]!.toLocaleString('en-US')}</span>
                    )}
                  </td>
                  <td className="r">
                    <Quantity ns={found.total[at]!} />
                  </td>
                  <td className="r share">
                    <i className="trace-share" style={{ width: `${share * 100}%` }} aria-hidden="true" />
                    <Quantity ns={found.self[at]!} />
                  </td>
                  <td className="r wide">
                    <Quantity ns={found.median[at]!} />
                  </td>
                  <td className="r">
                    <Quantity ns={found.p95[at]!} />
                  </td>
                  <td className="r wide">
                    <Quantity ns={found.max[at]!} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function groupSpans(
  layout: TraceLayout,
  { shape, table }: TraceShapes,
  by: GroupBy,
): { found: SpanStatistics; names: SpanShape[] } {
  const { spans, strings } = layout.answer;
  const tree = { ...layout.tree, end: layout.end };
  const self = Float64Array.from({ length: layout.count }, (_, at) => selfTimeAt(layout.self, at));
  const measured = (keyOf: ArrayLike<number>, nameOf: (key: number) => SpanShape) => {
    const found = spanStatistics(tree, spans.status, keyOf, self);
    return { found, names: Array.from(found.key, nameOf) };
  };
  if (by === 'statement') return measured(shape, (key) => table.shapes[key]!);
  if (by === 'layer') {
    return measured(spans.layer, (layer) => ({
      service: '',
      name: LAYER_NAMES[layer] ?? 'other',
      statement: '',
      layer,
    }));
  }
  const texts = strings.length;
  const keyOf =
    by === 'service' ? spans.service : spans.name.map((name, span) => name * texts + spans.service[span]!);
  const numbers = new Map<number, number>();
  const first: number[] = [];
  const dense = Int32Array.from(keyOf, (key, span) => {
    let number = numbers.get(key);
    if (number === undefined) {
      number = first.push(span) - 1;
      numbers.set(key, number);
    }
    return number;
  });
  return measured(dense, (key) => {
    const span = first[key]!;
    const service = strings[spans.service[span]!] ?? '';
    const name = by === 'service' ? service : (strings[spans.name[span]!] ?? '');
    return { service, name, statement: '', layer: spans.layer[span]! };
  });
}

function ordered(found: SpanStatistics, sort: StatisticsColumn): number[] {
  const column = found[sort];
  return Array.from({ length: found.count }, (_, at) => at).sort((a, b) => column[b]! - column[a]! || a - b);
}
