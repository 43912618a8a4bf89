import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extractParent } from './propagation.ts';
import type { RecordedSpan } from './span.ts';
import { SpanFactory } from './tracer.ts';

const SCOPE = { name: 'test', version: '' };

function factory(sampleRatio: number, keepSlowerThanMs = 1_000) {
  const kept: RecordedSpan[] = [];
  let skipped = 0;
  const sink = {
    add: (span: RecordedSpan) => void kept.push(span),
    skip: (count: number) => {
      skipped += count;
    },
  };
  return { spans: new SpanFactory(sink, { sampleRatio, keepSlowerThanMs }), kept, skipped: () => skipped };
}

/** A transaction with one child that took so long and ended with this status. */
function run(
  spans: SpanFactory,
  durationMs: number,
  status = 0,
  parent?: Parameters<typeof extractParent>[0],
) {
  const first = spans.startTransaction('first', 1, SCOPE, parent && extractParent(parent));
  const child = spans.startChild(first, 'child', 2, SCOPE);
  child.end();
  first.endMs = -1;
  first.startMs = 0;
  first.setStatus({ code: status });
  first.end(durationMs);
  return first;
}

test('what chance chose stands for what it did not, and every span is kept or counted', () => {
  const { spans, kept, skipped } = factory(0.25);
  for (let index = 0; index < 4_000; index++) run(spans, 1);
  assert.equal(kept.length + skipped(), 8_000);
  // 2,000 of 8,000 are expected; ten standard deviations to either side.
  assert.ok(kept.length > 1_400 && kept.length < 2_600, String(kept.length));
  assert.ok(kept.every(({ traceState }) => traceState === 'ot=th:c'));
});

test('slow and failed transactions are all kept, and stand for themselves', () => {
  const { spans, kept, skipped } = factory(0.25, 50);
  for (let index = 0; index < 200; index++) {
    run(spans, 50);
    run(spans, 1, 2);
  }
  assert.equal(kept.length, 800);
  assert.equal(skipped(), 0);
  assert.ok(kept.every(({ traceState }) => traceState === ''));
});

test("a caller's B3 decision counts without ids, whatever chance would have said", () => {
  const all = factory(1);
  run(all.spans, 1, 0, { b3: '0' });
  run(all.spans, 1, 0, { 'x-b3-sampled': '0' });
  assert.deepEqual([all.kept.length, all.skipped()], [0, 4]);
  const none = factory(0);
  run(none.spans, 1, 0, { b3: '1' });
  assert.deepEqual([none.kept.length, none.skipped()], [2, 0]);
});

test('just below slow is left to chance', () => {
  const { spans, kept, skipped } = factory(0, 50);
  run(spans, 49.9);
  assert.deepEqual([kept.length, skipped()], [0, 2]);
});

test('spans that end after their transaction share its fate', () => {
  const { spans, kept, skipped } = factory(0, 50);
  const slow = spans.startTransaction('slow', 1, SCOPE, undefined);
  const late = spans.startChild(slow, 'late', 0, SCOPE);
  slow.startMs = 0;
  slow.end(60);
  late.end();
  assert.deepEqual([kept.length, skipped()], [2, 0]);
});

test('the caller decides for its trace, whatever our own ratio is', () => {
  const traceparent = (flags: string) => ({
    traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`,
    tracestate: 'ot=th:8',
  });
  const none = factory(0);
  run(none.spans, 1, 0, traceparent('01'));
  assert.deepEqual(
    none.kept.map(({ traceState }) => traceState),
    ['ot=th:8', 'ot=th:8'],
  );
  const all = factory(1);
  run(all.spans, 1, 0, traceparent('00'));
  assert.deepEqual([all.kept.length, all.skipped()], [0, 2]);
});
