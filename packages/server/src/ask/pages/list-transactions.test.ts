import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertOccurrences, insertTransactions } from '../../../test/support/derived-rows.ts';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { listTransactions } from './list-transactions.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const BIN = { bin: 'local', retentionHours: 48 };
const MS = 1_000_000;
/** Nanoseconds since the epoch, minutes before now. */
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

describe('listTransactions', () => {
  let store: TestStore;
  const list = (search = {}) => listTransactions(store.engine, BIN, search, NOW_MS);

  before(async () => {
    store = await openTestStore();
    await insertTransactions(store.engine, [
      // 100 fast requests of which every kept one stands for ten, and five slow ones.
      ...Array.from({ length: 10 }, (_, at) => ({
        time: ago(at + 1),
        duration: 100 * MS,
        sampleRate: 10,
        layers: { db: 60 * MS, view: 10 * MS },
        queries: 4,
        environment: 'production',
      })),
      ...Array.from({ length: 5 }, (_, at) => ({
        time: ago(at + 1),
        duration: 2000 * MS,
        error: true,
        layers: { db: 1900 * MS },
        queries: 400,
        spanId: `00000000000000a${at}`,
        environment: 'staging',
      })),
      { time: ago(5), duration: 50 * MS, name: 'POST /slots' },
      { time: ago(5), duration: 7000 * MS, name: 'report', kind: 1, queueWait: 9000 * MS, attempts: 2 },
      { time: ago(5), duration: 3000 * MS, name: 'migrate', kind: 2 },
      { time: ago(90), duration: 9000 * MS, name: 'GET /old' },
      { time: ago(5), duration: 9000 * MS, name: 'GET /foreign', bin: 'other' },
    ]);
    await insertOccurrences(store.engine, [
      {
        time: ago(1),
        spanId: '00000000000000a0',
        key: '00ab',
        kind: 'n-plus-one',
        count: 390,
        lost: 1800 * MS,
        environment: 'staging',
      },
      {
        time: ago(2),
        spanId: '00000000000000a1',
        key: '00ab',
        kind: 'n-plus-one',
        count: 398,
        lost: 1800 * MS,
        environment: 'staging',
      },
      { time: ago(2), key: 'ffab000000000001', kind: 'n-plus-one', count: 7, lost: 20 * MS },
      { time: ago(2), key: 'ffab000000000002', kind: 'slow-query', count: 1, lost: 5000 * MS },
    ]);
  });
  after(() => store.close());

  it('weighs every number by how much a row stands for', async () => {
    const answer = await list();
    assert.deepEqual(answer.name, ['GET /', 'POST /slots']);
    const { figures } = answer;
    assert.deepEqual(figures.hits, [105, 1]);
    assert.equal(figures.total[0], (100 * 100 + 5 * 2000) * MS);
    assert.equal(figures.errors[0], 5);
    assert.equal(figures.layers.db[0], (100 * 60 + 5 * 1900) * MS);
    assert.equal(figures.layers.view[0], 1000 * MS);
    const parts = Object.values(figures.layers).reduce((sum, column) => sum + column[0]!, 0);
    assert.equal(parts, figures.total[0]);
    assert.equal(figures.queriesMedian[0], 4);
    // Unweighted, a third of the rows would be slow and the p95 2 s.
    near(figures.median[0]!, 100 * MS);
    near(figures.p95[0]!, 100 * MS);
    near(figures.p99[0]!, 2000 * MS);
    assert.equal(answer.all.hits, 106);
    near(answer.all.p99, 2000 * MS);
  });

  it('tells jobs from endpoints, with their wait and their attempts', async () => {
    const answer = await list({ group: 'jobs' });
    assert.deepEqual(answer.name, ['report', 'migrate']);
    near(answer.figures.queueWaitMedian[0]!, 9000 * MS);
    assert.deepEqual(answer.figures.retries, [1, 0]);
  });

  it('keeps to the service, the environment, the range and the bin', async () => {
    assert.deepEqual((await list({ from: '-2h' })).name, ['GET /', 'GET /old', 'POST /slots']);
    assert.deepEqual((await list({ from: '-2h', to: '-1h' })).name, ['GET /old']);
    assert.deepEqual((await list({ environment: 'staging' })).figures.hits, [5]);
    const nothing = await list({ service: 'nobody' });
    assert.equal(nothing.count, 0);
    assert.equal(nothing.all.hits, 0);
    assert.deepEqual(nothing.services, ['shop']);
    assert.deepEqual(nothing.environments, ['production', 'staging']);
  });

  it('names what was found, the costliest of its kind', async () => {
    const [found, none] = (await list()).findings;
    assert.deepEqual(found, [
      { key: 'ffab000000000002', kind: 'slow-query', count: 1 },
      { key: '00000000000000ab', kind: 'n-plus-one', count: 398 },
    ]);
    assert.deepEqual(none, []);
    // Only what happened in requests of that environment.
    const staging = await list({ environment: 'staging' });
    assert.deepEqual(
      staging.findings[0]?.map(({ kind }) => kind),
      ['n-plus-one'],
    );
  });

  it('draws the p95 of each step, and says where nothing ran', async () => {
    const [trend] = (await list()).trend;
    assert.equal(trend?.length, 48);
    assert.equal(trend?.[0], -1);
    near(trend?.[46] ?? 0, 2000 * MS);
    near(trend?.[41] ?? 0, 100 * MS);
  });

  it('takes limits from 1 to 1,000 and says when there are more', async () => {
    const one = await list({ limit: 1 });
    assert.equal(one.more, true);
    assert.deepEqual(one.name, ['GET /']);
    assert.deepEqual(one.figures.layers.db.length, 1);
    assert.equal(one.all.hits, 106);
    assert.equal((await list({ limit: 2 })).more, false);
    assert.equal((await list({ limit: 1000 })).count, 2);
    await assert.rejects(list({ limit: 0 }), /"limit"/);
    await assert.rejects(list({ limit: 1001 }), /"limit"/);
  });

  it('says how far the traces have been looked at', async () => {
    assert.equal((await list()).derivedUntil, null);
    await store.engine.command(
      `INSERT INTO derive_progress VALUES ('0/2', '2026-11-20 11:59:50', now64(3)), ('1/2', '2026-11-20 11:59:40', now64(3))`,
    );
    assert.equal((await list()).derivedUntil, '2026-11-20T11:59:40.000000000Z');
  });
});

/** Durations are counted in 9 bits. */
function near(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= expected * 0.004, `${found} is not near ${expected}`);
}
