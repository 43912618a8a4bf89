/**
 * A trace as a flame graph: spans that do the same beneath the same spans are one node, whose width is the time that
 * they and all beneath them spent themselves.
 *
 *     GET /week                    GET /week  ------------------
 *       slot                         slot     -------------            3 spans
 *         SELECT                       SELECT ---------                3 spans
 *       slot
 *         SELECT   ...
 *
 * Widths add up: a node is as wide as its own time and its children. What ran side by side counts each time, so the
 * whole may be wider than the trace was long.
 */
import type { Nanoseconds } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';

/** Nodes with parents before children; the children of a node stand together, widest first. */
export interface PathTree {
  readonly count: number;
  /** -1 for a root. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** The number that all spans of the node share. */
  readonly key: Int32Array;
  /** The first span of it, and how many there are. */
  readonly firstRow: Int32Array;
  readonly spans: Int32Array;
  readonly self: Float64Array;
  /** `self` of the node and everything beneath. */
  readonly total: Float64Array;
  /** Where the node begins, in the sum of all time. */
  readonly from: Float64Array;
  /** By row: its node. */
  readonly nodeOf: Int32Array;
  readonly deepest: number;
}

/**
 * @param keyOf by span: equal for spans that do the same
 * @param self by row
 */
export function mergePaths(
  tree: TraceTree,
  keyOf: ArrayLike<number>,
  keyCount: number,
  self: ArrayLike<Nanoseconds>,
): PathTree {
  const known = new Map<number, number>();
  const parent: number[] = [];
  const key: number[] = [];
  const firstRow: Row[] = [];
  const made = new Int32Array(tree.count);
  for (let row = 0; row < tree.count; row++) {
    const above = tree.parent[row] === -1 ? -1 : made[tree.parent[row]!]!;
    const own = keyOf[tree.order[row]!]!;
    const place = (above + 1) * keyCount + own;
    let node = known.get(place);
    if (node === undefined) {
      node = parent.push(above) - 1;
      key.push(own);
      firstRow.push(row);
      known.set(place, node);
    }
    made[row] = node;
  }
  const count = parent.length;
  const spans = new Int32Array(count);
  const ownTime = new Float64Array(count);
  for (let row = 0; row < tree.count; row++) {
    spans[made[row]!]!++;
    ownTime[made[row]!]! += self[row]!;
  }
  const total = ownTime.slice();
  for (let node = count - 1; node >= 0; node--) if (parent[node]! >= 0) total[parent[node]!]! += total[node]!;
  return layOut({ count, parent, key, firstRow, spans, self: ownTime, total, made });
}

interface Unordered {
  count: number;
  parent: number[];
  key: number[];
  firstRow: Row[];
  spans: Int32Array;
  self: Float64Array;
  total: Float64Array;
  made: Int32Array;
}

/** Level by level, each node's children beside each other, the widest first. */
function layOut({ count, parent, key, firstRow, spans, self, total, made }: Unordered): PathTree {
  const depth = new Int32Array(count);
  for (let node = 0; node < count; node++) if (parent[node]! >= 0) depth[node] = depth[parent[node]!]! + 1;
  const rank = new Int32Array(count);
  const order = Array.from({ length: count }, (_, node) => node);
  // Level by level, so that a parent has its rank when its children are put in order.
  const levels: number[][] = [];
  for (const node of order) {
    const level = levels[depth[node]!];
    if (level === undefined) levels[depth[node]!] = [node];
    else level.push(node);
  }
  const sorted: number[] = [];
  for (const level of levels) {
    level.sort(
      (a, b) =>
        (parent[a]! >= 0 ? rank[parent[a]!]! : -1) - (parent[b]! >= 0 ? rank[parent[b]!]! : -1) ||
        total[b]! - total[a]! ||
        a - b,
    );
    for (const node of level) rank[node] = sorted.push(node) - 1;
  }
  const from = new Float64Array(count);
  const used = new Float64Array(count);
  let rootsUsed = 0;
  sorted.forEach((node, at) => {
    const above = parent[node]!;
    if (above < 0) {
      from[at] = rootsUsed;
      rootsUsed += total[node]!;
    } else {
      from[at] = from[rank[above]!]! + used[above]!;
      used[above]! += total[node]!;
    }
  });
  const ints = (of: (node: number) => number) => Int32Array.from(sorted, of);
  return {
    count,
    parent: ints((node) => (parent[node]! < 0 ? -1 : rank[parent[node]!]!)),
    depth: ints((node) => depth[node]!),
    key: ints((node) => key[node]!),
    firstRow: ints((node) => firstRow[node]!),
    spans: ints((node) => spans[node]!),
    self: Float64Array.from(sorted, (node) => self[node]!),
    total: Float64Array.from(sorted, (node) => total[node]!),
    from,
    nodeOf: made.map((node) => rank[node]!),
    deepest: levels.length,
  };
}
