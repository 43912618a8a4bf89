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
  // A span is on the path once before each child and once more before its begin.
  const rows = SCRATCH.int32(2, 2 * size);
  const starts = SCRATCH.float64(2, 2 * size);
  const ends = SCRATCH.float64(3, 2 * size);
  let length = 0;
  const open: number[] = [0];
  const pending = firstChild;
  let now = end[0]!;
  while (open.length > 0) {
    const node = open[open.length - 1]!;
    let child = pending[node]!;
    while (child !== -1 && end[child]! > now) child = nextChild[child]!;
    pending[node] = child === -1 ? -1 : nextChild[child]!;
    const until = child === -1 ? start[node]! : end[child]!;
    if (until < now) {
      rows[length] = first + node;
      starts[length] = until;
      ends[length++] = now;
      now = until;
    }
    if (child === -1) open.pop();
    else open.push(child);
  }
  return inOrderOfTime(length, rows, starts, ends);
}

/** The walk went backwards. */
function inOrderOfTime(
  length: number,
  rows: Int32Array,
  starts: Float64Array,
  ends: Float64Array,
): CriticalPath {
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
function blockingChildren(
  tree: TraceTree,
  kind: SpanColumns['kind'],
  first: Row,
  size: number,
): BlockingChildren {
  const start = SCRATCH.float64(0, size);
  const end = SCRATCH.float64(1, size);
  const firstChild = SCRATCH.int32(0, size).fill(-1, 0, size);
  const nextChild = SCRATCH.int32(1, size).fill(-1, 0, size);
  /** Each child ends after those that began before it: their order is that of the tree. */
  let endInOrder = true;
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
    if (end[node]! > start[node]!) {
      const before = firstChild[above]!;
      if (before !== -1 && end[before]! >= end[node]!) endInOrder = false;
      nextChild[node] = before;
      firstChild[above] = node;
    } else end[node] = start[node]!;
  }
  const lists = { start, end, firstChild, nextChild };
  if (!endInOrder) sortLists(tree, first, size, lists);
  return lists;
}

interface BlockingChildren {
  start: Float64Array;
  end: Float64Array;
  firstChild: Int32Array;
  nextChild: Int32Array;
}

function sortLists(tree: TraceTree, first: Row, size: number, lists: BlockingChildren): void {
  const { start, end, firstChild, nextChild } = lists;
  const blocking: number[] = [];
  for (let node = 1; node < size; node++) if (end[node]! > start[node]!) blocking.push(node);
  // Of those that finish together the longest is what was waited for, so it has to come first in its list.
  blocking.sort((a, b) => end[a]! - end[b]! || start[b]! - start[a]! || b - a);
  firstChild.fill(-1, 0, size);
  for (let at = 0; at < blocking.length; at++) {
    const node = blocking[at]!;
    const above = tree.parent[first + node]! - first;
    nextChild[node] = firstChild[above]!;
    firstChild[above] = node;
  }
}
