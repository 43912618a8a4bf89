import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT } from '../src/record/context.ts';
import { propagator } from '../src/record/propagator.ts';
import type { RecordedSpan } from '../src/record/span.ts';
import { SpanFactory, TracerProvider } from '../src/record/tracer.ts';

const getter = {
  get: (carrier: Record<string, string>, key: string) => carrier[key],
  keys: (carrier: Record<string, string>) => Object.keys(carrier),
};

test('a span made through the API joins the trace of a header, with the share that it was chosen by', () => {
  const kept: RecordedSpan[] = [];
  const sink = { add: (span: RecordedSpan) => void kept.push(span), skip: () => {} };
  const tracer = new TracerProvider(
    new SpanFactory(sink, { sampleRatio: 1, keepSlowerThanMs: 1_000 }),
  ).getTracer('test');
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: 'ot=th:c,vendor=1' };
  const context = propagator.extract(ROOT, headers, getter);
  tracer.startSpan('joined', {}, context).end();
  assert.equal(kept[0]?.traceIdHex(), traceId);
  assert.equal(kept[0]?.traceState, 'ot=th:c,vendor=1');
  const sent: Record<string, string> = {};
  const active = ROOT.setValue(Symbol.for('OpenTelemetry Context Key SPAN'), kept[0]);
  propagator.inject(active, sent, { set: (carrier, key, value) => Object.assign(carrier, { [key]: value }) });
  assert.match(sent.traceparent ?? '', new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  assert.equal(sent.tracestate, headers.tracestate);
});
