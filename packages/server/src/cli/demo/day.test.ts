import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOfTraces } from './day.ts';
import { Random } from './random.ts';
import { HEAVY_QUERIES, Shop } from './shop.ts';
import { toOtlpJson } from './trace-builder.ts';

const END_MS = Date.UTC(2026, 10, 20, 12);

function day(seed: number) {
  const random = new Random(seed);
  return [...dayOfTraces(new Shop(random, (digits) => random.hex(digits)), random, END_MS)];
}

test('the same seed shows the same day', () => {
  assert.equal(toOtlpJson(day(1).slice(0, 50)), toOtlpJson(day(1).slice(0, 50)));
  assert.notEqual(toOtlpJson(day(1).slice(0, 5)), toOtlpJson(day(2).slice(0, 5)));
});

test('a day of a few thousand requests, nearly all of them small, a dozen heavy ones of about 20 s', () => {
  const traces = day(7);
  assert.ok(traces.length > 2_000 && traces.length < 8_000, `${traces.length}`);
  const heavy = traces.filter(({ spans }) => spans.length > HEAVY_QUERIES);
  assert.ok(heavy.length >= 8 && heavy.length <= 14, `${heavy.length}`);
  for (const { spans } of heavy) {
    const seconds = (spans[0]!.end - spans[0]!.start) / 1000;
    assert.ok(seconds > 15 && seconds < 25, `${seconds}`);
    const statements = new Set(
      spans
        .filter(({ name }) => name === 'SELECT advertisers')
        .map((span) => span.attributes['db.query.text']),
    );
    assert.equal(statements.size, 1);
    assert.equal(spans.filter(({ name }) => name === 'SELECT advertisers').length, HEAVY_QUERIES);
  }
});

test('no span ends before it begins or after now, and children lie within requests', () => {
  for (const { spans } of day(3)) {
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    assert.equal(byId.size, spans.length);
    for (const span of spans) {
      assert.ok(span.start <= span.end && span.end < END_MS + 60_000);
      if (span.parentSpanId !== '') assert.ok(byId.get(span.parentSpanId)!.start <= span.start);
    }
  }
});
