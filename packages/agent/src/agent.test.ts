/** What an app may call gets anything, and gives back what the work gave: no more and no less. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createAgent } from './agent.ts';
import type { RecordedLog } from './record/logger.ts';
import type { RecordedSpan } from './record/span.ts';
import { SpanFactory } from './record/tracer.ts';
import { encodeSpans } from './send/encode-spans.ts';
import { ProtobufWriter } from './send/protobuf-writer.ts';

const ended: RecordedSpan[] = [];
const logs: RecordedLog[] = [];
const spans = new SpanFactory(
  { add: (span) => ended.push(span), skip: () => {} },
  { sampleRatio: 1, keepSlowerThanMs: 1_000 },
);
const agent = createAgent({
  spans,
  flush: async () => {},
  dropped: () => 0,
  addLog: (log) => logs.push(log),
  observe: () => () => {},
});
beforeEach(() => {
  ended.length = 0;
  logs.length = 0;
});

const unreadable = new Proxy(new Error('behind a proxy'), {
  get() {
    throw new Error('do not look');
  },
});
const THROWN: [string, unknown][] = [
  ['an error', new Error('mine')],
  ['nothing', undefined],
  ['null', null],
  ['a symbol', Symbol('sign')],
  ['an object that is no text', Object.create(null)],
  ['an error that does not want to be read', unreadable],
];

for (const [what, thrown] of THROWN)
  test(`${what}, thrown or rejected, comes out as it is, and the spans have ended as errors`, async () => {
    const throws = () => {
      throw thrown;
    };
    for (const work of [throws, () => agent.instrument('part', throws)]) {
      let caught: unknown;
      try {
        agent.transaction('work', work);
      } catch (error) {
        caught = error;
      }
      assert.ok(Object.is(caught, thrown));
    }
    const rejected = agent.transaction('later', () => Promise.reject(thrown));
    // In a list: a promise would look at it too.
    const [reason] = await rejected.catch((error: unknown) => [error]);
    assert.ok(Object.is(reason, thrown));
    assert.deepEqual(
      ended.map(({ name, statusCode }) => [name, statusCode]),
      [
        ['work', 2],
        ['part', 2],
        ['work', 2],
        ['later', 2],
      ],
    );
    assert.ok(encodeSpans(new ProtobufWriter(), {}, ended).length > 0);
  });

test('names that are none, or far too long', () => {
  const odd = {
    toString() {
      throw new Error('mine');
    },
  };
  for (const name of [undefined, null, 7, Symbol('sign'), odd, 'x'.repeat(100_000)])
    assert.equal(
      agent.transaction(name as string, () => 42),
      42,
    );
  assert.deepEqual(
    ended.map(({ name }) => (name.length > 100 ? name.length : name)),
    ['undefined', 'null', '7', 'Symbol(sign)', 'object', 4_096],
  );
});

test('events of nothing, of what cannot be read, and of something', () => {
  const unreadableFields = {
    get total() {
      throw new Error('mine');
    },
  };
  for (const fields of [undefined, null, unreadableFields, unreadable, { name: 'order placed', total: 1 }])
    agent.event(fields as unknown as Record<string, unknown>);
  assert.deepEqual(
    logs.map(({ eventName, attributes }) => [eventName, attributes]),
    [
      ['event', {}],
      ['event', {}],
      ['order placed', { total: 1 }],
    ],
  );
});
