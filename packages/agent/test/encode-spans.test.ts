/** Spans as a generic decoder reads them, at the ends of every short way that the encoder takes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { epochNanos } from '../src/record/clock.ts';
import { FixedAttributes } from '../src/record/fixed-attributes.ts';
import { RecordedSpan } from '../src/record/span.ts';
import { encodeLogs } from '../src/send/encode-logs.ts';
import { encodeSpans } from '../src/send/encode-spans.ts';
import { ProtobufWriter } from '../src/send/protobuf-writer.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';

const SCOPE = { name: 'test', version: '1' };
let sink: OtlpSink;

before(async () => {
  sink = await startOtlpSink();
});
after(() => sink?.close());

function span(): RecordedSpan {
  const one = new RecordedSpan('name', 2, SCOPE, undefined, performance.now(), undefined);
  one.trace0 = -1;
  one.trace3 = 0x0102_0304;
  one.id0 = 0x8000_0000 | 0;
  one.id1 = 1;
  one.end();
  return one;
}

async function decoded(...spans: RecordedSpan[]): Promise<SunkSpan[]> {
  sink.spans.length = 0;
  // A buffer of one byte, so that it has to grow in the midst of everything.
  const body = encodeSpans(new ProtobufWriter(1), { 'service.name': 'sent' }, spans);
  await fetch(`${sink.url}/v1/traces`, { method: 'POST', body: new Uint8Array(body) });
  return sink.spans;
}

test('texts of every length and of all letters', async () => {
  const texts = [0, 1, 47, 48, 49, 100, 118, 119, 120, 126, 127, 128, 129, 16_383, 16_384, 32_768].flatMap(
    (length) => ['a'.repeat(length), 'ü'.repeat(length / 2), `${'a'.repeat(Math.max(0, length - 2))}😀`],
  );
  for (const key of ['k', 'k'.repeat(60), 'k'.repeat(127), 'k'.repeat(128), 'schlüssel']) {
    const one = span();
    one.attributes = Object.fromEntries(texts.slice(0, 24).map((text, index) => [`${key}${index}`, text]));
    const two = span();
    two.attributes = Object.fromEntries(texts.slice(24).map((text, index) => [`${key}${index}`, text]));
    const [first, second] = await decoded(one, two);
    assert.deepEqual(first?.attributes, one.attributes);
    assert.deepEqual(second?.attributes, two.attributes);
  }
});

test('numbers of every kind', async () => {
  const numbers = [
    1,
    127,
    128,
    16_384,
    2 ** 31,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    -1,
    -(2 ** 40),
    0.5,
    2 ** 60,
    1e300,
  ];
  const one = span();
  one.attributes = Object.fromEntries(numbers.map((number, index) => [`n${index}`, number]));
  assert.deepEqual((await decoded(one))[0]?.attributes, one.attributes);
});

test('ids keep every bit', async () => {
  const [one] = await decoded(span());
  assert.equal(one?.traceId, 'ffffffff000000000000000001020304');
  assert.equal(one?.spanId, '8000000000000001');
});

test('so do those of a log record', async () => {
  const log = {
    ...{ scope: SCOPE, timeMs: performance.now(), severityNumber: 9, severityText: 'INFO', body: 'said' },
    ...{ attributes: {}, eventName: '', span: span(), release: () => {} },
  };
  sink.logs.length = 0;
  const body = encodeLogs(new ProtobufWriter(1), { 'service.name': 'sent' }, [log]);
  await fetch(`${sink.url}/v1/logs`, { method: 'POST', body: new Uint8Array(body) });
  assert.deepEqual(
    [sink.logs[0]?.traceId, sink.logs[0]?.spanId, sink.logs[0]?.body],
    ['ffffffff000000000000000001020304', '8000000000000001', 'said'],
  );
});

test('what was set last wins over what was given, and that over what is shared', async () => {
  const shared = new FixedAttributes({ a: 'shared', b: 'shared', c: 'shared' });
  const one = new RecordedSpan('one', 0, SCOPE, { b: 'given', d: 'given' }, 0, undefined);
  one.fixed = shared;
  one.setAttribute('c', 'set').setAttribute('d', 'set').setAttribute('d', 'set last');
  one.end();
  const two = new RecordedSpan('two', 0, SCOPE, undefined, 0, undefined);
  two.fixed = shared;
  two.end();
  const [first, second] = await decoded(one, two);
  assert.deepEqual(first?.attributes, { a: 'shared', b: 'given', c: 'set', d: 'set last' });
  assert.deepEqual(second?.attributes, { a: 'shared', b: 'shared', c: 'shared' });
});

test('rows that are usual and rows that are not', async () => {
  const rows = [1, 2, 127, 128, 2 ** 40, 127, 1];
  const spans = rows.map((count) => Object.assign(span(), { returnedRows: count }));
  const said = await decoded(...spans, span());
  assert.deepEqual(
    said.map(({ attributes }) => attributes['db.response.returned_rows']),
    [...rows, undefined],
  );
});

test('a statement is said whole by each of its spans, wherever in the code each was caused', async () => {
  const fixed = new FixedAttributes({ 'db.query.text': 'SELECT 1', 'server.port': 5432 }, 'SELECT slots');
  const here = new FixedAttributes({ 'code.file.path': 'here.js', 'code.line.number': 1 });
  const there = new FixedAttributes({ 'code.file.path': 'there.js', 'code.line.number': 2 });
  const places = [undefined, here, here, there, undefined, there, here];
  const spans = places.map((place, index) => {
    const one = span();
    one.name = 'SELECT slots';
    one.fixed = fixed;
    one.place = place;
    if (index % 2 === 1) one.returnedRows = index;
    return one;
  });
  const renamed = span();
  renamed.fixed = fixed;
  renamed.place = here;
  const overruled = span();
  overruled.name = 'SELECT slots';
  overruled.fixed = fixed;
  overruled.place = there;
  overruled.more = ['server.port', 1, 'code.line.number', 3];
  const said = await decoded(...spans, renamed, overruled);
  assert.deepEqual(
    said.map(({ name, attributes }) => ({ name, attributes })),
    [
      ...places.map((place, index) => ({
        name: 'SELECT slots',
        attributes: {
          ...fixed.values,
          ...place?.values,
          ...(index % 2 === 1 ? { 'db.response.returned_rows': index } : {}),
        },
      })),
      { name: 'name', attributes: { ...fixed.values, ...here.values } },
      {
        name: 'SELECT slots',
        attributes: { ...fixed.values, ...there.values, 'server.port': 1, 'code.line.number': 3 },
      },
    ],
  );
});

test('times are those of the clock, to the nanosecond that it knows', () => {
  const words = new Uint32Array(2);
  for (const ms of [0, 0.25, 1_234.5, 86_400_000.125]) {
    epochNanos(ms, words);
    const nanos = (BigInt(words[1] as number) << 32n) | BigInt(words[0] as number);
    const expected = performance.timeOrigin + ms;
    // A double holds the milliseconds since 1970 to a quarter of a microsecond.
    assert.ok(Math.abs(Number(nanos / 1_000n) / 1_000 - expected) < 0.002, String(ms));
  }
});

test('spans of every size at which the length of their message takes another byte', async () => {
  const lengths = [...Array.from({ length: 140 }, (_, length) => length)];
  for (let length = 16_384 - 140; length <= 16_384; length++) lengths.push(length);
  const spans = lengths.map((length) => {
    const one = span();
    one.name = 'n'.repeat(length);
    return one;
  });
  const names = (await decoded(...spans)).map(({ name }) => name.length);
  assert.deepEqual(names, lengths);
});
