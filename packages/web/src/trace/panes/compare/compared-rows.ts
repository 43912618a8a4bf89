import { compareTraces, ShapeTable, type SpanShape, type TraceComparison } from '@tracebin/model';
import type { TraceLayout } from '../../layout/trace-layout.ts';
import { shapesOf } from '../use-shapes.ts';

/** How a node differs: by whether and how often it ran, or else by its own time. */
export type Difference =
  | 'only here'
  | 'only there'
  | 'more here'
  | 'more there'
  | 'slower here'
  | 'slower there'
  | '';

export interface ComparedRows {
  comparison: TraceComparison;
  shapes: readonly SpanShape[];
  difference: Difference[];
  /** 1 where the node or something beneath it differs. */
  differs: Uint8Array;
}

/** Time of their own that differs by less than this part of the longer trace is the same. */
const MIN_TIME_SHARE = 0.02;

export function comparedRows(here: TraceLayout, there: TraceLayout): ComparedRows {
  const table = new ShapeTable();
  const sides = [here, there].map((layout) => {
    const { shape, self } = shapesOf(layout, table);
    return { tree: { ...layout.tree, end: layout.end }, shape, self };
  });
  const comparison = compareTraces(sides[0]!, sides[1]!, table.shapes.length);
  const least = Math.max(here.duration, there.duration) * MIN_TIME_SHARE;
  const [mine, theirs] = comparison.sides;
  const difference = Array.from({ length: comparison.count }, (_, at): Difference => {
    const more = mine.spans[at]! - theirs.spans[at]!;
    if (theirs.spans[at] === 0) return 'only here';
    if (mine.spans[at] === 0) return 'only there';
    if (more !== 0) return more > 0 ? 'more here' : 'more there';
    const longer = mine.self[at]! - theirs.self[at]!;
    if (longer === 0 || Math.abs(longer) < least) return '';
    return longer > 0 ? 'slower here' : 'slower there';
  });
  const differs = new Uint8Array(comparison.count);
  for (let at = comparison.count - 1; at >= 0; at--) {
    if (difference[at] !== '') differs[at] = 1;
    const above = comparison.parent[at]!;
    if (differs[at] === 1 && above !== -1) differs[above] = 1;
  }
  return { comparison, shapes: table.shapes, difference, differs };
}
