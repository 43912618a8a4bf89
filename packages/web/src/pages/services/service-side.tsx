import { LayerBar } from '../../charts/layer-bar.tsx';
import { formatPlural, shownName } from '../../format/numbers.ts';
import { durationCell, rateCell } from '../../table/cells.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import { type GraphNode, KIND_LAYERS, KIND_NAMES, type ServiceGraph } from './service-graph.ts';
import { failedColumn, type SideTable } from './side-table.tsx';

const FIGURES: readonly TableColumn<GraphNode>[] = [
  {
    id: 'rate',
    head: '/min',
    width: 52,
    ...rateCell(({ perMinute }) => perMinute),
    csv: { name: 'per_minute' },
  },
  {
    id: 'p95',
    head: 'p95',
    hint: 'Slow: 95 of a hundred took no longer',
    width: 66,
    ...durationCell(({ p95 }) => p95),
    csv: { name: 'p95_ns' },
  },
  failedColumn((node) => node),
];
const LAYERS: TableColumn<GraphNode> = {
  id: 'layers',
  head: 'Layers',
  width: 54,
  left: true,
  show: ({ layers }) => layers !== null && <LayerBar layers={layers} />,
};
const SERVICE_COLUMNS = [...FIGURES, LAYERS];

interface ServiceSideProps {
  graph: ServiceGraph;
  select: (key: string) => void;
  table: SideTable;
}

/** All of the map as a list: services by time spent, then what they call. */
export function ServiceSide({ graph, select, table }: ServiceSideProps) {
  const services = graph.nodes.filter(({ kind }) => kind === 'service');
  const inferred = graph.nodes.filter(({ kind }) => kind !== 'service').sort((a, b) => b.calls - a.calls);
  return (
    <>
      <NodeList
        id="nodes"
        title={formatPlural(services.length, 'service')}
        note="by time spent"
        rows={services}
        columns={SERVICE_COLUMNS}
        select={select}
        table={table}
      />
      {inferred.length > 0 && (
        <NodeList
          id="inferred"
          title={`${inferred.length} inferred`}
          note="from calls, by their number"
          rows={inferred}
          columns={FIGURES}
          select={select}
          table={table}
        />
      )}
    </>
  );
}

interface NodeListProps extends Omit<ServiceSideProps, 'graph'> {
  id: 'nodes' | 'inferred';
  title: string;
  note: string;
  rows: readonly GraphNode[];
  columns: readonly TableColumn<GraphNode>[];
}

const NodeList = ({ id, select, table, ...shown }: NodeListProps) => (
  <ShortTable
    id={id}
    head="Name"
    name={({ name }) => name}
    rowKey={({ key }) => key}
    rowTitle={({ name }) => name}
    link={(node) => (
      <>
        {node.kind !== 'service' && <i className={`sw l-${KIND_LAYERS[node.kind]}`} />}
        <button type="button" onClick={() => select(node.key)}>
          {shownName(node.name)}
        </button>
      </>
    )}
    more={[
      ['kind', ({ kind }) => KIND_NAMES[kind]],
      ['calls', ({ calls }) => calls],
      ['errors', ({ errors }) => errors],
      ['total_ns', ({ total }) => total],
    ]}
    {...shown}
    {...table(id)}
  />
);
