/**
 * Time that no span explains: the longest stretch of a transaction in which a span waits or works while nothing runs
 * beneath it, although it is one of those that usually have something beneath them.
 *
 *     GET /report      |--------------------------
 *       query          | ---
 *                      |    ~~~~~~~~~~~~~~~~~~        the gap
 *       render         |                      ---
 *
 * A span without children explains its time by its name. A call that leaves the process (a client's or a sender's span)
 * waits for the other side, which is not a gap.
 */
import { Layer, SpanKind } from '../event-codes.ts';
import type { Nanoseconds } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';
import { rowsOf, type Transactions } from './find-transactions.ts';
import type { SpanColumns } from './span-columns.ts';

export interface Gap {
  transaction: number;
  /** The span in which nothing is seen. */
  row: Row;
  start: Nanoseconds;
  end: Nanoseconds;
  /** Its children next to the gap; -1 at its begin and end. */
  before: Row;
  after: Row;
}

/** Of each transaction the longest gap, where it is long enough. */
export function findGaps(
  tree: TraceTree,
  transactions: Transactions,
  spans: Pick<SpanColumns, 'kind' | 'layer'>,
  { minTime, minShare }: { minTime: Nanoseconds; minShare: number },
): Gap[] {
  const found: Gap[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const root = transactions.root[transaction]!;
    const least = Math.max(minTime, (tree.end[root]! - tree.start[root]!) * minShare);
    let longest: Gap | undefined;
    for (const row of rowsOf(transactions, transaction)) {
      // Cheap first: few spans are long enough to hold a gap.
      const shortest: number = longest === undefined ? least : longest.end - longest.start;
      if (tree.end[row]! - tree.start[row]! < shortest || !mayHaveGaps(tree, spans, row)) continue;
      const gap = longestGap(tree, transaction, row);
      if (gap.end - gap.start >= least && (longest === undefined || gap.end - gap.start > shortest))
        longest = gap;
    }
    if (longest !== undefined) found.push(longest);
  }
  return found;
}

function mayHaveGaps(tree: TraceTree, spans: Pick<SpanColumns, 'kind' | 'layer'>, row: Row): boolean {
  if (tree.subtreeEnd[row] === row + 1) return false;
  const span = tree.order[row]!;
  const kind = spans.kind[span];
  const layer = spans.layer[span];
  return (
    kind !== SpanKind.client &&
    kind !== SpanKind.producer &&
    (layer === Layer.app || layer === Layer.view || layer === Layer.other)
  );
}

function longestGap(tree: TraceTree, transaction: number, row: Row): Gap {
  const { start, end, subtreeEnd } = tree;
  const to = end[row]!;
  let until = start[row]!;
  let last = -1;
  const gap: Gap = { transaction, row, start: until, end: until, before: -1, after: -1 };
  const offer = (next: Nanoseconds, after: Row) => {
    if (next - until > gap.end - gap.start) {
      gap.start = until;
      gap.end = next;
      gap.before = last;
      gap.after = after;
    }
  };
  for (let child = row + 1; child < subtreeEnd[row]!; child = subtreeEnd[child]!) {
    offer(Math.min(start[child]!, to), child);
    if (end[child]! > until) {
      until = Math.min(end[child]!, to);
      last = child;
    }
  }
  offer(to, -1);
  return gap;
}
