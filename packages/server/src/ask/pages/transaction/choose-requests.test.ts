import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { type ChosenRequest, chooseRequests } from './choose-requests.ts';
import { detailScope } from './detail-scope.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const DAY_SECONDS = 86_400;
const MS = 1_000_000;

const slotsOf = (requests: readonly ChosenRequest[]) =>
  new Set(requests.map(({ time }) => time / 300_000_000_000n)).size;
const meanMs = (requests: readonly ChosenRequest[]) =>
  requests.reduce((sum, { duration }) => sum + Number(duration) / MS, 0) / requests.length;

describe('chooseRequests', () => {
  let store: TestStore;
  const choose = (name: string, more = {}) =>
    chooseRequests(
      store.engine,
      detailScope(
        { bin: 'local', retentionHours: 48 },
        { service: 'shop', name, from: '-24h', ...more },
        NOW_MS,
      ),
    );
  /** Requests evenly over a day, of 1 ms to 1 s without an order in time. */
  const insert = (name: string, count: number, more = '') =>
    store.engine.command(
      `INSERT INTO transactions (bin, time, trace_id, span_id, service, name, duration, spans, sample_rate, expires_at)
       SELECT 'local', toDateTime64('2026-11-19 12:00:00', 9, 'UTC') + intDiv(number * ${DAY_SECONDS}, ${count}) AS time,
         toFixedString(reverse(reinterpretAsString(cityHash64(number))) || '12345678', 16),
         toFixedString(leftPad(toString(number), 8, '0'), 8), 'shop', '${name}',
         ${MS} * (1 + intDiv((number * 7919) % ${count} * 1000, ${count})) AS duration, 10, 1${more},
         now() + INTERVAL 1 DAY
       FROM numbers(${count})`,
    );

  before(async () => {
    store = await openTestStore();
    await insert('frequent', 30_000);
    await insert('rare', 250);
    await insert('sampled', 2_000, ' + 9 * (duration > 500000000)');
    await insert('few', 9);
  });
  after(() => store.close());

  it('chooses from the fastest to the slowest, in few five minutes of the day', async () => {
    const { average, slow } = await choose('frequent');
    assert.equal(average.length, 40);
    assert.ok(Math.abs(meanMs(average) - 500) < 15, `mean ${meanMs(average)}`);
    const parts = new Set(average.map(({ duration }) => Math.floor(Number(duration - 1n) / MS / 25)));
    assert.equal(parts.size, 40);
    assert.ok(slotsOf(average) <= 12 && slotsOf(average) >= 3, `${slotsOf(average)} of 288`);
    assert.equal(slow.length, 12);
    for (const { duration } of slow) assert.ok(Math.abs(Number(duration) / MS - 950) <= 11, `${duration}`);
    assert.ok(slotsOf([...average, ...slow]) <= slotsOf(average) + 6);
    assert.deepEqual(await choose('frequent'), { average, slow });
  });

  it('is content with half as many where hardly two ran in the same five minutes', async () => {
    const { average, slow } = await choose('rare');
    assert.ok(average.length >= 20 && slotsOf(average) <= 20, `${average.length} in ${slotsOf(average)}`);
    assert.ok(Math.abs(meanMs(average) - 500) < 40, `mean ${meanMs(average)}`);
    assert.ok(slow.length >= 6 && slotsOf([...average, ...slow]) <= 26);
    for (const { duration } of slow) assert.ok(Math.abs(Number(duration) / MS - 950) < 60, `${duration}`);
  });

  it('weighs requests by their sample rate', async () => {
    // Slow ones count ten times: (250 + 10 x 750) / 11 ms.
    const { average } = await choose('sampled');
    assert.ok(Math.abs(meanMs(average) - 705) < 20, `mean ${meanMs(average)}`);
  });

  it('takes all of a few, and none where there are none', async () => {
    const { average, slow } = await choose('few');
    assert.equal(new Set(average.map(({ spanId }) => spanId)).size, 9);
    // 889, 778 and 667 ms; 556 is more than a quarter less than the p95.
    assert.equal(slow.length, 3);
    assert.equal((await choose('few', { minDuration: '800ms' })).average.length, 1);
    assert.deepEqual(await choose('gone'), { average: [], slow: [] });
  });
});
