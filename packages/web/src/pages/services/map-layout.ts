/** Where the nodes and edges of a map stand. Pure; runs in a worker. */
import { Graph, layout } from '@dagrejs/dagre';
import { columnLayout } from './column-layout.ts';
import {
  LARGE_MAP_NODES,
  MAX_LABELLED_EDGES,
  type MapLayout,
  type MapShape,
  NODE_HEIGHT,
  NODE_WIDTH,
  type Place,
} from './map-geometry.ts';

const MARGIN = 16;
const LABEL_WIDTH = 66;
const LABEL_HEIGHT = 30;
/** What so many call, and calls nobody, is a hub of a large map: its lines would push everything else apart. */
const HUB_CALLERS = 10;
const NO_NODES: ReadonlySet<number> = new Set();

/**
 * Callers stand left of what they call; a circle is broken where that costs least. A large map is put into columns,
 * with its hubs last.
 */
export function layOutMap(shape: MapShape): MapLayout {
  if (shape.nodes > LARGE_MAP_NODES || shape.edges.length > MAX_LABELLED_EDGES) {
    const hubs = hubsOf(shape);
    return columnLayout(shape, ranksOf(placedGraph(shape, hubs)), [...hubs]);
  }
  const graph = placedGraph(shape, NO_NODES);
  const size = graph.graph() as { width?: number; height?: number };
  const places: Place[] = Array.from({ length: shape.nodes }, (_, node) => {
    const { x, y } = graph.node(String(node)) as Place;
    return { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) };
  });
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodeHeight: NODE_HEIGHT,
    nodes: places,
    edges: shape.edges.map(({ from, to }, index) => {
      const edge = graph.edge(String(from), String(to), String(index)) as {
        points: Place[];
      } & Partial<Place>;
      const middle = edge.points[Math.floor(edge.points.length / 2)]!;
      return {
        points: levelPoints(edge.points.slice(1, -1), places[from]!, places[to]!),
        label: { x: edge.x ?? middle.x, y: edge.y ?? middle.y },
      };
    }),
  };
}

function placedGraph({ nodes, edges }: MapShape, leftOut: ReadonlySet<number>): Graph {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    acyclicer: 'greedy',
    nodesep: 26,
    edgesep: 12,
    ranksep: 30,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (let node = 0; node < nodes; node++) {
    if (!leftOut.has(node)) graph.setNode(String(node), { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  const label = { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: 'c' };
  edges.forEach(({ from, to }, index) => {
    if (!leftOut.has(to)) graph.setEdge(String(from), String(to), { ...label }, String(index));
  });
  layout(graph);
  return graph;
}

/** Nodes by their column, each from top to bottom. */
function ranksOf(graph: Graph): number[][] {
  const ranks = new Map<number, { node: number; y: number }[]>();
  for (const node of graph.nodes()) {
    const { x, y } = graph.node(node) as Place;
    const rank = ranks.get(x) ?? [];
    rank.push({ node: Number(node), y });
    ranks.set(x, rank);
  }
  return [...ranks]
    .sort(([a], [b]) => a - b)
    .map(([, rank]) => rank.sort((a, b) => a.y - b.y).map(({ node }) => node));
}

/** Those that most call first. */
function hubsOf({ nodes, edges }: MapShape): Set<number> {
  const callers = new Array<number>(nodes).fill(0);
  const calling = new Set<number>();
  for (const { from, to } of edges) {
    callers[to]!++;
    calling.add(from);
  }
  const hubs = callers.flatMap((count, node) => (count >= HUB_CALLERS && !calling.has(node) ? [node] : []));
  return new Set(hubs.sort((a, b) => callers[b]! - callers[a]!));
}

/** Lines leave at the right side of who calls and arrive at the left of what is called, circles the other way. */
function levelPoints(between: readonly Place[], from: Place, to: Place): Place[] {
  const forward = to.x > from.x;
  const sideOf = ({ x, y }: Place, right: boolean): Place => ({
    x: right ? x + NODE_WIDTH : x,
    y: y + NODE_HEIGHT / 2,
  });
  return [sideOf(from, forward), ...between.map(({ x, y }) => ({ x, y })), sideOf(to, !forward)];
}
