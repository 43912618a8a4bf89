import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TraceSearch } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../test/support/test-store.ts';
import { BadRequestError } from '../errors.ts';
import { searchTraces } from './search-traces.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const NOW = BigInt(NOW_MS) * 1_000_000n;
const MINUTE = 60_000_000_000n;
const BIN = { bin: 'local', retentionHours: 168 };
const MS = 1_000_000;

/** Enough for the engine to plan a question as it does on a store at work; inserted as a client would, with the index. */
const MANY_SPANS = `INSERT INTO events (bin, type, time, trace_id, span_id, strings, resource, expires_at)
  SELECT 'long', 0, toDateTime64('2026-11-20 11:59:00', 9, 'UTC'), unhex(leftPad(hex(number + 1000), 32, '0')),
    unhex('00000000000000b1'), map('x', if(number = 5, 'y', toString(number))), map('where', 'many'), now() + 86400
  FROM numbers(30000)`;

/** A trace of a web request with `queries` below it; its id ends in `n`. */
function request(
  n: number,
  minutesAgo: number,
  durationMs: number,
  extra: Partial<TestEvent> = {},
): TestEvent[] {
  const traceId = n.toString(16).padStart(32, '0');
  const time = NOW - BigInt(minutesAgo) * MINUTE;
  return [
    {
      traceId,
      spanId: '00000000000000a1',
      time,
      duration: durationMs * MS,
      service: 'web',
      name: 'GET /',
      kind: 2,
    },
    {
      traceId,
      spanId: '00000000000000a2',
      parentSpanId: '00000000000000a1',
      time: time + 1_000_000n,
      duration: MS,
      service: 'worker',
      name: 'query',
      ...extra,
    },
  ];
}

