import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Question } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from './answer-question.ts';

const nowMs = Date.now();
const MINUTE = 60_000_000_000n;
const now = BigInt(nowMs) * 1_000_000n;
let store: TestStore;

before(async () => {
  store = await openTestStore();
  const event = (bin: string, minutes: bigint, duration: bigint, sampleRate: number): TestEvent => ({
    bin,
    time: now - minutes * MINUTE,
    duration,
    sampleRate,
    strings: { tenant: 'a' },
  });
  // Both bins lie in one block of rows, and so in one granule.
  await store.insert([
    event('plain', 5n, 100n, 1),
    event('plain', 5n, 300n, 1),
    event('sampled', 5n, 100n, 1),
    event('sampled', 5n, 300n, 10),
    event('sampled', 90n, 500n, 1),
  ]);
});

after(() => store.close());

async function ask(bin: string, question: Question) {
  const { table, sql } = await answerQuestion(
    store.engine,
    { bin, retentionHours: 24 },
    {
      calculations: [
        { op: 'COUNT' },
        { op: 'SUM', column: 'duration' },
        { op: 'AVG', column: 'duration' },
        { op: 'P90', column: 'duration' },
      ],
      disableSeries: true,
      ...question,
    },
    { nowMs },
  );
  return { values: table.values.map(([value]) => value), readsRates: sql.at(-1)!.includes('sample_rate') };
}

for (const breakdowns of [[], ['tenant']]) {
  test(`rows that stand for themselves are counted without weights, by ${breakdowns.length} fields`, async () => {
    assert.deepEqual(await ask('plain', { timeRange: '1h', breakdowns }), {
      values: [2, 400, 200, 300],
      readsRates: false,
    });
  });

  test(`one row that stands for several brings the weights, by ${breakdowns.length} fields`, async () => {
    assert.deepEqual(await ask('sampled', { timeRange: '1h', breakdowns }), {
      values: [11, 3_100, 3_100 / 11, 300],
      readsRates: true,
    });
  });

  test(`each period is looked at by itself, by ${breakdowns.length} fields`, async () => {
    const startTime = (nowMs - 2 * 3_600_000) / 1000;
    const question = { startTime, endTime: startTime + 3600, breakdowns };
    assert.deepEqual(await ask('sampled', question), { values: [1, 500, 500, 500], readsRates: false });
  });
}
