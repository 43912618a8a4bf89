/**
 * The tree of a trace, from spans in any order and any state of completeness.
 *
 * The result is in pre-order: a *row* is a position in it, and everything beneath a row is the range up to
 * `subtreeEnd[row]`. So collapsing is O(1), and walking children needs no links:
 *
 *     row  span        depth  subtreeEnd      for (let child = row + 1; child < subtreeEnd[row];
 *      0   GET /week     0        5                child = subtreeEnd[child]) { ... }
 *      1   ├ auth        1        2
 *      2   └ render      1        5
 *      3     ├ SELECT    2        4
 *      4     └ SELECT    2        5
 *
 * Siblings and roots are sorted by start, then longest first, then span id, so the same spans give the same
 * tree whatever order they arrived in. Nothing recurses: a chain of 100,000 spans is fine.
 */
import type { Nanoseconds, SpanIndex } from '../units.ts';
import { breakCycles } from './break-cycles.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { Scratch } from './scratch.ts';
import type { SpanColumns } from './span-columns.ts';

const SCRATCH = new Scratch();

/** A position in the pre-order of a tree. */
export type Row = number;

/** What is wrong with a span's place in the tree; bits, several may hold. */
export const TreeIssue = {
  /** Names a parent that is not in the trace (not arrived, sampled away, or not instrumented). */
  missingParent: 1,
  /** Names itself as its parent. */
  selfParent: 2,
  /** Was part of a ring of parents; the ring was cut above this span. */
  cycle: 4,
  /** Another span has the same id; this one is left out. */
  duplicate: 8,
} as const;

export interface TraceTree {
  /** Rows in the tree: spans without the duplicates. */
  readonly count: number;
  /** By row: the span there. */
  readonly order: Int32Array;
  /** By span: its row, -1 for a duplicate that was left out. */
  readonly rowOf: Int32Array;
  /** By row: the parent's row, -1 for a root. */
  readonly parent: Int32Array;
  /** By row: 0 for a root. */
  readonly depth: Int32Array;
  /** By row: the first row after everything beneath. */
  readonly subtreeEnd: Int32Array;
  /** By row: start and end of the span. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Rows of the roots. */
  readonly roots: Int32Array;
  /** By span: bits of `TreeIssue`. */
  readonly issues: Uint8Array;
}

export type TreeColumns = Pick<SpanColumns, 'spanId' | 'parentSpanId' | 'start' | 'duration'>;

export function buildTree(spans: TreeColumns): TraceTree {
  const total = spans.spanId.length;
  const columns = new ColumnBuffer({ float64: 2 * total, int32: 5 * total, uint8: total });
  const start = columns.float64(total);
  const end = columns.float64(total);
  const sorted = sortByStart(spans, SCRATCH.int32(0, total).subarray(0, total));
  const parentOf = SCRATCH.int32(1, total).fill(-1, 0, total);
  const links = {
    firstChild: SCRATCH.int32(2, total).fill(-1, 0, total),
    nextSibling: SCRATCH.int32(3, total).fill(-1, 0, total),
  };
  const tree = {
    order: columns.int32(total),
    rowOf: columns.int32(total).fill(-1),
    parent: columns.int32(total),
    depth: columns.int32(total),
    subtreeEnd: columns.int32(total),
    start,
    end,
    issues: columns.uint8(total),
  };
  const { issues } = tree;
  const indexOf = indexIds(spans, sorted, issues);
  findParents(spans, indexOf, issues, parentOf);
  const laidOut = layOut(spans, sorted, parentOf, links, tree);
  if (laidOut !== undefined) return laidOut;
  breakCycles(parentOf, sorted, (span) => {
    issues[span]! |= TreeIssue.cycle;
  });
  links.firstChild.fill(-1, 0, total);
  return layOut(spans, sorted, parentOf, links, tree)!;
}

