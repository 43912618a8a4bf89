import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions } from '../../../../test/support/derived-rows.ts';
import { insertOperations } from '../../../../test/support/operation-rows.ts';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { getQuery } from './get-query.ts';
import { listQueries } from './list-queries.ts';

const NOW_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000;
const SLOTS = '00000000000000a1';
const HOSTILE = 'ffffffffffffffff';
const NAME = `'; DROP TABLE operations; -- {p0:String} \\ "<script>`;
/** Nanoseconds since the epoch, minutes before now. */
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

describe('queries', () => {
  let store: TestStore;
  const list = (search = {}) => listQueries(store.engine, BIN, search, NOW_MS);
  const get = (fingerprint: string, search = {}) => getQuery(store.engine, BIN, fingerprint, search, NOW_MS);

  before(async () => {
    store = await openTestStore();
    const slots = {
      fingerprint: SLOTS,
      summary: 'SELECT slots',
      statement: 'SELECT * FROM slots WHERE id = ?',
    };
    await insertOperations(store.engine, [
      // An N+1: 100 calls of 1 ms, one of 50 ms; each such request stands for two.
      {
        ...slots,
        time: ago(1),
        traceId: 'ab'.repeat(16),
        spanId: '00000000000000b1',
        maxSpanId: '00000000000000b2',
        transaction: 'GET /week',
        target: 'ads',
        durations: [...new Array<number>(99).fill(MS), 50 * MS],
        rows: 300,
        errors: 1,
        sampleRate: 2,
        file: 'slot.ts',
        line: 7,
        function: 'load',
        environment: 'live',
      },
      ...Array.from({ length: 5 }, (_, at) => ({
        ...slots,
        time: ago(30 + at),
        spanId: `00000000000000c${at}`,
        target: 'ads',
        service: 'worker',
        transaction: 'report',
        durations: [2 * MS],
      })),
      {
        time: ago(90),
        fingerprint: SLOTS,
        statement: 'SELECT * FROM slots WHERE id = ?',
        durations: [9000 * MS],
      },
      {
        time: ago(3),
        fingerprint: HOSTILE,
        service: NAME,
        transaction: NAME,
        statement: NAME,
        durations: [MS],
      },
      {
        time: ago(3),
        fingerprint: '00000000000000ca',
        layer: 2,
        system: 'redis',
        durations: [MS],
        statement: 'GET',
      },
      { time: ago(3), fingerprint: '0000000000000001', layer: 4, durations: [9000 * MS], statement: 'POST' },
      { time: ago(3), fingerprint: SLOTS, bin: 'other', durations: [9000 * MS], statement: 'SECRET' },
    ]);
    await insertTransactions(store.engine, [
      {
        time: ago(1),
        name: 'GET /week',
        duration: MS,
        spanId: '00000000000000b1',
        environment: 'live',
        traceId: 'ab'.repeat(16),
        sampleRate: 2,
      },
      { time: ago(2), name: 'GET /week', duration: MS, spanId: '00000000000000b9', sampleRate: 6 },
    ]);
  });
  after(() => store.close());

  it('weighs calls, time and percentiles by how much a row stands for', async () => {
    const answer = await list();
    assert.deepEqual(answer.fingerprint, [SLOTS, HOSTILE]);
    assert.deepEqual(answer.statement, ['SELECT * FROM slots WHERE id = ?', NAME]);
    assert.equal(answer.summary[0], 'SELECT slots');
    assert.deepEqual(answer.targets[0], ['ads']);
    assert.deepEqual(answer.askers[0], ['shop', 'worker']);
    assert.equal(answer.caller[0], 'GET /week');
    assert.equal(answer.callers[0], 2);
    const { figures } = answer;
    assert.equal(figures.calls[0], 205);
    assert.equal(figures.total[0], (2 * 149 + 5 * 2) * MS);
    near(figures.median[0]!, MS);
    // 5 calls of 2 ms and 2 of 50 ms among 205.
    near(figures.p95[0]!, MS);
    assert.equal(figures.max[0], 50 * MS);
    assert.equal(figures.rows[0], 600);
    assert.equal(figures.errors[0], 2);
    assert.equal(figures.requests[0], 7);
    assert.deepEqual([figures.callsMedian[0], figures.callsP95[0], figures.callsMax[0]], [1, 100, 100]);
    assert.equal(
      answer.trend[0]!.reduce((sum, each) => sum + each, 0),
      figures.total[0],
    );
    assert.deepEqual(answer.all, { statements: 2, calls: 206, total: figures.total[0]! + MS });
    assert.deepEqual(answer.environments, ['live']);
  });

  it('keeps to layer, service, environment, transaction, range and bin', async () => {
    assert.deepEqual((await list({ layer: 'cache' })).statement, ['GET']);
    assert.deepEqual((await list({ service: 'worker' })).figures.calls, [5]);
    assert.deepEqual((await list({ service: NAME, transaction: NAME })).fingerprint, [HOSTILE]);
    assert.deepEqual((await list({ environment: 'live' })).figures.calls, [200]);
    assert.deepEqual((await list({ transaction: 'report' })).figures.calls, [5]);
    assert.deepEqual((await list({ from: '-2h', to: '-1h' })).figures.max, [9000 * MS]);
    const nothing = await list({ service: 'nobody' });
    assert.equal(nothing.count, 0);
    assert.deepEqual(nothing.all, { statements: 0, calls: 0, total: 0 });
  });

  it('takes limits from 1 to 1,000 and says when there are more', async () => {
    const one = await list({ limit: 1 });
    assert.equal(one.more, true);
    assert.equal(one.count, 1);
    assert.equal(one.all.statements, 2);
    assert.equal((await list({ limit: 1000 })).more, false);
    await assert.rejects(list({ limit: 0 }), /"limit"/);
    await assert.rejects(list({ limit: 1001 }), /"limit"/);
  });

  it('tells of one statement who asks it, when, where, and the slowest calls', async () => {
    const answer = await get(SLOTS.toUpperCase());
    assert.equal(answer.layer, 'db');
    assert.equal(answer.statement, 'SELECT * FROM slots WHERE id = ?');
    assert.deepEqual(answer.figures.calls, [205]);
    const [week, report] = answer.callers;
    assert.deepEqual(
      [week?.transaction, week?.calls, week?.requests, week?.share, week?.callsP95],
      ['GET /week', 200, 2, 0.25, 100],
    );
    assert.deepEqual([report?.service, report?.calls, report?.callsMax], ['worker', 5, 1]);
    assert.deepEqual(answer.slowest.length, 6);
    const { at, ...slowest } = answer.slowest[0]!;
    assert.equal(Date.parse(at), NOW_MS - 60_000);
    assert.deepEqual(slowest, {
      duration: 50 * MS,
      traceId: 'ab'.repeat(16),
      spanId: '00000000000000b2',
      service: 'shop',
      transaction: 'GET /week',
      calls: 100,
    });
    assert.deepEqual(answer.places, [{ file: 'slot.ts', line: 7, function: 'load', calls: 200 }]);
    assert.equal(answer.steps.calls.length, 96);
    assert.equal(answer.steps.calls[94], 200);
    near(answer.steps.p95[94]!, MS);
    assert.equal(answer.steps.p95[0], -1);
  });

  it('says what a statement is though it was not asked in the range, and refuses what it does not know', async () => {
    const quiet = await get(SLOTS, { from: '-5h', to: '-4h' });
    assert.equal(quiet.statement, 'SELECT * FROM slots WHERE id = ?');
    assert.deepEqual(quiet.figures.calls, [0]);
    assert.deepEqual([quiet.callers, quiet.slowest, quiet.targets, quiet.askers], [[], [], [], []]);
    assert.deepEqual((await get(SLOTS, { service: 'nobody' })).askers, (await get(SLOTS)).askers);
    assert.ok((await get(SLOTS)).askers.includes('shop'));
    await assert.rejects(get('0000000000000009'), { code: 'not-found' });
    await assert.rejects(get('0000000000000001'), { code: 'not-found' });
    await assert.rejects(get('nothing'), { code: 'bad-fingerprint' });
  });
});

/** Durations of calls are kept in steps of less than 1 %. */
function near(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= expected * 0.005, `${found} is not near ${expected}`);
}
