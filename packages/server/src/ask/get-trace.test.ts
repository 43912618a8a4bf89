import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EventType } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../test/support/test-store.ts';
import { BadRequestError, NotFoundError } from '../errors.ts';
import { getSpan } from './get-span.ts';
import { getTrace } from './get-trace.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const START = BigInt(NOW_MS) * 1_000_000n - 60_000_000_123n;
const BIN = { bin: 'local', retentionHours: 168 };
const TRACE = 'abcdef0123456789abcdef0123456789';
const ROOT = '00000000000000a1';
const QUERY = '00000000000000a2';
const SPANS: TestEvent[] = [
  {
    traceId: TRACE,
    spanId: QUERY,
    parentSpanId: ROOT,
    time: START + 7n,
    duration: 9_007_199_254_740_991n,
    service: 'web',
    name: 'SELECT',
    kind: 3,
    status: 2,
    layer: 1,
    strings: { 'db.query.text': 'SELECT 1', z: '\u{1F600}' },
    ints: { big: '9007199254740993', small: '-5', most: '-9223372036854775808' },
    doubles: { half: 0.5, tiny: 5e-324 },
    bools: { yes: true, no: false },
    jsons: {
      list: '[1,"a",{"int":"9007199254740993"}]',
      bytes: '{"bytes":"AAE="}',
      none: 'null',
      odd: '{"cut',
    },
    resource: { 'host.name': 'pi', 'service.name': 'web' },
    events: [{ time: START + 20n, name: 'exception', attributes: '{"exception.type":"E","b":1}' }],
    links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), attributes: '{"why":"retry"}' }],
  },
  {
    traceId: TRACE,
    spanId: ROOT,
    time: START,
    duration: 318_000_000,
    service: 'web',
    name: 'GET /',
    kind: 2,
    strings: { 'url.path': '/week', 'http.route': '/week/:date' },
    resource: { 'host.name': 'pi', 'host.id': 'i-1' },
  },
];
const LOGS: TestEvent[] = [
  {
    type: EventType.log,
    traceId: TRACE,
    spanId: QUERY,
    time: START + 9n,
    body: 'slow',
    severity: 13,
    ints: { n: '1' },
  },
  { type: EventType.log, traceId: TRACE, spanId: QUERY, time: START - 5_000_000_000n, body: 'before' },
  {
    type: EventType.log,
    traceId: TRACE,
    spanId: '00000000000000ff',
    time: START,
    body: 'of a span that is not here',
  },
  { type: EventType.log, traceId: TRACE, time: START, body: 'of no span' },
];

describe('getTrace', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
    await store.insert(SPANS);
    // The same batch once more, as a sender does whose acknowledgement was lost; and another bin with the same id.
    await store.insert([SPANS[0]!]);
    await store.insert(LOGS);
    await store.insert([{ ...SPANS[1]!, bin: 'other', name: 'secret' }]);
  });
  after(() => store.close());

  it('gives the spans as columns, sorted by start, each once', async () => {
    const answer = await getTrace(store.engine, BIN, TRACE, { nowMs: NOW_MS });
    const text = (indices: number[]) => indices.map((index) => answer.strings[index]);
    assert.equal(answer.traceId, TRACE);
    assert.equal(answer.start, '2026-11-20T11:58:59.999999877Z');
    assert.deepEqual(answer.spans.spanId, [ROOT, QUERY]);
    assert.deepEqual(answer.spans.parentSpanId, ['', ROOT]);
    assert.deepEqual(answer.spans.start, [0, 7]);
    assert.deepEqual(answer.spans.duration, [318_000_000, Number.MAX_SAFE_INTEGER]);
    assert.deepEqual(text(answer.spans.name), ['GET /', 'SELECT']);
    assert.deepEqual(text(answer.spans.service), ['web', 'web']);
    assert.deepEqual(text(answer.spans.detail), ['/week', 'SELECT 1']);
    assert.deepEqual(text(answer.spans.host), ['i-1', 'pi']);
    assert.deepEqual(
      [answer.spans.kind, answer.spans.status, answer.spans.layer],
      [
        [2, 3],
        [0, 2],
        [0, 1],
      ],
    );
    assert.deepEqual(
      [answer.spans.events, answer.spans.links, answer.spans.logs],
      [
        [0, 1],
        [0, 1],
        [0, 2],
      ],
    );
    assert.equal(answer.logsWithoutSpan, 2);
    assert.equal(answer.truncated, false);
    assert.equal(new Set(answer.strings).size, answer.strings.length);
  });

  it('says when there are more spans than it gives out', async () => {
    const one = await getTrace(store.engine, BIN, TRACE, { nowMs: NOW_MS, maxSpans: 1 });
    assert.deepEqual([one.spans.spanId, one.spans.logs, one.truncated], [[ROOT], [0], true]);
    const two = await getTrace(store.engine, BIN, TRACE, { nowMs: NOW_MS, maxSpans: 2 });
    assert.equal(two.truncated, false);
  });

  it('reads ids in any case and of 64 bits', async () => {
    assert.equal(
      (await getTrace(store.engine, BIN, ` ${TRACE.toUpperCase()}`, { nowMs: NOW_MS })).traceId,
      TRACE,
    );
    await store.insert([{ traceId: '00000000000000001234567890abcdef', spanId: ROOT, time: START }]);
    assert.equal(
      (await getTrace(store.engine, BIN, '1234567890abcdef', { nowMs: NOW_MS })).spans.spanId.length,
      1,
    );
  });

  it('keeps to its bin, and to what has not expired', async () => {
    const other = await getTrace(store.engine, { ...BIN, bin: 'other' }, TRACE, { nowMs: NOW_MS });
    assert.ok(other.strings.includes('secret'));
    const mine = await getTrace(store.engine, BIN, TRACE, { nowMs: NOW_MS });
    assert.ok(!mine.strings.includes('secret'));
    await assert.rejects(
      getTrace(store.engine, { ...BIN, bin: 'none' }, TRACE, { nowMs: NOW_MS }),
      NotFoundError,
    );
    await assert.rejects(getTrace(store.engine, BIN, 'd'.repeat(32), { nowMs: NOW_MS }), NotFoundError);
    const short = { bin: 'short', retentionHours: 1 };
    await store.insert([{ bin: 'short', traceId: TRACE, spanId: ROOT, time: START }]);
    const lastMs = Number(START / 1_000_000n) + 3_600_000;
    await getTrace(store.engine, short, TRACE, { nowMs: lastMs });
    await assert.rejects(getTrace(store.engine, short, TRACE, { nowMs: lastMs + 1 }), NotFoundError);
  });

  it('refuses what is no id', async () => {
    for (const id of ['', 'x'.repeat(32), TRACE.slice(1), `${TRACE}0`, `' OR 1=1 --`]) {
      await assert.rejects(
        getTrace(store.engine, BIN, id),
        (error) => (error as BadRequestError).code === 'bad-trace-id',
      );
    }
  });
});

