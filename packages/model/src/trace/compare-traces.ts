/**
 * What one trace did that another did not. Both become one tree: spans that do the same beneath the same spans are one
 * node, with how many there are of it on each side and the time they took.
 *
 *     GET /week         1     1
 *       auth            1     1
 *       slot            3    40     more there
 *         SELECT        3    40     more there
 *       log             1     0     only here
 */
import type { Nanoseconds } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';

export interface ComparedSide {
  tree: TraceTree;
  /** By span; equal numbers mean the same work on both sides. */
  shape: ArrayLike<number>;
  /** By row. */
  self: ArrayLike<Nanoseconds>;
}

/** One entry a node, parents before children, in the order in which they first ran here, then there. */
export interface TraceComparison {
  readonly count: number;
  readonly depth: Int32Array;
  /** -1 for a root. */
  readonly parent: Int32Array;
  /** First node after everything beneath. */
  readonly subtreeEnd: Int32Array;
  readonly shape: Int32Array;
  readonly sides: readonly [ComparedNodes, ComparedNodes];
}

export interface ComparedNodes {
  readonly spans: Int32Array;
  /** Sums over the spans of a node. */
  readonly total: Float64Array;
  readonly self: Float64Array;
  /** The first of them, -1 where there is none. */
  readonly firstRow: Int32Array;
}

export function compareTraces(here: ComparedSide, there: ComparedSide, shapeCount: number): TraceComparison {
  const known = new Map<number, number>();
  const shape: number[] = [];
  const parent: number[] = [];
  const children: number[][] = [];
  const roots: number[] = [];
  const nodesOf = [here, there].map(({ tree, shape: shapes }) => {
    const nodes = new Int32Array(tree.count);
    for (let row = 0; row < tree.count; row++) {
      const above = tree.parent[row] === -1 ? -1 : nodes[tree.parent[row]!]!;
      const own = shapes[tree.order[row]!]!;
      const place = (above + 1) * shapeCount + own;
      let node = known.get(place);
      if (node === undefined) {
        node = shape.push(own) - 1;
        parent.push(above);
        children.push([]);
        (above === -1 ? roots : children[above]!).push(node);
        known.set(place, node);
      }
      nodes[row] = node;
    }
    return nodes;
  });
  const { order, depth, subtreeEnd } = preOrder(roots, children);
  const rank = new Int32Array(order.length);
  order.forEach((node, at) => {
    rank[node] = at;
  });
  const side = ({ tree, self }: ComparedSide, nodes: Int32Array): ComparedNodes => {
    const found = {
      spans: new Int32Array(order.length),
      total: new Float64Array(order.length),
      self: new Float64Array(order.length),
      firstRow: new Int32Array(order.length).fill(-1),
    };
    for (let row: Row = 0; row < tree.count; row++) {
      const at = rank[nodes[row]!]!;
      found.spans[at]!++;
      found.total[at]! += Math.max(0, tree.end[row]! - tree.start[row]!);
      found.self[at]! += self[row]!;
      if (found.firstRow[at] === -1) found.firstRow[at] = row;
    }
    return found;
  };
  return {
    count: order.length,
    depth,
    parent: Int32Array.from(order, (node) => (parent[node] === -1 ? -1 : rank[parent[node]!]!)),
    subtreeEnd,
    shape: Int32Array.from(order, (node) => shape[node]!),
    sides: [side(here, nodesOf[0]!), side(there, nodesOf[1]!)],
  };
}

function preOrder(roots: readonly number[], children: readonly number[][]) {
  const order: number[] = [];
  const depths: number[] = [];
  const waiting = [...roots].reverse().map((node) => ({ node, depth: 0 }));
  while (waiting.length > 0) {
    const { node, depth } = waiting.pop()!;
    order.push(node);
    depths.push(depth);
    const below = children[node]!;
    for (let at = below.length - 1; at >= 0; at--) waiting.push({ node: below[at]!, depth: depth + 1 });
  }
  const subtreeEnd = new Int32Array(order.length);
  const open: number[] = [];
  for (let at = 0; at <= order.length; at++) {
    const depth = at === order.length ? -1 : depths[at]!;
    while (open.length > 0 && depths[open.at(-1)!]! >= depth) subtreeEnd[open.pop()!] = at;
    open.push(at);
  }
  return { order, depth: Int32Array.from(depths), subtreeEnd };
}
