import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { insertTransactions } from '../../../test/support/derived-rows.ts';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { overview } from './overview.ts';
import { planSteps } from './step-plan.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const BIN = { bin: 'local', retentionHours: 49, apdexMs: 100 };
const MS = 1_000_000;
const ago = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

describe('overview', () => {
  let store: TestStore;
  const ask = (search = {}) => overview(store.engine, BIN, search, NOW_MS);

  before(async () => {
    store = await openTestStore();
    await insertTransactions(store.engine, [
      {
        time: ago(30),
        duration: 100 * MS,
        sampleRate: 10,
        layers: { db: 60 * MS },
        environment: 'production',
      },
      { time: ago(30) + 1n, duration: 101 * MS, layers: { db: 1 * MS } },
      { time: ago(30) + 2n, duration: 400 * MS },
      { time: ago(30) + 3n, duration: 401 * MS },
      { time: ago(30) + 4n, duration: 1 * MS, error: true },
      { time: ago(1), duration: 7 * MS, service: 'edge' },
      { time: ago(1), duration: 9 * MS, kind: 1, service: 'worker' },
      { time: ago(24 * 60 + 30), duration: 50 * MS, sampleRate: 4 },
      { time: ago(24 * 60 + 61), duration: 50 * MS },
      { time: ago(1), duration: 9 * MS, bin: 'other' },
    ]);
  });
  after(() => store.close());

  it('gives the sums of each step, weighted, and its layers add up', async () => {
    const { steps, series, all, services, environments } = await ask();
    assert.deepEqual([steps.start, steps.step, steps.count], ['2026-11-20T11:00:00.000000000Z', 30e9, 120]);
    assert.equal(series.hits[60], 14);
    assert.equal(series.total[60], (1000 + 101 + 400 + 401 + 1) * MS);
    assert.equal(series.layers.db[60], 601 * MS);
    assert.equal(
      Object.values(series.layers).reduce((sum, each) => sum + each[60]!, 0),
      series.total[60],
    );
    assert.deepEqual([series.errors[60], series.satisfied[60], series.tolerated[60]], [1, 10, 2]);
    assert.deepEqual([series.hits[59], series.hits[118], all.hits, all.satisfied], [0, 1, 15, 11]);
    assert.deepEqual([services, environments], [['edge', 'shop'], ['production']]);
  });

  it('keeps to the group, the service and the environment', async () => {
    assert.equal((await ask({ group: 'jobs' })).all.hits, 1);
    assert.equal((await ask({ service: 'edge' })).all.hits, 1);
    assert.equal((await ask({ environment: 'production' })).all.hits, 10);
  });

  it('compares with the same hours of the day before, step for step, where the bin reaches back so far', async () => {
    const { before: earlier, series } = await ask({ compare: 'day' });
    assert.equal(earlier?.from, '2026-11-19T11:00:00.000000000Z');
    assert.equal(earlier?.all.hits, 4);
    assert.equal(earlier?.series.hits[60], 4);
    assert.equal(earlier?.series.hits.length, series.hits.length);
    assert.equal((await ask()).before, null);
    assert.equal((await ask({ compare: 'week' })).before, null);
    assert.notEqual((await ask({ compare: 'day', from: '-25h' })).before, null);
    assert.equal((await ask({ compare: 'day', from: '-26h' })).before, null);
  });

  it('takes round steps, at most 150 of them up to 149 days', () => {
    const plan = (hours: number) => planSteps({ from: ago(hours * 60) + 5n, to: ago(0) });
    assert.equal(plan(1 / 60).step, 1_000_000_000n);
    assert.equal(plan(24).step, 600_000_000_000n);
    for (const hours of [0.01, 1, 3, 7, 24, 100, 168, 720, 149 * 24]) {
      const { start, step, count } = plan(hours);
      assert.ok(count <= 150, `${hours} h: ${count}`);
      assert.equal(start % step, 0n);
      assert.ok(start + step * BigInt(count) >= ago(0));
    }
    assert.equal(plan(400 * 24).step, 86_400_000_000_000n);
  });
});
