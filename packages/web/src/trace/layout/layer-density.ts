import { LAYER_NAMES } from '@tracebin/model';
import type { TraceLayout } from './trace-layout.ts';

export const DENSITY_LAYERS = LAYER_NAMES.length;

/** What the trace was busy with, over its whole length: for the minimap. */
export interface LayerDensity {
  columns: number;
  /** `columns * DENSITY_LAYERS` numbers: how many spans of that layer worked themselves, on average, in that column. */
  busy: Float32Array;
  /** Largest sum over the layers of one column. */
  peak: number;
  /** 1 where a span that failed ends. */
  failed: Uint8Array;
}

/**
 * Adds every stretch of self time into columns. A stretch costs the same however long it is: its edges are added
 * as differences and summed up once at the end.
 */
export function layerDensity(layout: TraceLayout, columns: number): LayerDensity {
  const { self, layer, count, end, failed, duration } = layout;
  const busy = new Float32Array(columns * DENSITY_LAYERS);
  const level = new Float64Array((columns + 1) * DENSITY_LAYERS);
  const failedAt = new Uint8Array(columns);
  const perColumn = Math.max(duration, 1) / columns;
  const columnOf = (time: number) => Math.min(columns - 1, Math.max(0, Math.floor(time / perColumn)));
  for (let at = 0; at < count; at++) {
    const kind = Math.min(layer[at]!, DENSITY_LAYERS - 1);
    for (let s = self.first[at]!; s < self.first[at + 1]!; s++) {
      const from = self.from[s]! / perColumn;
      const to = self.to[s]! / perColumn;
      const a = columnOf(self.from[s]!);
      const b = columnOf(self.to[s]!);
      if (a === b) {
        busy[a * DENSITY_LAYERS + kind]! += to - from;
        continue;
      }
      busy[a * DENSITY_LAYERS + kind]! += a + 1 - from;
      busy[b * DENSITY_LAYERS + kind]! += to - b;
      level[(a + 1) * DENSITY_LAYERS + kind]! += 1;
      level[b * DENSITY_LAYERS + kind]! -= 1;
    }
    if (failed[at] === 1) failedAt[columnOf(end[at]!)] = 1;
  }
  const running = new Float64Array(DENSITY_LAYERS);
  let peak = 0;
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    for (let k = 0; k < DENSITY_LAYERS; k++) {
      running[k]! += level[c * DENSITY_LAYERS + k]!;
      busy[c * DENSITY_LAYERS + k]! += running[k]!;
      sum += busy[c * DENSITY_LAYERS + k]!;
    }
    if (sum > peak) peak = sum;
  }
  return { columns, busy, peak, failed: failedAt };
}
