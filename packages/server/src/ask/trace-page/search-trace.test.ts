import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EventType } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { BadRequestError, NotFoundError } from '../../errors.ts';
import { searchTrace } from './search-trace.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const START = BigInt(NOW_MS) * 1_000_000n - 60_000_000_123n;
const BIN = { bin: 'local', retentionHours: 168 };
const TRACE = 'abcdef0123456789abcdef0123456789';
const ROOT = '00000000000000a1';
const QUERY = '00000000000000a2';
const OTHER = '00000000000000a3';
const SPANS: TestEvent[] = [
  {
    traceId: TRACE,
    spanId: ROOT,
    time: START,
    duration: 300,
    service: 'web',
    name: 'GET /',
    kind: 2,
    strings: { 'url.path': '/week?id=7&all=1', 'shop.tenant': 'Ömer & Söhne', share: '100%' },
    resource: { 'host.name': 'pi-one' },
  },
  {
    traceId: TRACE,
    spanId: QUERY,
    parentSpanId: ROOT,
    time: START + 7n,
    duration: 40,
    service: 'web',
    name: 'SELECT',
    kind: 3,
    status: 2,
    strings: { 'db.query.text': `SELECT 'it''s' FROM a_b WHERE c LIKE '^x.*$' \\ "q" \0 nul` },
    ints: { 'order.number': '9007199254740993', small: '-5' },
    doubles: { ratio: 0.25 },
    bools: { 'cache.hit': true },
    jsons: { list: '["first one",{"int":"12345678901234567890"},"say \\"hi\\""]' },
    resource: { 'host.name': 'pi-two' },
    events: [
      {
        time: START + 20n,
        name: 'exception',
        attributes: '{"exception.type":"TimeoutError","tries":3,"said":"a \\"word\\""}',
      },
    ],
    links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), attributes: '{"why":"Retry"}' }],
  },
  {
    traceId: TRACE,
    spanId: OTHER,
    parentSpanId: ROOT,
    time: START + 50n,
    duration: 10,
    service: 'cache',
    name: 'aXb get',
    strings: { 'shop.tenant': 'acme' },
  },
];
const LOGS: TestEvent[] = [
  {
    type: EventType.log,
    traceId: TRACE,
    spanId: OTHER,
    time: START - 5_000_000_000n,
    body: 'Connection reset by peer',
    strings: { 'log.file': 'pool.ts' },
  },
  { type: EventType.log, traceId: TRACE, time: START, body: 'of no span: orphaned' },
  { type: EventType.log, traceId: TRACE, spanId: '00000000000000ff', time: START, body: 'of a lost span' },
];

for (const place of ['embedded', 'over HTTP'] as const)
  describe(`searchTrace, ${place}`, () => describeSearch(place));

function describeSearch(place: 'embedded' | 'over HTTP'): void {
  let store: TestStore;
  before(async () => {
    store = await openTestStore(place);
    await store.insert(SPANS);
    await store.insert([SPANS[1]!]);
    await store.insert(LOGS);
    await store.insert([{ ...SPANS[0]!, bin: 'other', strings: { note: 'secret' } }]);
  });
  after(() => store.close());

  const found = async (text: string) =>
    (await searchTrace(store.engine, BIN, TRACE, text, { nowMs: NOW_MS })).spanIds;

  const cases: [text: string, spanIds: string[]][] = [
    ['acme', [OTHER]],
    ['ACME', [OTHER]],
    ['shop.tenant', [ROOT, OTHER]],
    ['Shop.Tenant=ACME', [OTHER]],
    ['tenant=ö', [ROOT]],
    ['ömer söhne', [ROOT]],
    ['ÖMER', [ROOT]],
    ['pi-two', [QUERY]],
    ['host.name', [ROOT, QUERY]],
    ['9007199254740993', [QUERY]],
    ['order.number=9007', [QUERY]],
    ['small=-5', [QUERY]],
    ['0.25', [QUERY]],
    ['ratio=0.25', [QUERY]],
    ['cache.hit=true', [QUERY]],
    ['cache.hit=false', []],
    ['first one', [QUERY]],
    ['12345678901234567890', [QUERY]],
    ['"hi"', [QUERY]],
    ['TimeoutError', [QUERY]],
    ['exception.type=timeout', [QUERY]],
    ['tries=3', [QUERY]],
    ['"word"', [QUERY]],
    ['retry', [QUERY]],
    ['connection reset', [OTHER]],
    ['acme reset pool.ts', [OTHER]],
    ['acme reset timeout', []],
    ['error', [QUERY]],
    ['is:error', [QUERY]],
    [QUERY, [QUERY]],
    [QUERY.toUpperCase(), [QUERY]],
    ['id=7&all=1', [ROOT]],
    ['orphaned', []],
    ['lost', []],
    ['secret', []],
    // Taken literally.
    ['%', [ROOT]],
    ['a_b', [QUERY]],
    ["it''s", [QUERY]],
    ["'", [QUERY]],
    ['"', [QUERY]],
    ['\\', [QUERY]],
    ['^x.*$', [QUERY]],
    ['\0', [QUERY]],
    ['.*', [QUERY]],
    ['x{1}', []],
    ["' OR 1=1 --", []],
    ['{p0:String}', []],
    // Stand between names and values of the event's JSON, and are in none of them.
    ['{', [QUERY]],
    ['Error",', []],
    ['3,', []],
    ['}', [QUERY]],
    ['\u0130\u1e9e\ud800', []],
  ];
  for (const [text, spanIds] of cases) {
    it(`finds ${JSON.stringify(text)} in ${spanIds.length}`, async () => {
      assert.deepEqual(await found(text), spanIds);
    });
  }

  it('stops at a number of spans, the first by start', async () => {
    const answer = await searchTrace(store.engine, BIN, TRACE, 'e', { nowMs: NOW_MS, maxMatches: 2 });
    assert.deepEqual(answer, { spanIds: [ROOT, QUERY], more: true });
    assert.equal((await searchTrace(store.engine, BIN, TRACE, 'acme', { nowMs: NOW_MS })).more, false);
  });

  it('ends when whoever asked has gone', async () => {
    const gone = { nowMs: NOW_MS, signal: AbortSignal.abort() };
    await assert.rejects(searchTrace(store.engine, BIN, TRACE, 'acme', gone), { code: 'query-aborted' });
  });

  it('refuses what it cannot look for', async () => {
    const refused = (text: string, message: RegExp) =>
      assert.rejects(found(text), (error: unknown) => {
        assert.ok(error instanceof BadRequestError);
        assert.equal(error.code, 'bad-search');
        assert.match(error.message, message);
        return true;
      });
    await refused('', /no text/);
    await refused(' \t ', /no text/);
    await refused('x'.repeat(10_000), /10000 characters/);
    await refused('a b c d e f g h i j k', /11 words/);
    // A part of another word asks for nothing more.
    assert.deepEqual(await found(`acme ${'acm ac a m '.repeat(10)}`), [OTHER]);
    assert.deepEqual(await found('x'.repeat(200)), []);
    const elsewhere = { ...BIN, bin: 'nobody' };
    await assert.rejects(searchTrace(store.engine, elsewhere, TRACE, 'a', { nowMs: NOW_MS }), NotFoundError);
  });
}
