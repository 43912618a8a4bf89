import { LAYER_NAMES } from '@tracebin/model';
import { selfTimeAt } from '../layout/self-segments.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';

/** Nanoseconds by layer: self time of its spans. */
export function layerTimes(layout: TraceLayout): number[] {
  const times: number[] = LAYER_NAMES.map(() => 0);
  for (let at = 0; at < layout.count; at++) {
    const layer = Math.min(layout.layer[at]!, times.length - 1);
    times[layer] = times[layer]! + selfTimeAt(layout.self, at);
  }
  return times;
}
