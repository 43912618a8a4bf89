import { LayerBar } from '../../charts/layer-bar.tsx';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { useNarrow } from '../../controls/use-narrow.ts';
import { shownName } from '../../format/numbers.ts';
import { countCell, durationCell, errorsCell, formatPerMinute, rateCell } from '../../table/cells.tsx';
import { csvNumber } from '../../table/csv.ts';
import { DataTable } from '../../table/data-table.tsx';
import { sortChange, sortedBy, sortRows, type TableColumn } from '../../table/table-column.ts';
import type { TableView } from '../../table/table-view.ts';
import { type GraphNode, KIND_LAYERS, KIND_NAMES, type ServiceGraph } from './service-graph.ts';

/** A node with its neighbours in words. */
export interface NodeRow extends GraphNode {
  calledBy: string[];
  callsTo: string[];
}

export function nodeRows({ nodes, edges }: ServiceGraph): NodeRow[] {
  const rows = nodes.map((node): NodeRow => ({ ...node, calledBy: [], callsTo: [] }));
  for (const { from, to } of edges) {
    rows[to]!.calledBy.push(rows[from]!.name);
    rows[from]!.callsTo.push(rows[to]!.name);
  }
  return rows;
}

const COLUMNS: readonly TableColumn<NodeRow>[] = [
  {
    id: 'kind',
    head: 'What it is',
    width: 164,
    left: true,
    value: ({ kind }) => kind,
    show: ({ kind, system }) => (
      <>
        <i className={`sw l-${KIND_LAYERS[kind]}`} /> {[KIND_NAMES[kind], system].filter(Boolean).join(' · ')}
      </>
    ),
  },
  { id: 'calls', head: 'Calls', width: 84, ...countCell(({ calls }) => calls) },
  { id: 'rate', head: '/min', width: 70, ...rateCell(({ perMinute }) => perMinute) },
  { id: 'median', head: 'Median', width: 86, ...durationCell(({ median }) => median) },
  { id: 'p95', head: 'Slow (p95)', width: 92, ...durationCell(({ p95 }) => p95) },
  { id: 'total', head: 'Time spent', width: 92, ...durationCell(({ total }) => total) },
  {
    id: 'errors',
    head: 'Errors',
    width: 112,
    ...errorsCell(
      ({ errors }) => errors,
      ({ calls }) => calls,
    ),
  },
  {
    id: 'layers',
    head: 'Layers',
    width: 130,
    left: true,
    show: ({ layers }) => layers !== null && <LayerBar layers={layers} />,
  },
  {
    id: 'in',
    head: 'Called by',
    width: 170,
    left: true,
    value: ({ calledBy }) => calledBy.length,
    show: ({ calledBy }) => <Names names={calledBy} />,
  },
  {
    id: 'out',
    head: 'Calls to',
    width: 170,
    left: true,
    value: ({ callsTo }) => callsTo.length,
    show: ({ callsTo }) => <Names names={callsTo} />,
  },
];

const Names = ({ names }: { names: readonly string[] }) => (
  <span className="small" title={names.join(', ')}>
    {names.join(', ')}
  </span>
);

/** The rows with the text that is looked for, in the order that is asked for. */
export function shownNodes(rows: readonly NodeRow[], asked: TableView): NodeRow[] {
  const wanted = asked.filter?.trim().toLowerCase() ?? '';
  return sortRows(
    rows.filter(({ name, system }) => `${name} ${system}`.toLowerCase().includes(wanted)),
    sortedBy(asked, COLUMNS, 'total'),
    COLUMNS,
    ({ name }) => name,
  );
}

/** Rows of the table as lines of a file. */
export const nodeLines = (rows: readonly NodeRow[]): (string | number)[][] => [
  [
    ...['name', 'kind', 'system', 'calls', 'per_minute', 'median_ns', 'p95_ns', 'total_ns', 'errors'],
    ...['called_by', 'calls_to'],
  ],
  ...rows.map((row) => [
    ...[row.name, KIND_NAMES[row.kind], row.system, csvNumber(row.calls), csvNumber(row.perMinute)],
    ...[row.median, row.p95, Math.round(row.total), csvNumber(row.errors)],
    ...[row.calledBy.join('; '), row.callsTo.join('; ')],
  ]),
];

interface NodeTableProps {
  /** Those that are shown, in their order. */
  rows: readonly NodeRow[];
  sort: TableView;
  change: (change: { sort: string; order: 'asc' | undefined }) => void;
  select: (key: string) => void;
}

/** The map in words: each node with its figures and neighbours. */
export function NodeTable({ rows, sort, change, select }: NodeTableProps) {
  const narrow = useNarrow();
  const sorted = sortedBy(sort, COLUMNS, 'total');
  return (
    <DataTable
      noun="service"
      head="Name"
      rows={rows}
      rowKey={({ key }) => key}
      rowTitle={({ name }) => name}
      opens="who calls it and whom it calls"
      link={(row, link) => (
        <a
          href={`?node=${encodeURIComponent(row.key)}`}
          onClick={(event) => {
            event.preventDefault();
            select(row.key);
          }}
          {...link}
        >
          <span className={narrow ? 'clip two' : undefined}>{shownName(row.name)}</span>
          {narrow && (
            <span className="clip two tiny muted">
              {KIND_NAMES[row.kind]} · {formatPerMinute(row.perMinute)} /min
            </span>
          )}
        </a>
      )}
      columns={COLUMNS}
      narrow={{
        heads: [
          { id: 'median', head: 'Median', width: 72 },
          { id: 'p95', head: 'p95', width: 72 },
        ],
        cells: (row) => (
          <>
            <td className="r">
              <DurationQuantity duration={row.median} />
            </td>
            <td className="r">
              <DurationQuantity duration={row.p95} />
            </td>
          </>
        ),
      }}
      sorted={sorted}
      sort={(id) => change(sortChange(id, sorted, COLUMNS, rows))}
    />
  );
}
