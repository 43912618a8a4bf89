/** Anything can be thrown, and whoever catches it gets just that, whatever it does when we look at it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWithSpan } from '../record/context.ts';
import type { RecordedSpan } from '../record/span.ts';
import { SpanFactory } from '../record/tracer.ts';
import { encodeSpans } from '../send/encode-spans.ts';
import { ProtobufWriter } from '../send/protobuf-writer.ts';
import { endWith } from './end-with.ts';
import { noteError } from './request-span.ts';

const ended: RecordedSpan[] = [];
const spans = new SpanFactory(
  { add: (span) => ended.push(span), skip: () => {} },
  { sampleRatio: 1, keepSlowerThanMs: 1_000 },
);
const begin = () => spans.startTransaction('work', 0, { name: 'test', version: '' }, undefined);

const guarded = new Proxy(new Error('behind a proxy'), {
  get() {
    throw new Error('do not look');
  },
});
const ODD: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 0],
  ['words', 'only words'],
  ['a symbol', Symbol('sign')],
  ['an object that is no text', Object.create(null)],
  ['a frozen error', Object.freeze(new Error('cold'))],
  ['an error that does not want to be read', guarded],
  ['an error whose message is none', Object.assign(new Error('x'), { message: Object.create(null) })],
];

for (const [what, thrown] of ODD)
  test(`${what}: thrown on as it is, and the span has ended as an error`, async () => {
    ended.length = 0;
    const rejected = endWith(begin(), () => Promise.reject(thrown));
    // In a list: a promise would look at it too.
    const [caught] = await rejected.catch((error: unknown) => [error]);
    assert.ok(Object.is(caught, thrown));
    let atOnce: unknown;
    try {
      endWith(begin(), () => {
        throw thrown;
      });
    } catch (error) {
      atOnce = error;
    }
    assert.ok(Object.is(atOnce, thrown));
    assert.deepEqual(
      ended.map(({ statusCode, endMs }) => [statusCode, endMs >= 0]),
      [
        [2, true],
        [2, true],
      ],
    );
    runWithSpan(begin(), () => noteError(thrown));
    assert.ok(encodeSpans(new ProtobufWriter(), {}, ended).length > 0);
  });