describe('searchTraces', () => {
  let store: TestStore;
  const find = async (search: TraceSearch, bin = BIN): Promise<number[]> => {
    const { traceId } = await searchTraces(store.engine, bin, search, NOW_MS);
    return traceId.map((id) => Number.parseInt(id, 16));
  };

  before(async () => {
    store = await openTestStore();
    await store.insert([
      ...request(1, 5, 100, { strings: { 'http.route': '/a' }, ints: { code: '200' } }),
      ...request(2, 50, 2_000, { strings: { 'http.route': '/b' }, status: 2, doubles: { ratio: 0.5 } }),
      ...request(3, 130, 30, { ints: { big: '9007199254740993', zero: '0' }, bools: { retry: false } }),
      ...request(4, 60 * 24 * 3, 10, { strings: { empty: '' }, resource: { 'host.name': 'pi' } }),
      ...request(5, 60 * 24 * 9, 10),
    ]);
    await store.insert(
      request(1, 4, 7, { bin: 'other', service: 'worker' }).map((event) => ({ ...event, bin: 'other' })),
    );
  });
  after(() => store.close());

  it('finds the last hour, newest first, unless told otherwise', async () => {
    assert.deepEqual(await find({}), [1, 2]);
    assert.deepEqual(await find({ from: '-6h' }), [1, 2, 3]);
    assert.deepEqual(await find({ from: '-6h', to: '-1h' }), [3]);
    assert.deepEqual(await find({ from: '-1h', to: '2200-01-01' }), [1, 2]);
    assert.deepEqual(await find({ from: '2026-11-20T09:00:00Z', to: '2026-11-20T11:30Z' }), [2, 3]);
  });

  it('answers with columns of whole traces', async () => {
    const answer = await searchTraces(store.engine, BIN, { from: '-1h', name: 'query' }, NOW_MS);
    assert.deepEqual(
      { ...answer, readRows: 0, elapsedMs: 0 },
      {
        from: '2026-11-20T11:00:00.000000000Z',
        to: '2026-11-20T12:00:00.000000000Z',
        count: 2,
        more: false,
        traceId: ['1'.padStart(32, '0'), '2'.padStart(32, '0')],
        start: ['2026-11-20T11:55:00.000000000Z', '2026-11-20T11:10:00.000000000Z'],
        duration: [100 * MS, 2000 * MS],
        spans: [2, 2],
        errors: [0, 1],
        rootService: ['web', 'web'],
        rootName: ['GET /', 'GET /'],
        services: [
          ['web', 'worker'],
          ['web', 'worker'],
        ],
        readRows: 0,
        elapsedMs: 0,
      },
    );
    assert.ok(answer.readRows > 0);
  });

  it('keeps to its bin and to its retention', async () => {
    assert.deepEqual(await find({ from: '-30d' }), [1, 2, 3, 4]);
    assert.deepEqual(await find({ from: '-30d' }, { bin: 'other', retentionHours: 168 }), [1]);
    assert.deepEqual(await find({ from: '-30d' }, { bin: 'local', retentionHours: 1 }), [1, 2]);
    assert.deepEqual(await find({ from: '-30d' }, { bin: 'none', retentionHours: 168 }), []);
    assert.deepEqual(await find({ from: '-9d', to: '-8d' }), []);
  });

  it('asks one span for service, name, attribute and error together', async () => {
    assert.deepEqual(await find({ service: 'worker', errors: true }), [2]);
    assert.deepEqual(await find({ service: 'web', errors: true }), []);
    assert.deepEqual(await find({ service: 'web', name: 'query' }), []);
    assert.deepEqual(await find({ name: 'query', attribute: ['http.route=/a', 'code=200'] }), [1]);
    assert.deepEqual(await find({ attribute: ['http.route=/a', 'ratio=0.5'] }), []);
  });

  it('compares a value whatever the type of the attribute', async () => {
    const anytime = (attribute: string) => find({ from: '-6d', attribute: [attribute] });
    assert.deepEqual(await anytime('code=200'), [1]);
    assert.deepEqual(await anytime('code=200.0'), []);
    assert.deepEqual(await anytime('ratio=.5'), [2]);
    assert.deepEqual(await anytime('big=9007199254740993'), [3]);
    assert.deepEqual(await anytime('big=9007199254740992'), []);
    assert.deepEqual(await anytime('zero=0'), [3]);
    assert.deepEqual(await anytime('absent=0'), []);
    assert.deepEqual(await anytime('retry=false'), [3]);
    assert.deepEqual(await anytime('retry=true'), []);
    assert.deepEqual(await anytime('absent=false'), []);
    assert.deepEqual(await anytime('empty='), [4]);
    assert.deepEqual(await anytime('absent='), []);
    assert.deepEqual(await anytime('host.name=pi'), [4]);
    assert.deepEqual(await anytime('service=worker'), [1, 2, 3, 4]);
    assert.deepEqual(await anytime('kind=server'), [1, 2, 3, 4]);
    assert.deepEqual(await anytime('status=error'), [2]);
    assert.deepEqual(await anytime('code=99999999999999999999'), []);
    assert.deepEqual(await anytime('code=0200'), [1]);
    assert.deepEqual(await anytime('ratio=5e-1'), [2]);
    assert.deepEqual(await anytime('retry=FALSE'), [3]);
  });

  it('tells long values apart that begin alike, and keys from values', async () => {
    const bin = { bin: 'long', retentionHours: 168 };
    const beginning = 'é'.repeat(64);
    const values = ['', beginning.slice(1), beginning, `${beginning}1`, `${beginning}2`, 'b=c'];
    await store.insert(
      values.map((value, index) => ({
        bin: 'long',
        traceId: (index + 1).toString(16).padStart(32, '0'),
        spanId: '00000000000000b1',
        time: NOW - MINUTE - BigInt(index),
        strings: { [index === 5 ? 'a' : 'text']: value },
        resource: { where: value },
        jsons: { list: JSON.stringify([value]) },
      })),
    );
    // Rows are found by reading them until a merge has indexed them; a store at work has some of both.
    for (const state of ['inserted', 'merged', 'merged and inserted']) {
      if (state === 'merged') await store.engine.command('OPTIMIZE TABLE events FINAL');
      if (state === 'merged and inserted') {
        await store.engine.command('SYSTEM STOP MERGES events');
        await store.engine.command(MANY_SPANS);
        const fresh = request(99, 1, 1, { strings: { x: 'y' } });
        await store.insert(fresh.map((event) => ({ ...event, bin: 'long' })));
      }
      for (const [index, value] of values.entries()) {
        const found = index === 5 ? [`a=${value}`, `where=${value}`] : [`text=${value}`, `where=${value}`];
        for (const attribute of [...found, `list=${JSON.stringify([value])}`]) {
          assert.deepEqual(await find({ attribute: [attribute] }, bin), [index + 1], `${attribute} ${state}`);
        }
      }
      assert.deepEqual(await find({ attribute: [`text=${beginning}3`] }, bin), []);
      assert.deepEqual(await find({ attribute: ['a=b'] }, bin), []);
    }
    assert.deepEqual(await find({ attribute: ['x=y'] }, bin), [99, 1005]);
    await store.engine.command('SYSTEM START MERGES events');
  });

  it('measures the whole trace, limits included', async () => {
    assert.deepEqual(await find({ from: '-6h', minDuration: '100ms' }), [1, 2]);
    assert.deepEqual(await find({ from: '-6h', minDuration: '100000001' }), [2]);
    assert.deepEqual(await find({ from: '-6h', maxDuration: '100ms' }), [1, 3]);
    assert.deepEqual(await find({ from: '-6h', maxDuration: '99999999' }), [3]);
    assert.deepEqual(
      await find({ from: '-6h', minDuration: '30ms', maxDuration: '0.1s', name: 'query' }),
      [1, 3],
    );
  });

  it('sorts by length and by spans, and says when there is more', async () => {
    assert.deepEqual(await find({ from: '-6h', sort: 'longest' }), [2, 1, 3]);
    assert.deepEqual(
      await find({ from: '-6h', sort: 'longest', service: 'worker', maxDuration: '1s' }),
      [1, 3],
    );
    assert.deepEqual(await find({ from: '-6h', sort: 'spans' }), [1, 2, 3]);
    for (const sort of ['newest', 'longest', 'spans'] as const) {
      const two = await searchTraces(store.engine, BIN, { from: '-6h', sort, limit: 2 }, NOW_MS);
      assert.deepEqual([two.count, two.more], [2, true]);
      const three = await searchTraces(store.engine, BIN, { from: '-6h', sort, limit: 3 }, NOW_MS);
      assert.deepEqual([three.count, three.more], [3, false]);
    }
  });

  it('takes hostile names and values as text', async () => {
    const hostile = [
      `' OR 1=1 --`,
      `\\' OR 1=1 --`,
      `{p0:String}`,
      'a\0b',
      '\\N',
      '\n\t',
      '😀',
      `"; DROP TABLE events`,
    ];
    for (const text of hostile) {
      assert.deepEqual(await find({ service: text }), []);
      assert.deepEqual(await find({ name: text }), []);
      assert.deepEqual(await find({ attribute: [`${text}x=${text}`] }), []);
    }
    const time = NOW - MINUTE;
    await store.insert(
      hostile.map((text, index) => ({
        bin: 'hostile',
        traceId: (index + 1).toString(16).padStart(32, '0'),
        spanId: '00000000000000b1',
        time: time - BigInt(index),
        service: text,
        name: text,
        strings: { [`${text}x`]: `${text}x` },
      })),
    );
    for (const [index, text] of hostile.entries()) {
      const bin = { bin: 'hostile', retentionHours: 168 };
      assert.deepEqual(await find({ service: text }, bin), [index + 1]);
      assert.deepEqual(await find({ name: text }, bin), [index + 1]);
      if (!text.includes('=') && text.trim() === text) {
        assert.deepEqual(await find({ attribute: [`${text}x=${text}x`] }, bin), [index + 1]);
      }
    }
  });

  it('shows the earliest span where the root has not arrived', async () => {
    const time = NOW - MINUTE;
    const orphan = { bin: 'orphans', traceId: 'f'.repeat(32), parentSpanId: '00000000000000ff' };
    await store.insert([
      { ...orphan, spanId: '00000000000000c2', time: time + 5n, service: 'late', name: 'late' },
      { ...orphan, spanId: '00000000000000c1', time, service: 'early', name: 'first' },
    ]);
    const answer = await searchTraces(store.engine, { bin: 'orphans', retentionHours: 1 }, {}, NOW_MS);
    assert.deepEqual([answer.rootService, answer.rootName], [['early'], ['first']]);
  });

  it('finds the newest traces exactly, whatever windows they fall in', async () => {
    const bin = { bin: 'many', retentionHours: 24 * 30 };
    const events: TestEvent[] = [];
    const starts: [number, bigint][] = [];
    for (let n = 1; n <= 400; n++) {
      const time = NOW - (BigInt(n * n * n) * MINUTE) / 2_000n;
      const traceId = n.toString(16).padStart(32, '0');
      starts.push([n, time]);
      // The span that matches lies up to hours behind the start of its trace.
      const delay = BigInt((n * 37) % 200) * MINUTE;
      events.push({ bin: 'many', traceId, spanId: '00000000000000d1', time, name: 'root' });
      const matching = time + delay < NOW ? time + delay : NOW - 1n;
      events.push({
        bin: 'many',
        traceId,
        spanId: '00000000000000d2',
        parentSpanId: '00000000000000d1',
        time: matching,
        name: 'match',
      });
    }
    await store.insert(events);
    const expected = starts.sort((a, b) => (a[1] > b[1] ? -1 : 1)).map(([n]) => n);
    assert.deepEqual(await find({ from: '-30d', name: 'match', limit: 50 }, bin), expected.slice(0, 50));
    assert.deepEqual(await find({ from: '-30d', limit: 333 }, bin), expected.slice(0, 333));
  });

  it('refuses what it cannot read, with a hint', async () => {
    const refused: [TraceSearch, string][] = [
      [{ from: 'yesterday' }, 'bad-time'],
      [{ from: '-1h', to: '-2h' }, 'bad-time-range'],
      [{ minDuration: 'long' }, 'bad-duration'],
      [{ minDuration: '2s', maxDuration: '1s' }, 'bad-duration'],
      [{ attribute: ['no-equals'] }, 'bad-attribute'],
      [{ attribute: ['=value'] }, 'bad-attribute'],
      [{ attribute: Array.from({ length: 21 }, () => 'a=b') }, 'bad-attribute'],
      [{ limit: 0 }, 'bad-limit'],
      [{ limit: 1001 }, 'bad-limit'],
      [{ limit: 1.5 }, 'bad-limit'],
      [{ sort: 'shortest' as 'newest' }, 'bad-sort'],
    ];
    for (const [search, code] of refused) {
      await assert.rejects(find(search), (error) => error instanceof BadRequestError && error.code === code);
    }
    await find({ limit: 1 });
    await find({ limit: 1000, attribute: Array.from({ length: 20 }, () => 'a=b') });
  });
});
