/**
 * Many requests as one waterfall: spans that do the same beneath the same spans are one row, with how many there are of
 * it in a request, how long they take together, and where between the begin and the end of the request they lie. Each
 * request counts for as many as it stands for.
 *
 *     GET /week     1.0 x   ------------------------
 *       auth        1.0 x   --
 *       SELECT     40.2 x      ------------------
 */
import {
  buildTree,
  findTransactions,
  LAYER_NAMES,
  type RequestProfile,
  rowsOf,
  ShapeTable,
  type SpanId,
  selfTime,
  spanShapes,
} from '@tracebin/model';
import type { RequestSpans } from './read-request-spans.ts';

/** A row below this part of the mean duration is left out, with what is beneath it. */
const WORTH_SHOWING = 0.001;
const MAX_ROWS = 300;

export interface Request {
  trace: RequestSpans;
  /** The span that the request begins with. */
  spanId: SpanId;
  /** How much it counts beside the others. */
  weight: number;
  /** Its times are multiplied by that. */
  scale: number;
}

interface Node {
  shape: number;
  children: Map<number, Node>;
  /** The weights of the requests that have it; all that follows is weighted. */
  weight: number;
  calls: number;
  total: number;
  self: number;
  start: number;
  end: number;
}

export function mergeRequests(requests: readonly Request[]): RequestProfile | null {
  const table = new ShapeTable();
  const top = emptyNode(-1);
  let merged = 0;
  let weight = 0;
  let duration = 0;
  for (const request of requests) {
    const length = addRequest(request, table, top);
    if (length === undefined) continue;
    merged++;
    weight += request.weight;
    duration += length * request.scale * request.weight;
  }
  if (merged === 0) return null;
  const profile: RequestProfile = {
    requests: merged,
    duration: duration / weight,
    depth: [],
    layer: [],
    name: [],
    statement: [],
    calls: [],
    share: [],
    total: [],
    self: [],
    start: [],
    end: [],
    leftOut: 0,
  };
  // The root of requests that were named alike is one; where it is not, the rows stand beside each other.
  const waiting = [...top.children.values()].map((node) => ({ node, depth: 0 }));
  while (waiting.length > 0) {
    const { node, depth } = waiting.pop()!;
    if (node.total / duration < WORTH_SHOWING || profile.depth.length >= MAX_ROWS) {
      profile.leftOut++;
      continue;
    }
    const shape = table.shapes[node.shape]!;
    profile.depth.push(depth);
    profile.layer.push(LAYER_NAMES[shape.layer] ?? 'other');
    profile.name.push(shape.name);
    profile.statement.push(shape.statement);
    profile.calls.push(node.calls / weight);
    profile.share.push(Math.min(1, node.weight / weight));
    profile.total.push(node.total / weight);
    profile.self.push(node.self / weight);
    profile.start.push(node.start / node.weight);
    profile.end.push(node.end / node.weight);
    const below = [...node.children.values()].sort(
      (a, b) => b.start / b.weight - a.start / a.weight || a.total - b.total,
    );
    for (const child of below) waiting.push({ node: child, depth: depth + 1 });
  }
  return profile;
}

/** Gives the request's own duration; undefined where its first span is not there. */
function addRequest(
  { trace, spanId, weight, scale }: Request,
  table: ShapeTable,
  top: Node,
): number | undefined {
  const { spans, strings } = trace;
  const tree = buildTree(spans);
  const transactions = findTransactions(tree, spans);
  const at = Array.from(transactions.root).findIndex((row) => spans.spanId[tree.order[row]!] === spanId);
  if (at === -1) return undefined;
  const rows = rowsOf(transactions, at);
  const shapes = spanShapes(strings, spans, table);
  const self = selfTime(tree);
  const root = rows[0]!;
  const begin = tree.start[root]!;
  const nodes = new Map<number, Node>();
  const seen = new Map<Node, { first: number; last: number }>();
  for (const row of rows) {
    const shape = shapes[tree.order[row]!]!;
    const above = row === root ? top : nodes.get(tree.parent[row]!)!;
    let node = above.children.get(shape);
    if (node === undefined) {
      node = emptyNode(shape);
      above.children.set(shape, node);
    }
    nodes.set(row, node);
    node.calls += weight;
    node.total += Math.max(0, tree.end[row]! - tree.start[row]!) * scale * weight;
    node.self += self[row]! * scale * weight;
    const place = seen.get(node);
    const [first, last] = [tree.start[row]! - begin, tree.end[row]! - begin];
    if (place === undefined) seen.set(node, { first, last });
    else {
      place.first = Math.min(place.first, first);
      place.last = Math.max(place.last, last);
    }
  }
  for (const [node, { first, last }] of seen) {
    node.weight += weight;
    node.start += first * scale * weight;
    node.end += last * scale * weight;
  }
  return Math.max(0, tree.end[root]! - begin);
}

const emptyNode = (shape: number): Node => ({
  shape,
  children: new Map(),
  weight: 0,
  calls: 0,
  total: 0,
  self: 0,
  start: 0,
  end: 0,
});