/** Spans in the order of siblings. Most traces arrive sorted, so that is looked at first: 1 ms against 60 for 100,000. */
function sortByStart(spans: TreeColumns, order: Int32Array): Int32Array {
  for (let index = 0; index < order.length; index++) order[index] = index;
  const compare = (a: SpanIndex, b: SpanIndex): number => {
    const byStart = spans.start[a]! - spans.start[b]!;
    if (byStart !== 0) return byStart;
    const byDuration = spans.duration[b]! - spans.duration[a]!;
    if (byDuration !== 0) return byDuration;
    const idA = spans.spanId[a]!;
    const idB = spans.spanId[b]!;
    if (idA !== idB) return idA < idB ? -1 : 1;
    const parentA = spans.parentSpanId[a]!;
    const parentB = spans.parentSpanId[b]!;
    return parentA === parentB ? a - b : parentA < parentB ? -1 : 1;
  };
  for (let index = 1; index < order.length; index++) {
    if (compare(index - 1, index) > 0) return order.sort(compare);
  }
  return order;
}

/** Of several spans with one id the first in sibling order stays: the one that started first, then the longest. */
function indexIds(spans: TreeColumns, sorted: Int32Array, issues: Uint8Array): Map<string, SpanIndex> {
  const indexOf = new Map<string, SpanIndex>();
  // Backwards, so that the first is the last to be written.
  for (let at = sorted.length - 1; at >= 0; at--) indexOf.set(spans.spanId[sorted[at]!]!, sorted[at]!);
  if (indexOf.size === sorted.length) return indexOf;
  for (let span = 0; span < sorted.length; span++) {
    if (indexOf.get(spans.spanId[span]!) !== span) issues[span] = TreeIssue.duplicate;
  }
  return indexOf;
}

function findParents(
  spans: TreeColumns,
  indexOf: Map<string, SpanIndex>,
  issues: Uint8Array,
  parentOf: Int32Array,
): void {
  for (let span = 0; span < issues.length; span++) {
    if (issues[span] !== 0) continue;
    const parentId = spans.parentSpanId[span]!;
    if (parentId === '') continue;
    const parent = indexOf.get(parentId);
    if (parent === undefined) issues[span] = TreeIssue.missingParent;
    else if (parent === span) issues[span] = TreeIssue.selfParent;
    else parentOf[span] = parent;
  }
}

/** @returns undefined where a ring of parents keeps spans away from every root */
function layOut(
  spans: TreeColumns,
  sorted: Int32Array,
  parentOf: Int32Array,
  { firstChild, nextSibling }: { firstChild: Int32Array; nextSibling: Int32Array },
  columns: Omit<TraceTree, 'count' | 'roots'>,
): TraceTree | undefined {
  const { order, rowOf, parent, depth, subtreeEnd, start, end, issues } = columns;
  const total = sorted.length;
  let firstRoot = -1;
  let rootCount = 0;
  let count = 0;
  // Backwards, so that putting each span in front of its siblings leaves them in order.
  for (let at = total - 1; at >= 0; at--) {
    const span = sorted[at]!;
    if ((issues[span]! & TreeIssue.duplicate) !== 0) continue;
    count++;
    const parent = parentOf[span]!;
    if (parent === -1) {
      nextSibling[span] = firstRoot;
      firstRoot = span;
      rootCount++;
    } else {
      nextSibling[span] = firstChild[parent]!;
      firstChild[parent] = span;
    }
  }

  const roots = new Int32Array(rootCount);
  let row = 0;
  let rootsSeen = 0;
  let span = firstRoot;
  let above = -1;
  while (span !== -1) {
    order[row] = span;
    rowOf[span] = row;
    parent[row] = above;
    depth[row] = above === -1 ? 0 : depth[above]! + 1;
    const begin: Nanoseconds = spans.start[span]!;
    start[row] = begin;
    end[row] = begin + spans.duration[span]!;
    if (above === -1) roots[rootsSeen++] = row;
    if (firstChild[span] !== -1) {
      above = row++;
      span = firstChild[span]!;
      continue;
    }
    subtreeEnd[row] = ++row;
    while (span !== -1 && nextSibling[span] === -1) {
      if (above === -1) {
        span = -1;
        break;
      }
      subtreeEnd[above] = row;
      span = order[above]!;
      above = parent[above]!;
    }
    if (span !== -1) span = nextSibling[span]!;
  }
  if (row < count) return undefined;
  if (count === total) return { ...columns, count, roots };
  // Duplicates were left out: the columns by row are shorter than those by span.
  return {
    count,
    order: order.subarray(0, count),
    rowOf,
    parent: parent.subarray(0, count),
    depth: depth.subarray(0, count),
    subtreeEnd: subtreeEnd.subarray(0, count),
    start: start.subarray(0, count),
    end: end.subarray(0, count),
    roots,
    issues,
  };
}
