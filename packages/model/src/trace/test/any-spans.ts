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
