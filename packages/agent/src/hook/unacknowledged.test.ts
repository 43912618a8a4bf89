import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedSpan } from '../record/span.ts';
import { SpanFactory } from '../record/tracer.ts';
import { Unacknowledged } from './unacknowledged.ts';

const HALF_AN_HOUR_MS = 30 * 60_000;
const factory = new SpanFactory(
  { add: () => {}, skip: () => {} },
  { sampleRatio: 1, keepSlowerThanMs: 1_000 },
);
const begin = () => factory.startTransaction('process orders', 4, { name: 'test', version: '' }, undefined);

function delivered(
  work: Unacknowledged,
  count: number,
  channel = {},
): { messages: object[]; spans: RecordedSpan[] } {
  const messages = Array.from({ length: count }, () => ({}));
  const spans = messages.map((message, at) => {
    const span = begin();
    work.add(message, channel, at + 1, span);
    work.wait(message);
    return span;
  });
  return { messages, spans };
}

const ended = (spans: RecordedSpan[]) => spans.map((span) => span.endMs >= 0);

test('an acknowledgement ends its own work, or all up to it on its channel', () => {
  const work = new Unacknowledged();
  const channel = {};
  const { messages, spans } = delivered(work, 4, channel);
  const other = delivered(work, 1);
  work.end(messages[3] as object);
  assert.deepEqual(ended(spans), [false, false, false, true]);
  work.endUpTo(channel, 2);
  assert.deepEqual(ended(spans), [true, true, false, true]);
  work.endUpTo(channel, Number.POSITIVE_INFINITY);
  assert.deepEqual(ended([...spans, ...other.spans]), [true, true, true, true, false]);
  assert.equal(spans[0]?.attribute('tracebin.unacknowledged'), undefined);
});

test('one within the handler ends nothing: the handler does', () => {
  const work = new Unacknowledged();
  const [message, span] = [{}, begin()];
  work.add(message, {}, 1, span);
  work.end(message);
  assert.equal(work.has(message), false);
  assert.deepEqual(ended([span]), [false]);
});

test('after half an hour nobody waits any longer, and the work has ended when its handler returned', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let nowMs = 1_000;
  t.mock.method(performance, 'now', () => nowMs);
  const work = new Unacknowledged();
  const { spans } = delivered(work, 1);
  const running = begin();
  work.add({}, {}, 1, running);
  nowMs += HALF_AN_HOUR_MS - 1;
  t.mock.timers.tick(HALF_AN_HOUR_MS / 30);
  assert.deepEqual(ended(spans), [false]);
  nowMs += 1;
  t.mock.timers.tick(HALF_AN_HOUR_MS / 30);
  assert.equal(spans[0]?.endMs, 1_000);
  assert.equal(spans[0]?.attribute('tracebin.unacknowledged'), true);
  assert.deepEqual([ended([running]), work.size], [[false], 1]);
});

test('of more than a thousand the oldest is given up', () => {
  const work = new Unacknowledged();
  const { spans } = delivered(work, 1_000);
  assert.equal(work.size, 1_000);
  delivered(work, 1);
  assert.equal(work.size, 1_000);
  assert.deepEqual(ended(spans.slice(0, 2)), [true, false]);
});
