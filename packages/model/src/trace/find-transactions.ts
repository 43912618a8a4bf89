import { SpanKind } from '../event-codes.ts';
import type { Row, TraceTree } from './build-tree.ts';
import { ColumnBuffer } from './column-buffer.ts';
import type { SpanColumns } from './span-columns.ts';

/**
 * A trace cut into transactions: an entry span of a service with everything beneath it inside that service. Each
 * row belongs to exactly one. A span enters when it is a root, of kind SERVER or CONSUMER, or its parent is in another
 * service.
 */
export interface Transactions {
  readonly count: number;
  /** By transaction: the row it begins with; ascending. */
  readonly root: Int32Array;
  /** By row: its transaction. */
  readonly of: Int32Array;
  /** Rows of transaction `t` in pre-order: `rows[offset[t]]` up to `rows[offset[t + 1]]`. */
  readonly offset: Int32Array;
  readonly rows: Int32Array;
}

export function findTransactions(
  tree: TraceTree,
  spans: Pick<SpanColumns, 'service' | 'kind'>,
): Transactions {
  const columns = new ColumnBuffer({ int32: 2 * tree.count });
  const of = columns.int32(tree.count);
  const roots: Row[] = [];
  /** By transaction: its spans; then where its next row goes. */
  const next: number[] = [];
  for (let row = 0; row < tree.count; row++) {
    const parent = tree.parent[row]!;
    const span = tree.order[row]!;
    const kind = spans.kind[span]!;
    const enters =
      parent === -1 ||
      kind === SpanKind.server ||
      kind === SpanKind.consumer ||
      spans.service[span] !== spans.service[tree.order[parent]!];
    if (enters) {
      of[row] = roots.push(row) - 1;
      next.push(1);
    } else {
      of[row] = of[parent]!;
      next[of[row]!]!++;
    }
  }
  const rows = columns.int32(tree.count);
  const count = roots.length;
  const counted = new ColumnBuffer({ int32: 2 * count + 1 });
  const offset = counted.int32(count + 1);
  const root = counted.int32(count);
  for (let at = 0; at < count; at++) {
    root[at] = roots[at]!;
    offset[at + 1] = offset[at]! + next[at]!;
    next[at] = offset[at]!;
  }
  for (let row = 0; row < tree.count; row++) rows[next[of[row]!]!++] = row;
  return { count, root, of, offset, rows };
}

/** The rows of one transaction, in pre-order; its root is the first. */
export function rowsOf(transactions: Transactions, transaction: number): Int32Array {
  return transactions.rows.subarray(transactions.offset[transaction]!, transactions.offset[transaction + 1]!);
}
