import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestStore, type TestStore } from '../../../../test/support/test-store.ts';
import { type ChosenRequest, chooseRequests } from './choose-requests.ts';
import { detailScope } from './detail-scope.ts';
import { totalOf, weigh } from './strata.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const DAY_SECONDS = 86_400;
const MS = 1_000_000;

const slotsOf = (requests: readonly ChosenRequest[]) =>
  new Set(requests.map(({ time }) => time / 300_000_000_000n)).size;
/** Each with other requests. */
const SEEDS = 20;
const SKEWED = 3_000;

describe('chooseRequests', () => {
  let store: TestStore;
  const choose = async (name: string, more = {}) => {
    const { average, slow } = await chooseRequests(
      store.engine,
      detailScope(
        { bin: 'local', retentionHours: 48 },
        { service: 'shop', name, from: '-24h', ...more },
        NOW_MS,
      ),
    );
    const all = totalOf(average);
    return {
      chosen: average.map(({ drawn }) => drawn),
      weighted: weigh(average, ({ duration }) => Number(duration)),
      hits: all.hits,
      mean: all.spent / all.hits / MS,
      slow,
    };
  };
  const columns = async (sql: string) =>
    (await store.engine.query(sql, {})).columns as Record<string, number[]>;
  /** Of each name so many requests evenly over a day; what is said of them is SQL of `number`. */
  const insertAll = (
    names: number,
    count: number,
    of: { name: string; ms: string; spans: string; rate: string },
  ) =>
    store.engine.command(
      `INSERT INTO transactions (bin, time, trace_id, span_id, service, name, duration, spans, sample_rate, expires_at)
       SELECT 'local',
         toDateTime64('2026-11-19 12:00:00', 9, 'UTC') + intDiv((number % ${count}) * ${DAY_SECONDS}, ${count}) AS time,
         toFixedString(reverse(reinterpretAsString(cityHash64(number))) || '12345678', 16),
         toFixedString(leftPad(toString(number), 8, '0'), 8), 'shop', ${of.name},
         toUInt64(${MS} * (${of.ms})) AS duration, toUInt32(${of.spans}), ${of.rate}, now() + INTERVAL 1 DAY
       FROM numbers(${names * count})`,
    );
  /** Of 1 ms to 1 s without an order in time. */
  const insert = (name: string, count: number, rate = '1') =>
    insertAll(1, count, {
      name: `'${name}'`,
      ms: `1 + intDiv((number * 7919) % ${count} * 1000, ${count})`,
      spans: '10',
      rate,
    });
  const insertSeeds = (name: string, ms: string, spans: string) =>
    insertAll(SEEDS, SKEWED, {
      name: `concat('${name} ', toString(intDiv(number, ${SKEWED})))`,
      ms,
      spans,
      rate: '1',
    });

  before(async () => {
    store = await openTestStore();
    await insert('frequent', 30_000);
    await insert('rare', 250);
    await insert('sampled', 2_000, '1 + 9 * (duration > 500000000)');
    await insert('few', 9);
  });
  after(() => store.close());

  it('chooses from the fastest to the slowest, in few five minutes of the day', async () => {
    const { chosen, weighted, hits, mean, slow } = await choose('frequent');
    assert.equal(chosen.length, 40);
    assert.equal(hits, 30_000);
    assert.ok(Math.abs(mean - 500.5) < 0.01, `mean ${mean}`);
    for (const { scale } of weighted) assert.ok(scale > 0.5 && scale < 2, `${scale}`);
    const tenths = new Set(chosen.map(({ duration }) => Math.floor(Number(duration - 1n) / MS / 100)));
    assert.equal(tenths.size, 10);
    assert.ok(slotsOf(chosen) <= 20 && slotsOf(chosen) >= 3, `${slotsOf(chosen)} of 288`);
    assert.ok(slow.length >= 10 && slow.length <= 12, `${slow.length}`);
    for (const { duration } of slow) assert.ok(Math.abs(Number(duration) / MS - 950) <= 11, `${duration}`);
    assert.ok(slotsOf([...chosen, ...slow]) <= slotsOf(chosen) + 6);
    assert.deepEqual(await choose('frequent'), { chosen, weighted, hits, mean, slow });
  });

  it('is content with half as many where hardly two ran in the same five minutes', async () => {
    const { chosen, mean, slow } = await choose('rare');
    assert.ok(chosen.length >= 20 && slotsOf(chosen) <= 20, `${chosen.length} in ${slotsOf(chosen)}`);
    assert.ok(Math.abs(mean - 499) < 0.01, `mean ${mean}`);
    assert.ok(slow.length >= 6 && slotsOf([...chosen, ...slow]) <= 26);
    for (const { duration } of slow) assert.ok(Math.abs(Number(duration) / MS - 950) < 60, `${duration}`);
  });

  it('weighs requests by their sample rate', async () => {
    // Slow ones count ten times: (250 + 10 x 750) / 11 ms.
    const { weighted, mean } = await choose('sampled');
    assert.ok(Math.abs(mean - 705) < 1, `mean ${mean}`);
    const drawn = weighted.reduce(
      (sum, { drawn, weight }) => sum + (weight * Number(drawn.duration)) / MS,
      0,
    );
    assert.ok(Math.abs(drawn - 705) < 20, `mean ${drawn}`);
  });

  it('takes all of a few, and none where there are none', async () => {
    const { chosen, weighted, slow } = await choose('few');
    assert.equal(new Set(chosen.map(({ spanId }) => spanId)).size, 9);
    for (const { weight, scale } of weighted) assert.deepEqual([weight, scale], [1 / 9, 1]);
    // 889, 778 and 667 ms; 556 is more than a quarter less than the p95.
    assert.equal(slow.length, 3);
    assert.equal((await choose('few', { minDuration: '800ms' })).chosen.length, 1);
    const { chosen: none, slow: noneSlow } = await choose('gone');
    assert.deepEqual([none, noneSlow], [[], []]);
  });

  /** Whatever requests have in them, here the number of their spans, is that of all of them, not of most of them. */
  async function proveMeans(name: string, within: { one: number; all: number }) {
    const found: { time: number; spans: number }[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const { chosen, weighted, mean } = await choose(`${name} ${seed}`);
      const { took, had } = await columns(
        `SELECT avg(duration) / ${MS} AS took, avg(spans) AS had FROM transactions WHERE name = '${name} ${seed}'`,
      );
      const sum = (of: (each: (typeof weighted)[number]) => number) =>
        weighted.reduce((all, each) => all + each.weight * of(each), 0);
      assert.ok(chosen.length <= 40);
      assert.ok(chosen.reduce((all, { spans }) => all + spans, 0) <= 20_000);
      assert.ok(Math.abs(sum(() => 1) - 1) < 1e-9);
      const total = sum(({ drawn, scale }) => (Number(drawn.duration) * scale) / MS);
      assert.ok(Math.abs(total / took![0]! - 1) < 1e-6, `seed ${seed}: ${total} of ${took![0]} ms`);
      assert.ok(Math.abs(mean / took![0]! - 1) < 1e-6);
      found.push({
        // Also without the correction, which would hide that the slow ones have too little weight.
        time: sum(({ drawn }) => Number(drawn.duration) / MS) / took![0]! - 1,
        spans: sum(({ drawn }) => drawn.spans) / had![0]! - 1,
      });
    }
    for (const what of ['time', 'spans'] as const) {
      const off = found.map((each) => each[what]);
      const worst = Math.max(...off.map(Math.abs));
      const bias = off.reduce((sum, each) => sum + each, 0) / SEEDS;
      assert.ok(worst <= within.one, `${what}: ${worst} in the worst case`);
      assert.ok(Math.abs(bias) <= within.all, `${what}: ${bias} in the mean`);
    }
  }

  it('gives a rare slow request its part: 3 % of 2 s with 4,000 statements beside 20 ms with one', async () => {
    const isSlow = 'cityHash64(number) % 1000 < 30';
    const jitter = "(0.8 + 0.4 * (cityHash64(number, 'j') % 1000) / 1000)";
    await insertSeeds('skewed', `if(${isSlow}, 2000, 20) * ${jitter}`, `if(${isSlow}, 4001, 2)`);
    await proveMeans('skewed', { one: 0.05, all: 0.01 });
  });

  it('gives a long tail its part, where spans grow with the time and by chance', async () => {
    const even = '(cityHash64(number) % 100000 + 1) / 100000';
    const jitter = "(0.5 + (cityHash64(number, 'j') % 1000) / 1000)";
    await insertSeeds(
      'tail',
      `least(60000, 10 / pow(${even}, 0.8))`,
      `1 + least(6000, ${jitter} / pow(${even}, 0.8))`,
    );
    await proveMeans('tail', { one: 0.2, all: 0.03 });
  });
});
