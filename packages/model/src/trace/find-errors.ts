/**
 * Where the errors of a trace started. An error usually shows on every span from the place where it happened up to the
 * one that answers the user; the deepest is its origin.
 */
import { StatusCode } from '../event-codes.ts';
import type { Row, TraceTree } from './build-tree.ts';
import type { SpanColumns } from './span-columns.ts';

export interface ErrorOrigin {
  /** A span that failed while nothing beneath it did. */
  row: Row;
  /** How far up it was passed on without a break; `row` itself where it was handled at once. */
  reached: Row;
}

export function findErrors(tree: TraceTree, status: SpanColumns['status']): ErrorOrigin[] {
  const failed = (row: Row): boolean => status[tree.order[row]!] === StatusCode.error;
  const reached = new Int32Array(tree.count).fill(-1);
  const errorsBeneath = new Uint8Array(tree.count);
  const origins: ErrorOrigin[] = [];
  for (let row = 0; row < tree.count; row++) {
    if (!failed(row)) continue;
    const parent = tree.parent[row]!;
    reached[row] = parent !== -1 && failed(parent) ? reached[parent]! : row;
  }
  for (let row = tree.count - 1; row >= 0; row--) {
    if (failed(row) && errorsBeneath[row] === 0) origins.push({ row, reached: reached[row]! });
    const parent = tree.parent[row]!;
    if (parent !== -1 && (failed(row) || errorsBeneath[row] === 1)) errorsBeneath[parent] = 1;
  }
  return origins.reverse();
}
