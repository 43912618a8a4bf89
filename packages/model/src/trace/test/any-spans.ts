import fc from 'fast-check';
import type { SpanColumns } from '../span-columns.ts';

/** Up to 40 spans with missing parents, rings, self-parents, duplicates and times that fit nothing. */
export function anySpans(): fc.Arbitrary<SpanColumns> {
  const span = fc.record({
    id: fc.nat(30),
    parent: fc.oneof(fc.constant(-1), fc.nat(40)),
    start: fc.nat(60),
    duration: fc.oneof(fc.constant(0), fc.nat(60)),
    name: fc.nat(3),
    service: fc.nat(2),
    kind: fc.nat(5),
    status: fc.nat(2),
    layer: fc.nat(6),
    host: fc.integer({ min: -1, max: 2 }),
  });
  return fc.array(span, { maxLength: 40 }).map((spans) => ({
    spanId: spans.map(({ id }) => idText(id)),
    parentSpanId: spans.map(({ parent }) => (parent === -1 ? '' : idText(parent))),
    start: spans.map(({ start }) => start),
    duration: spans.map(({ duration }) => duration),
    name: spans.map(({ name }) => name),
    service: spans.map(({ service }) => service),
    kind: spans.map(({ kind }) => kind),
    status: spans.map(({ status }) => status),
    layer: spans.map(({ layer }) => layer),
    detail: spans.map(() => -1),
    host: spans.map(({ host }) => host),
  }));
}

/**
 * A program that does one thing after another, up to 40 spans: each inside of its parent and none beside another. Half of
 * the time one span is moved or lasts longer by a little, so that it just fits no more.
 */
export function orderlySpans(): fc.Arbitrary<SpanColumns> {
  const step = fc.record({
    /** Spans that end before this one starts; all of them end at last. */
    closes: fc.constantFrom(0, 0, 0, 1, 1, 2),
    gap: fc.constantFrom(0, 0, 1, 2),
    service: fc.constantFrom(0, 0, 0, 0, 1),
    kind: fc.constantFrom(1, 1, 1, 2, 3),
    layer: fc.nat(6),
  });
  const moved = fc.option(
    fc.record({ span: fc.nat(39), by: fc.integer({ min: -2, max: 2 }), longer: fc.nat(2) }),
  );
  return fc.tuple(fc.array(step, { minLength: 1, maxLength: 40 }), moved).map(([steps, moved]) => {
    const start: number[] = [];
    const end: number[] = [];
    const parent: number[] = [];
    const open: number[] = [];
    let now = 10;
    steps.forEach(({ closes, gap }, span) => {
      for (let at = 0; at < closes && open.length > 1; at++) end[open.pop()!] = now++;
      now += gap;
      parent.push(open.at(-1) ?? -1);
      start.push(now);
      open.push(span);
    });
    while (open.length > 0) end[open.pop()!] = now++;
    const by = (span: number): number => (moved?.span === span ? moved.by : 0);
    const longer = (span: number): number => (moved?.span === span ? moved.longer : 0);
    return {
      spanId: steps.map((_, span) => idText(span)),
      parentSpanId: parent.map((above) => (above === -1 ? '' : idText(above))),
      start: start.map((time, span) => time + by(span)),
      duration: start.map((time, span) => end[span]! - time + longer(span)),
      name: steps.map(({ layer }) => layer % 3),
      service: steps.map(({ service }) => service),
      kind: steps.map(({ kind }) => kind),
      status: steps.map(({ layer, gap }) => (layer + gap) % 3),
      layer: steps.map(({ layer }) => layer),
      detail: steps.map(() => -1),
      host: steps.map(({ service }) => service),
    };
  });
}

/** The same spans in another order. */
export function permuted(spans: SpanColumns, seed: number): SpanColumns {
  const order = Array.from({ length: spans.spanId.length }, (_, index) => index);
  let state = seed >>> 0;
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return pick(spans, order);
}

/** These of the spans, in this order. */
export function pick(spans: SpanColumns, order: readonly number[]): SpanColumns {
  const from = <T>(column: ArrayLike<T>): T[] => order.map((index) => column[index]!);
  return {
    spanId: from(spans.spanId),
    parentSpanId: from(spans.parentSpanId),
    start: from(spans.start),
    duration: from(spans.duration),
    name: from(spans.name),
    service: from(spans.service),
    kind: from(spans.kind),
    status: from(spans.status),
    layer: from(spans.layer),
    detail: from(spans.detail),
    host: from(spans.host),
  };
}

function idText(id: number): string {
  return (id + 1).toString(16).padStart(16, '0');
}
