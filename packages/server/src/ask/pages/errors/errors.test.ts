import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions } from '../../../../test/support/derived-rows.ts';
import { insertErrors } from '../../../../test/support/operation-rows.ts';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { getError } from './get-error.ts';
import { listErrors } from './list-errors.ts';

const NOW_MS = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const BIN = { bin: 'local', retentionHours: 48 };
const OLD = '00000000000000a1';
const NEW = '00000000000000a2';
const HOSTILE = 'ffffffffffffffff';
const NAME = `'; DROP TABLE errors; -- {p0:String} \\ "<script>`;
/** Nanoseconds since the epoch, minutes before now. */
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;
const at = (minutes: number): number => NOW_MS - minutes * 60_000;

describe('errors', () => {
  let store: TestStore;
  const list = (search = {}) => listErrors(store.engine, BIN, search, NOW_MS);
  const get = (group: string, search = {}) => getError(store.engine, BIN, group, search, NOW_MS);

  before(async () => {
    store = await openTestStore();
    const old = {
      group: OLD,
      type: 'TypeError',
      shape: 'no slot ?',
      place: 'load',
      transaction: 'GET /week',
    };
    await insertErrors(store.engine, [
      { ...old, time: ago(600), message: 'no slot 1', version: '1' },
      {
        ...old,
        time: ago(20),
        message: 'no slot 2',
        version: '2',
        sampleRate: 4,
        traceId: 'aa'.repeat(16),
        environment: 'live',
      },
      {
        ...old,
        time: ago(10),
        message: 'no slot 3',
        version: '2',
        transaction: 'POST /slots',
        traceId: 'ab'.repeat(16),
        spanId: '00000000000000b1',
      },
      { time: ago(5), group: NEW, type: 'Timeout', message: 'late', version: '2' },
      {
        time: ago(5),
        group: HOSTILE,
        service: NAME,
        transaction: NAME,
        type: NAME,
        message: NAME,
        shape: NAME,
        place: NAME,
      },
      { time: ago(5), group: OLD, bin: 'other', message: 'SECRET' },
    ]);
    await insertTransactions(store.engine, [
      { time: ago(600), name: 'GET /week', duration: 1, version: '1' },
      { time: ago(30), name: 'GET /week', duration: 1, version: '2', sampleRate: 16 },
      {
        time: ago(20),
        name: 'GET /week',
        duration: 1,
        version: '2',
        traceId: 'aa'.repeat(16),
        sampleRate: 4,
        environment: 'live',
      },
      { time: ago(5), name: NAME, service: NAME, duration: 1 },
    ]);
  });
  after(() => store.close());

  it('puts errors together, weighted, the most frequent first', async () => {
    const answer = await list();
    assert.deepEqual(
      answer.groups.map(({ group }) => group),
      [OLD, NEW, HOSTILE],
    );
    assert.deepEqual(answer.errors, [5, 1, 1]);
    assert.deepEqual(answer.groups[0], {
      group: OLD,
      service: 'shop',
      type: 'TypeError',
      shape: 'no slot ?',
      message: 'no slot 3',
      place: 'load',
    });
    assert.deepEqual([answer.transaction[0], answer.transactions[0]], ['GET /week', 2]);
    assert.deepEqual([answer.traceId[0], answer.spanId[0]], ['ab'.repeat(16), '00000000000000b1']);
    assert.equal(
      answer.trend[0]!.reduce((sum, each) => sum + each, 0),
      5,
    );
    assert.deepEqual(answer.all, { groups: 3, errors: 7 });
    assert.equal(answer.groups[2]!.message, NAME);
    assert.deepEqual(answer.environments, ['live']);
  });

  it('knows since when, and what is new since the newest version runs', async () => {
    const { firstSeen, lastSeen, firstVersion, lastVersion, isNew } = await list();
    assert.deepEqual(firstSeen.slice(0, 2).map(Date.parse), [at(600), at(5)]);
    assert.deepEqual(lastSeen.slice(0, 2).map(Date.parse), [at(10), at(5)]);
    assert.deepEqual(firstVersion, ['1', '2', '']);
    assert.deepEqual(lastVersion, ['2', '2', '']);
    // The third service has never had another version.
    assert.deepEqual(isNew, [false, true, false]);
    // Before the second version ran, nothing could be new since it.
    const early = await list({ from: '-11h', to: '-9h' });
    assert.deepEqual(early.isNew, [false]);
    assert.deepEqual(early.lastSeen.map(Date.parse), [at(600)]);
  });

  it('keeps to service, environment, transaction, range, bin and limit', async () => {
    assert.deepEqual((await list({ service: NAME })).errors, [1]);
    assert.deepEqual((await list({ transaction: 'POST /slots' })).errors, [1]);
    const live = await list({ environment: 'live' });
    assert.deepEqual(live.errors, [4]);
    assert.deepEqual([live.firstVersion, live.firstSeen.map(Date.parse)], [['2'], [at(20)]]);
    const there = await get(OLD, { environment: 'live' });
    assert.deepEqual([there.errors, Date.parse(there.firstSeen), there.newest.length], [4, at(20), 1]);
    const nowhere = await get(OLD, { environment: 'nowhere' });
    assert.deepEqual([nowhere.errors, Date.parse(nowhere.firstSeen)], [0, at(600)]);
    assert.deepEqual((await list({ from: '-11h' })).errors, [6, 1, 1]);
    const one = await list({ limit: 1 });
    assert.deepEqual([one.count, one.more, one.all.groups], [1, true, 3]);
    assert.equal((await list({ limit: 1000 })).more, false);
    await assert.rejects(list({ limit: 0 }), /"limit"/);
    await assert.rejects(list({ limit: 1001 }), /"limit"/);
    assert.equal((await list({ service: 'nobody' })).count, 0);
  });

  it('tells of one group its versions, where it happens how often, and the newest', async () => {
    const answer = await get(OLD);
    assert.equal(answer.message, 'no slot 3');
    assert.equal(answer.errors, 5);
    assert.equal(Date.parse(answer.firstSeen), at(600));
    assert.deepEqual(
      answer.versions.map(({ version, errors }) => [version, errors]),
      [['2', 5]],
    );
    assert.deepEqual(
      answer.transactions.map(({ transaction, errors, share }) => [transaction, errors, share]),
      [
        ['GET /week', 4, 0.2],
        ['POST /slots', 1, 1],
      ],
    );
    assert.deepEqual(
      answer.newest.map(({ message }) => message),
      ['no slot 3', 'no slot 2'],
    );
    assert.equal(answer.steps.errors.length, 120);
    const all = await get(OLD, { from: '-11h' });
    assert.deepEqual(
      all.versions.map(({ version }) => version),
      ['2', '1'],
    );
    const quiet = await get(OLD, { from: '-5h', to: '-4h' });
    assert.deepEqual([quiet.errors, quiet.newest, quiet.type], [0, [], 'TypeError']);
    assert.equal((await get(HOSTILE)).transactions[0]!.transaction, NAME);
    await assert.rejects(get('0000000000000009'), { code: 'not-found' });
    await assert.rejects(get('x'), { code: 'bad-group' });
  });
});
