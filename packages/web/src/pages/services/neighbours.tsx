import { shownName } from '../../format/numbers.ts';
import { durationCell, rateCell } from '../../table/cells.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import { type GraphEdge, type GraphNode, KIND_NAMES, type ServiceGraph } from './service-graph.ts';
import { failedColumn, type SideTable } from './side-table.tsx';

/** A call or delivery with who is at its other end. */
interface Neighbour {
  edge: GraphEdge;
  node: GraphNode;
}

const COLUMNS: readonly TableColumn<Neighbour>[] = [
  {
    id: 'rate',
    head: '/min',
    width: 52,
    ...rateCell(({ edge }) => edge.perMinute),
    csv: { name: 'per_minute' },
  },
  {
    id: 'median',
    head: 'Median',
    width: 66,
    ...durationCell(({ edge }) => edge.median),
    csv: { name: 'median_ns' },
  },
  { id: 'p95', head: 'p95', width: 66, ...durationCell(({ edge }) => edge.p95), csv: { name: 'p95_ns' } },
  failedColumn(({ edge }) => edge),
];

interface NeighboursProps {
  id: 'callers' | 'called';
  title: string;
  graph: ServiceGraph;
  edges: readonly GraphEdge[];
  other: (edge: GraphEdge) => number;
  select: (key: string) => void;
  table: SideTable;
}

/** Who calls a node, or whom it calls. */
export function Neighbours({ id, title, graph, edges, other, select, table }: NeighboursProps) {
  if (edges.length === 0) return null;
  return (
    <ShortTable
      id={id}
      title={title}
      head="Name"
      name={({ node }) => node.name}
      rows={edges.map((edge): Neighbour => ({ edge, node: graph.nodes[other(edge)]! }))}
      rowKey={({ edge }) => `${edge.from} ${edge.to} ${edge.isDelivery}`}
      rowTitle={({ node }) => node.name}
      link={({ edge, node }) => (
        <>
          <button type="button" onClick={() => select(node.key)}>
            {shownName(node.name)}
          </button>
          {edge.isDelivery && <span className="muted tiny"> wait</span>}
        </>
      )}
      columns={COLUMNS}
      more={[
        ['kind', ({ node }) => KIND_NAMES[node.kind]],
        ['calls', ({ edge }) => edge.calls],
        ['errors', ({ edge }) => edge.errors],
        ['max_ns', ({ edge }) => edge.max],
        ['total_ns', ({ edge }) => edge.total],
      ]}
      {...table(id)}
    />
  );
}
