import { useMemo } from 'react';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatPlural } from '../../format/numbers.ts';
import { Count, countCell, durationCell } from '../../table/cells.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import { GROUPS_BY, type GroupBy } from '../view/trace-view.ts';
import type { PaneProps } from './pane-props.ts';
import { ShapeName } from './shape-name.tsx';
import { type SpanGroup, spanGroups } from './span-groups.ts';
import { useShapes } from './use-shapes.ts';
import './statistics-pane.css';

const BY_LABELS: Record<GroupBy, string> = {
  name: 'Name',
  statement: 'Statement',
  service: 'Service',
  layer: 'Layer',
};

const timeColumn = (id: 'total' | 'median' | 'p95' | 'max', head: string, hint: string) => ({
  ...{ id, head, hint, width: 84 },
  ...durationCell<SpanGroup>((group) => group[id]),
  csv: { name: `${id}_ns` },
});

/** @param sum of what all groups spent themselves */
const columnsOf = (sum: number): readonly TableColumn<SpanGroup>[] => [
  { id: 'spans', head: 'Spans', hint: 'How many', width: 64, ...countCell(({ spans }) => spans) },
  {
    ...{ id: 'failed', head: 'Errors', hint: 'How many of them failed', width: 64, wide: true },
    ...countCell(({ failed }) => failed),
    show: ({ failed }) => (
      <span className={failed > 0 ? 'bad' : undefined}>
        <Count value={failed} />
      </span>
    ),
  },
  timeColumn('total', 'Total', 'Sum of their durations; side by side or nested, each counts'),
  {
    id: 'self',
    head: 'Itself',
    hint: 'Sum of what they spent while nothing beneath them ran',
    width: 84,
    value: ({ self }) => self,
    csv: { name: 'self_ns' },
    show: ({ self }) => (
      <>
        <i
          className="trace-share"
          style={{ width: `${sum === 0 ? 0 : (self / sum) * 100}%` }}
          aria-hidden="true"
        />
        <DurationQuantity duration={self} />
      </>
    ),
  },
  { ...timeColumn('median', 'Median', 'Half of them took no longer'), wide: true },
  { ...timeColumn('p95', 'p95', '95 of a hundred took no longer'), wide: true },
  { ...timeColumn('max', 'Slowest', 'The longest of them'), wide: true },
];

const MORE: readonly (readonly [string, (group: SpanGroup) => string])[] = [
  ['service', ({ shape }) => shape.service],
  ['layer', ({ layer }) => layer],
];
const nameOf = ({ shape }: SpanGroup): string => (shape.statement === '' ? shape.name : shape.statement);

/** Spans put together by name, statement, service or layer, with what each group comes to. */
export default function StatisticsPane({ stage, onShowRow }: PaneProps) {
  const { layout, view, change } = stage;
  const shapes = useShapes(layout);
  const { groupBy } = view;
  const groups = useMemo(() => spanGroups(layout, shapes, groupBy), [layout, shapes, groupBy]);
  const columns = useMemo(() => columnsOf(groups.reduce((sum, { self }) => sum + self, 0)), [groups]);
  const withService =
    (groupBy === 'name' || groupBy === 'statement') &&
    new Set(groups.map(({ shape }) => shape.service)).size > 1;
  return (
    <div className="trace-pane-body">
      <ShortTable
        id="trace-statistics"
        title={formatPlural(groups.length, 'group')}
        note={`of ${formatPlural(layout.count, 'span')}, by`}
        choices={
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
        }
        head={BY_LABELS[groupBy]}
        name={nameOf}
        rows={groups}
        rowKey={({ key }) => String(key)}
        link={({ shape, slowest }) => (
          <button
            type="button"
            className="clip"
            title="Show the slowest in the waterfall"
            onClick={() => onShowRow(slowest)}
          >
            <ShapeName shape={shape} withService={withService} />
          </button>
        )}
        columns={columns}
        otherwise="self"
        most={200}
        from={layout.answer.start}
        more={MORE}
        view={view.groups}
        change={(groups = '', replace) => change({ groups }, replace ? 'replace' : 'push')}
      />
    </div>
  );
}
