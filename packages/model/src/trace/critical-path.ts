/**
 * The critical path: what would have to be faster for a span to end earlier. Walked from its end backwards: of the
 * children that have finished by then, the one that finished last was waited for; before it, the next.
 *
 *     GET /     ==........=.....==        = the span's own time on the path
 *       query     ========                = waited for
 *       log          ---                  ran beside it, waited for by nobody
 *       render             =====
 *
 * Children are cut to their parent. A CONSUMER beneath a PRODUCER blocks nobody. Children that follow each other without
 * a gap are both on the path.
 */
import { SpanKind } from '../event-codes.ts';
import type { Row, TraceTree } from './build-tree.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { Scratch } from './scratch.ts';
import type { SpanColumns } from './span-columns.ts';

const SCRATCH = new Scratch();

/** Parts of the path in the order of time, without gaps from the start of the root to its end. */
export interface CriticalPath {
  readonly row: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

export function criticalPath(tree: TraceTree, kind: SpanColumns['kind'], root: Row = 0): CriticalPath {
  if (tree.count === 0) return { row: new Int32Array(), start: new Float64Array(), end: new Float64Array() };
  const first = root;
  const size = tree.subtreeEnd[root]! - root;
  const { start, end, firstChild, nextChild } = blockingChildren(tree, kind, first, size);
  const rows: Row[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const open: number[] = [0];
  const pending = firstChild;
  let now = end[0]!;
  while (open.length > 0) {
    const node = open.at(-1)!;
    let child = pending[node]!;
    while (child !== -1 && end[child]! > now) child = nextChild[child]!;
    pending[node] = child === -1 ? -1 : nextChild[child]!;
    const until = child === -1 ? start[node]! : end[child]!;
    if (until < now) {
      rows.push(first + node);
      starts.push(until);
      ends.push(now);
      now = until;
    }
    if (child === -1) open.pop();
    else open.push(child);
  }
  return inOrderOfTime(rows, starts, ends);
}

/** The walk went backwards. */
function inOrderOfTime(
  rows: readonly Row[],
  starts: readonly number[],
  ends: readonly number[],
): CriticalPath {
  const { length } = rows;
  const columns = new ColumnBuffer({ float64: 2 * length, int32: length });
  const path = { start: columns.float64(length), end: columns.float64(length), row: columns.int32(length) };
  for (let at = 0; at < length; at++) {
    const from = length - 1 - at;
    path.row[at] = rows[from]!;
    path.start[at] = starts[from]!;
    path.end[at] = ends[from]!;
  }
  return path;
}

/** Children that can be waited for, cut to their parents, as lists that begin with the last to finish. */
function blockingChildren(tree: TraceTree, kind: SpanColumns['kind'], first: Row, size: number) {
  const start = SCRATCH.float64(0, size);
  const end = SCRATCH.float64(1, size);
  const firstChild = SCRATCH.int32(0, size).fill(-1, 0, size);
  const nextChild = SCRATCH.int32(1, size).fill(-1, 0, size);
  const blocking: number[] = [];
  start[0] = tree.start[first]!;
  end[0] = tree.end[first]!;
  for (let node = 1; node < size; node++) {
    const parent = tree.parent[first + node]!;
    const above = parent - first;
    start[node] = Math.max(tree.start[first + node]!, start[above]!);
    end[node] = Math.min(tree.end[first + node]!, end[above]!);
    const isQueued =
      kind[tree.order[first + node]!] === SpanKind.consumer &&
      kind[tree.order[parent]!] === SpanKind.producer;
    if (isQueued) end[node] = start[node]!;
    // Outside of its parent, or beneath something that is: nothing of it is left.
    if (end[node]! > start[node]!) blocking.push(node);
    else end[node] = start[node]!;
  }
  // Of those that finish together the longest is what was waited for, so it has to come first in its list.
  const order = blocking.sort((a, b) => end[a]! - end[b]! || start[b]! - start[a]! || b - a);
  for (let at = 0; at < order.length; at++) {
    const node = order[at]!;
    const above = tree.parent[first + node]! - first;
    nextChild[node] = firstChild[above]!;
    firstChild[above] = node;
  }
  return { start, end, firstChild, nextChild };
}
