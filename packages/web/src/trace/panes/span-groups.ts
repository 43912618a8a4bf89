import {
  LAYER_NAMES,
  type LayerName,
  type SpanShape,
  type SpanStatistics,
  spanStatistics,
} from '@tracebin/model';
import { selfTimeAt } from '../layout/self-segments.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import type { GroupBy } from '../view/trace-view.ts';
import type { TraceShapes } from './use-shapes.ts';

/** Spans of one kind, and what they come to. Times in nanoseconds. */
export interface SpanGroup {
  /** Differs from that of every other group. */
  key: number;
  shape: SpanShape;
  layer: LayerName;
  spans: number;
  failed: number;
  total: number;
  self: number;
  median: number;
  p95: number;
  max: number;
  /** The longest of them, as an item of the layout. */
  slowest: number;
}

/** Spans put together, those that took most time themselves first. */
export function spanGroups(layout: TraceLayout, shapes: TraceShapes, by: GroupBy): SpanGroup[] {
  const { found, names } = groupSpans(layout, shapes, by);
  return names
    .map((shape, at) => ({
      key: found.key[at]!,
      shape,
      layer: LAYER_NAMES[shape.layer] ?? 'other',
      spans: found.spans[at]!,
      failed: found.failed[at]!,
      total: found.total[at]!,
      self: found.self[at]!,
      median: found.median[at]!,
      p95: found.p95[at]!,
      max: found.max[at]!,
      slowest: found.slowest[at]!,
    }))
    .sort((a, b) => b.self - a.self);
}

function groupSpans(
  layout: TraceLayout,
  { shape, table }: TraceShapes,
  by: GroupBy,
): { found: SpanStatistics; names: SpanShape[] } {
  const { spans, strings } = layout.answer;
  const tree = { ...layout.tree, end: layout.end };
  const self = Float64Array.from({ length: layout.count }, (_, at) => selfTimeAt(layout.self, at));
  const measured = (keyOf: ArrayLike<number>, nameOf: (key: number) => SpanShape) => {
    const found = spanStatistics(tree, spans.status, keyOf, self);
    return { found, names: Array.from(found.key, nameOf) };
  };
  if (by === 'statement') return measured(shape, (key) => table.shapes[key]!);
  if (by === 'layer') {
    return measured(spans.layer, (layer) => ({
      service: '',
      name: LAYER_NAMES[layer] ?? 'other',
      statement: '',
      layer,
    }));
  }
  const texts = strings.length;
  const keyOf =
    by === 'service' ? spans.service : spans.name.map((name, span) => name * texts + spans.service[span]!);
  const numbers = new Map<number, number>();
  const first: number[] = [];
  const dense = Int32Array.from(keyOf, (key, span) => {
    let number = numbers.get(key);
    if (number === undefined) {
      number = first.push(span) - 1;
      numbers.set(key, number);
    }
    return number;
  });
  return measured(dense, (key) => {
    const span = first[key]!;
    const service = strings[spans.service[span]!] ?? '';
    const name = by === 'service' ? service : (strings[spans.name[span]!] ?? '');
    return { service, name, statement: '', layer: spans.layer[span]! };
  });
}
