/**
 * Where the errors of a trace started. An error usually shows on every span from the place where it happened up to the
 * one that answers the user; the deepest is its origin.
 */
import { StatusCode } from '../event-codes.ts';
import type { Row, TraceTree } from './build-tree.ts';
import { Scratch } from './scratch.ts';
import type { SpanColumns } from './span-columns.ts';

const SCRATCH = new Scratch();

export interface ErrorOrigin {
  /** A span that failed while nothing beneath it did. */
  row: Row;
  /** How far up it was passed on without a break; `row` itself where it was handled at once. */
  reached: Row;
}

export function findErrors(tree: TraceTree, status: SpanColumns['status']): ErrorOrigin[] {
  const { count, order, parent } = tree;
  const failed = (row: Row): boolean => status[order[row]!] === StatusCode.error;
  let first = 0;
  while (first < count && !failed(first)) first++;
  // Most traces have none.
  if (first === count) return [];
  const reached = SCRATCH.int32(0, count);
  const errorsBeneath = SCRATCH.uint8(0, count).fill(0, 0, count);
  const origins: ErrorOrigin[] = [];
  for (let row = first; row < count; row++) {
    if (!failed(row)) continue;
    const above = parent[row]!;
    reached[row] = above !== -1 && failed(above) ? reached[above]! : row;
  }
  for (let row = count - 1; row >= 0; row--) {
    const isFailed = failed(row);
    if (isFailed && errorsBeneath[row] === 0) origins.push({ row, reached: reached[row]! });
    const above = parent[row]!;
    if (above !== -1 && (isFailed || errorsBeneath[row] === 1)) errorsBeneath[above] = 1;
  }
  return origins.reverse();
}
