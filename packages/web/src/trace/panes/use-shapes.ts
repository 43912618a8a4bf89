import { ShapeTable, selfTime, spanShapes } from '@tracebin/model';
import { useMemo } from 'react';
import type { TraceLayout } from '../layout/trace-layout.ts';

/** Which spans of the trace do the same work, and what each row spent itself. */
export interface TraceShapes {
  table: ShapeTable;
  /** By span. */
  shape: Int32Array;
  /** By position. */
  self: Float64Array;
}

export function shapesOf(layout: TraceLayout, table = new ShapeTable()): TraceShapes {
  return {
    table,
    shape: spanShapes(layout.answer.strings, layout.answer.spans, table),
    self: selfTime({ ...layout.tree, end: layout.end }),
  };
}

export const useShapes = (layout: TraceLayout): TraceShapes => useMemo(() => shapesOf(layout), [layout]);
