import type { TraceTree } from './build-tree.ts';
import { ColumnBuffer } from './column-buffer.ts';

/**
 * By row: the span's duration minus the union of its children's intervals, each clamped to the span.
 * What a span spent itself, rather than waiting for something that is drawn beneath it.
 */
export function selfTime(tree: TraceTree): Float64Array {
  const { count, subtreeEnd, start, end } = tree;
  const self = new ColumnBuffer({ float64: count }).float64(count);
  for (let row = 0; row < count; row++) {
    const from = start[row]!;
    const to = end[row]!;
    let covered = 0;
    let coveredUntil = from;
    for (let child = row + 1; child < subtreeEnd[row]!; child = subtreeEnd[child]!) {
      // Siblings come sorted by start, so one pass over them builds the union.
      const childEnd = Math.min(end[child]!, to);
      const childStart = Math.max(start[child]!, coveredUntil);
      if (childEnd <= childStart) continue;
      covered += childEnd - childStart;
      coveredUntil = childEnd;
    }
    self[row] = to - from - covered;
  }
  return self;
}