describe('getSpan', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
    await store.insert([...SPANS, ...LOGS]);
  });
  after(() => store.close());

  it('gives everything there is, exactly', async () => {
    const span = await getSpan(store.engine, BIN, TRACE, QUERY.toUpperCase(), NOW_MS);
    assert.deepEqual(span, {
      traceId: TRACE,
      spanId: QUERY,
      parentSpanId: ROOT,
      name: 'SELECT',
      service: 'web',
      kind: 3,
      status: 2,
      statusMessage: '',
      layer: 1,
      start: '2026-11-20T11:58:59.999999884Z',
      duration: Number.MAX_SAFE_INTEGER,
      traceState: '',
      scope: { name: '', version: '' },
      sampleRate: 1,
      attributes: [
        { key: 'big', value: { int: '9007199254740993' } },
        { key: 'bytes', value: { bytes: 'AAE=' } },
        { key: 'db.query.text', value: 'SELECT 1' },
        { key: 'half', value: 0.5 },
        { key: 'list', value: [1, 'a', { int: '9007199254740993' }] },
        { key: 'most', value: { int: '-9223372036854775808' } },
        { key: 'no', value: false },
        { key: 'none', value: null },
        { key: 'odd', value: '{"cut' },
        { key: 'small', value: -5 },
        { key: 'tiny', value: 5e-324 },
        { key: 'yes', value: true },
        { key: 'z', value: '\u{1F600}' },
      ],
      resource: [
        { key: 'host.name', value: 'pi' },
        { key: 'service.name', value: 'web' },
      ],
      events: [
        {
          at: '2026-11-20T11:58:59.999999897Z',
          offset: 13,
          name: 'exception',
          attributes: [
            { key: 'b', value: 1 },
            { key: 'exception.type', value: 'E' },
          ],
        },
      ],
      links: [
        {
          traceId: 'b'.repeat(32),
          spanId: 'c'.repeat(16),
          traceState: '',
          attributes: [{ key: 'why', value: 'retry' }],
        },
      ],
      logs: [
        {
          at: '2026-11-20T11:58:54.999999877Z',
          severity: 0,
          severityText: '',
          body: 'before',
          service: 'app',
          attributes: [],
        },
        {
          at: '2026-11-20T11:58:59.999999886Z',
          severity: 13,
          severityText: '',
          body: 'slow',
          service: 'app',
          attributes: [{ key: 'n', value: 1 }],
        },
      ],
    });
  });

  it('tells infinities and NaN, which JSON cannot hold, as text', async () => {
    const id = '00000000000000e1';
    await store.insert([
      { traceId: TRACE, spanId: id, time: START, doubles: { a: 'inf', b: '-inf', c: 'nan' } },
    ]);
    const { attributes } = await getSpan(store.engine, BIN, TRACE, id, NOW_MS);
    assert.deepEqual(
      attributes.map(({ value }) => value),
      ['Infinity', '-Infinity', 'NaN'],
    );
  });

  it('survives bytes that are no UTF-8', async () => {
    const id = '00000000000000e2';
    await store.engine.command(
      `INSERT INTO events (bin, type, time, trace_id, span_id, name, strings, jsons, expires_at)
       SELECT 'local', 0, fromUnixTimestamp64Nano(${START}, 'UTC'), unhex('${TRACE}'), unhex('${id}'),
         unhex('ff41fe'), map(unhex('c328'), unhex('80')), map('j', unhex('22ff22')), now() + 1000`,
    );
    const { name, attributes } = await getSpan(store.engine, BIN, TRACE, id, NOW_MS);
    assert.equal(name, '\uFFFDA\uFFFD');
    assert.equal(attributes.length, 2);
    assert.ok(
      (await getTrace(store.engine, BIN, TRACE, { nowMs: NOW_MS })).strings.includes('\uFFFDA\uFFFD'),
    );
  });

  it('answers alike for a span of another trace, of another bin, and of none', async () => {
    const missing = '00000000000000ee';
    await assert.rejects(getSpan(store.engine, BIN, TRACE, missing, NOW_MS), NotFoundError);
    await assert.rejects(
      getSpan(store.engine, { ...BIN, bin: 'other' }, TRACE, QUERY, NOW_MS),
      NotFoundError,
    );
    await assert.rejects(getSpan(store.engine, BIN, 'd'.repeat(32), QUERY, NOW_MS), NotFoundError);
    await assert.rejects(
      getSpan(store.engine, BIN, TRACE, 'nonsense', NOW_MS),
      (error) => error instanceof BadRequestError && error.code === 'bad-span-id',
    );
  });
});
