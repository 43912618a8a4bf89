import type { Position, TraceLayout } from './trace-layout.ts';

const maps = new WeakMap<TraceLayout, Map<string, Position>>();

/** Position of a span by its id, -1 where the trace has none. The map is made on the first question only. */
export function positionOfSpan(layout: TraceLayout, spanId: string): Position {
  let map = maps.get(layout);
  if (map === undefined) {
    map = new Map();
    for (let at = 0; at < layout.count; at++) map.set(spanIdAt(layout, at), at);
    maps.set(layout, map);
  }
  return map.get(spanId) ?? -1;
}

export const spanIdAt = (layout: TraceLayout, at: Position): string =>
  layout.answer.spans.spanId[layout.span[at]!]!;
