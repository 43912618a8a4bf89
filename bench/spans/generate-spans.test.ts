import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SpanKind, StatusCode } from '@tracebin/model';
import { generateRecords } from './generate-records.ts';
import { generateResources, generateSpans, USERS } from './generate-spans.ts';
import type { GeneratedSpan } from './generated-span.ts';

const SPANS = 50_000;
const RANGE_MS = 3_600_000;
const spans = [...generateSpans({ spans: SPANS, rangeMs: RANGE_MS })];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const isRoot = (span: GeneratedSpan) => span.parentSpanId.every((byte) => byte === 0);
const attributeOf = (span: GeneratedSpan, key: string) => span.values[span.keys.indexOf(key)];

function countBy<T>(items: Iterable<T>): number[] {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a);
}

describe('generated spans', () => {
  test('are the same for the same seed, and others for another', () => {
    const text = (seed: number) =>
      JSON.stringify([...generateSpans({ spans: 500, rangeMs: RANGE_MS, seed })]);
    assert.equal(text(7), text(7));
    assert.notEqual(text(7), text(8));
  });

  test('are as many as asked for', () => {
    assert.equal(spans.length, SPANS);
    assert.equal([...generateSpans({ spans: 1, rangeMs: 1 })].length, 1);
    assert.equal([...generateSpans({ spans: 0, rangeMs: 1 })].length, 0);
  });

  test('carry about twelve attributes each and seven of the process beside its service', () => {
    const mean = spans.reduce((sum, span) => sum + span.keys.length, 0) / SPANS;
    assert.ok(mean > 11.5 && mean < 13.5, `mean of ${mean}`);
    for (const span of spans)
      assert.equal(new Set(span.keys).size, span.keys.length, `${span.name} repeats a key`);
    for (const resource of generateResources()) assert.equal(Object.keys(resource.attributes).length, 7);
  });

  test('form traces of 10 to 30 spans, one span in ten an entry', () => {
    const sizes = countBy(spans.map((span) => hex(span.traceId)));
    const usual = sizes.filter((size) => size >= 10 && size <= 30).length / sizes.length;
    assert.ok(usual > 0.8, `only ${usual} of the traces have 10 to 30 spans`);
    const entries = spans.filter((span) => span.kind === SpanKind.server || span.kind === SpanKind.consumer);
    const share = entries.length / SPANS;
    assert.ok(share > 0.08 && share < 0.13, `${share} of the spans are entries`);
  });

  test('are of one environment in a trace, a tenth of the traces of the second one', () => {
    const ran = new Map<string, Set<string>>();
    for (const { traceId, resource } of spans) {
      const environments = ran.get(hex(traceId)) ?? new Set();
      ran.set(hex(traceId), environments.add(resource.attributes['deployment.environment.name']!));
    }
    assert.ok([...ran.values()].every(({ size }) => size === 1));
    const share = [...ran.values()].filter((environments) => environments.has('staging')).length / ran.size;
    assert.ok(share > 0.08 && share < 0.12, `${share} of the traces`);
  });

  test('have one root a trace and parents inside it', () => {
    const ids = new Set(spans.map((span) => hex(span.traceId) + hex(span.spanId)));
    assert.equal(ids.size, SPANS, 'a span id came twice');
    // The last trace may be cut off before its root.
    const last = hex(spans.at(-1)!.traceId);
    const whole = spans.filter((span) => hex(span.traceId) !== last);
    const traces = new Set(whole.map((span) => hex(span.traceId)));
    assert.equal(whole.filter(isRoot).length, traces.size);
    for (const span of whole) {
      if (!isRoot(span))
        assert.ok(ids.has(hex(span.traceId) + hex(span.parentSpanId)), `${span.name} has no parent`);
    }
  });

  test('start inside the range, the traces in order, and last no less than nothing', () => {
    const roots = spans.filter(isRoot).map((span) => span.start);
    assert.deepEqual(
      roots,
      [...roots].sort((a, b) => a - b),
    );
    assert.ok(roots.at(-1)! < RANGE_MS * 1e6 && roots.at(-1)! > RANGE_MS * 0.99e6);
    for (const span of spans) assert.ok(span.duration >= 0 && Number.isSafeInteger(span.duration));
  });

  test('are skewed: few users and endpoints make most of the traffic', () => {
    const users = countBy(spans.filter(isRoot).map((span) => attributeOf(span, 'user.id')));
    const busiest = users.slice(0, USERS / 100).reduce((sum, count) => sum + count, 0);
    const all = users.reduce((sum, count) => sum + count, 0);
    assert.ok(busiest / all > 0.5, `one user in a hundred makes ${busiest / all} of the requests`);
    const names = countBy(spans.filter(isRoot).map((span) => span.name));
    assert.ok(names[0]! + names[1]! > names.slice(2).reduce((sum, count) => sum + count, 0));
    assert.ok(names.length >= 10);
  });

  test('hold some long statements, some failures, and every type of value', () => {
    const statements = spans
      .map((span) => attributeOf(span, 'db.query.text'))
      .filter((text) => typeof text === 'string');
    const long = statements.filter((text) => text.length > 500).length / SPANS;
    assert.ok(long > 0.01 && long < 0.1, `${long} of the spans have a statement above 500 characters`);
    const failed = spans.filter((span) => span.status === StatusCode.error);
    assert.ok(failed.length > 10 && failed.length < SPANS / 50);
    for (const span of failed) assert.equal(span.exception?.['exception.message'], span.statusMessage);
    const types = new Set(spans.flatMap((span) => span.values.map((value) => typeof value)));
    assert.deepEqual([...types].sort(), ['boolean', 'number', 'object', 'string']);
  });
});

describe('generated records', () => {
  const records = [...generateRecords({ spans: SPANS, rangeMs: RANGE_MS })];
  const byId = new Map(spans.map((span) => [hex(span.traceId) + hex(span.spanId), span]));

  test('are of spans that exist, from their process, while they lasted', () => {
    for (const { traceId, spanId, resource, time } of records) {
      const span = byId.get(hex(traceId) + hex(spanId))!;
      assert.equal(span.resource.index, resource.index);
      assert.ok(time >= span.start && time <= span.start + span.duration);
    }
  });

  test('are one log for twenty spans and one event for a hundred, of every severity that the shop has', () => {
    const logs = records.filter(({ eventName }) => eventName === '');
    const share = logs.length / SPANS;
    assert.ok(share > 0.04 && share < 0.06, `${share} logs a span`);
    const events = (records.length - logs.length) / SPANS;
    assert.ok(events > 0.007 && events < 0.013, `${events} events a span`);
    const failed = spans.filter(({ status }) => status === StatusCode.error);
    const of = (severity: string) => logs.filter(({ severityText }) => severityText === severity).length;
    assert.equal(of('ERROR'), failed.length);
    assert.ok(of('INFO') > of('DEBUG') && of('DEBUG') > of('WARN') && of('WARN') > 0);
  });
});
