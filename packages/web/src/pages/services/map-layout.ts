/** Where the nodes and edges of a map stand. Pure; runs in a worker. */
import { Graph, layout } from '@dagrejs/dagre';
import {
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
const HUB_GAP = 26;

/** Callers stand left of what they call; a circle is broken where that costs least. Hubs stand last, in one column. */
export function layOutMap(shape: MapShape): MapLayout {
  const hubs = hubsOf(shape);
  const graph = placedGraph(shape, hubs);
  const size = graph.graph() as { width?: number; height?: number };
  const places: Place[] = Array.from({ length: shape.nodes }, (_, node) => {
    if (hubs.has(node)) return { x: 0, y: 0 };
    const { x, y } = graph.node(String(node)) as Place;
    return { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) };
  });
  const hubBottom = placeHubs(shape, hubs, places, Math.ceil(size.width ?? 0));
  return {
    width: Math.ceil(size.width ?? 0) + (hubs.size === 0 ? 0 : HUB_GAP * 3 + NODE_WIDTH + MARGIN),
    height: Math.max(Math.ceil(size.height ?? 0), hubBottom),
    nodes: places,
    edges: shape.edges.map(({ from, to }, index) => {
      const [start, end] = [places[from]!, places[to]!];
      if (hubs.has(to)) {
        const points = levelPoints([], start, end);
        return { points, label: { x: start.x + NODE_WIDTH + 40, y: start.y + NODE_HEIGHT / 2 } };
      }
      const edge = graph.edge(String(from), String(to), String(index)) as {
        points: Place[];
      } & Partial<Place>;
      const middle = edge.points[Math.floor(edge.points.length / 2)]!;
      return {
        points: levelPoints(edge.points.slice(1, -1), start, end),
        label: { x: edge.x ?? middle.x, y: edge.y ?? middle.y },
      };
    }),
  };
}

function placedGraph({ nodes, edges }: MapShape, hubs: ReadonlySet<number>): Graph {
  const labelled = edges.length <= MAX_LABELLED_EDGES;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    acyclicer: 'greedy',
    nodesep: labelled ? 26 : 14,
    edgesep: labelled ? 12 : 4,
    ranksep: labelled ? 30 : 70,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (let node = 0; node < nodes; node++) {
    if (!hubs.has(node)) graph.setNode(String(node), { width: NODE_WIDTH, height: NODE_HEIGHT });
  }
  const label = labelled
    ? { width: LABEL_WIDTH, height: LABEL_HEIGHT, labelpos: 'c' }
    : { width: 0, height: 0, labelpos: 'c' };
  edges.forEach(({ from, to }, index) => {
    if (!hubs.has(to)) graph.setEdge(String(from), String(to), { ...label }, String(index));
  });
  layout(graph);
  return graph;
}

function hubsOf({ nodes, edges }: MapShape): Set<number> {
  if (edges.length <= MAX_LABELLED_EDGES) return new Set();
  const callers = new Array<number>(nodes).fill(0);
  const calling = new Set<number>();
  for (const { from, to } of edges) {
    callers[to]!++;
    calling.add(from);
  }
  return new Set(
    callers.flatMap((count, node) => (count >= HUB_CALLERS && !calling.has(node) ? [node] : [])),
  );
}

/** Each as near as possible to the middle of its callers. @returns where the lowest ends */
function placeHubs({ edges }: MapShape, hubs: ReadonlySet<number>, places: Place[], width: number): number {
  const wanted = [...hubs].map((hub) => {
    const heights = edges.filter(({ to }) => to === hub).map(({ from }) => places[from]!.y);
    return { hub, y: heights.reduce((sum, each) => sum + each, 0) / heights.length };
  });
  let free = MARGIN;
  for (const { hub, y } of wanted.sort((a, b) => a.y - b.y)) {
    places[hub] = { x: width + HUB_GAP * 3, y: Math.round(Math.max(free, y)) };
    free = places[hub].y + NODE_HEIGHT + HUB_GAP;
  }
  return hubs.size === 0 ? 0 : free;
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
