import { criticalPath } from '@tracebin/model';
import type { Position, TraceLayout } from './trace-layout.ts';

/** The critical path by row: the parts of the span at `p` are those from `first[p]` to `first[p + 1]`, in time order. */
export interface PathParts {
  first: Int32Array;
  from: Float64Array;
  to: Float64Array;
}

/** The path to the end of the span `root`. */
export function pathParts(layout: TraceLayout, root: Position): PathParts {
  const { row, start, end } = criticalPath(
    { ...layout.tree, end: layout.end },
    layout.answer.spans.kind,
    root,
  );
  const first = new Int32Array(layout.count + 1);
  for (const at of row) first[at + 1]!++;
  for (let at = 0; at < layout.count; at++) first[at + 1]! += first[at]!;
  const next = first.slice();
  const from = new Float64Array(row.length);
  const to = new Float64Array(row.length);
  for (let part = 0; part < row.length; part++) {
    const place = next[row[part]!]!++;
    from[place] = start[part]!;
    to[place] = end[part]!;
  }
  return { first, from, to };
}
