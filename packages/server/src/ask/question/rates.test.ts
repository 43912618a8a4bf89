/** What is made of one bucket of time after another: rates and concurrency. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Question } from '@tracebin/model';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from './answer-question.ts';

const nowMs = Date.now();
let store: TestStore;

before(async () => {
  store = await openTestStore();
});
after(() => store.close());

test('concurrency is the most events open at once, rates are changes, and an earlier period has the same groups', async () => {
  const bin = { bin: 'overlap', retentionHours: 24 };
  const minute = 60_000_000_000n;
  const begin = ((BigInt(nowMs) * 1_000_000n) / minute) * minute - 20n * minute;
  const event = (from: number, length: number, service: string, sampleRate = 1) => ({
    bin: 'overlap',
    time: begin + BigInt(from) * 1_000_000_000n,
    duration: length * 1e9,
    service,
    sampleRate,
  });
  // Seconds:        web 0-100, 10-20, 15-25, 20-30 (begins when the second ends); db 130-140 stands for 5
  await store.insert([
    event(0, 100, 'web'),
    event(10, 10, 'web'),
    event(15, 10, 'web'),
    event(20, 10, 'web'),
    event(130, 10, 'db', 5),
    event(-600, 1, 'web'),
  ]);
  const answer = await answerQuestion(
    store.engine,
    bin,
    {
      startTime: new Date(Number(begin / 1_000_000n)).toISOString(),
      timeRange: '3m',
      granularity: 60,
      compareTo: '10m',
      calculations: [{ op: 'CONCURRENCY' }, { op: 'RATE_SUM', column: 'duration_ms' }, { op: 'COUNT' }],
      breakdowns: ['service'],
      orders: [{ op: 'COUNT' }],
    },
    { nowMs },
  );
  assert.deepEqual(answer.table.groups, [['db', 'web']]);
  assert.deepEqual(answer.table.values, [
    [5, 3],
    [null, null],
    [5, 4],
  ]);
  assert.deepEqual(answer.series!.values[0], [
    [0, 0, 5],
    [3, 1, 0],
  ]);
  assert.deepEqual(answer.table.total, [5, null, 9]);
  assert.deepEqual(answer.before!.table.groups, [['db', 'web']]);
  assert.deepEqual(answer.before!.table.values[2], [0, 1]);
  assert.deepEqual(answer.before!.series!.values[2], [
    [0, 0, 0],
    [1, 0, 0],
  ]);
});

test('rates and concurrency are of the groups left out, too, and of a table alone', async () => {
  const bin = { bin: 'rates', retentionHours: 24 };
  const minute = 60_000_000_000n;
  const begin = ((BigInt(nowMs) * 1_000_000n) / minute) * minute - 20n * minute;
  const event = (second: number, seconds: number, service: string, sampleRate = 1) => ({
    bin: bin.bin,
    time: begin + BigInt(second) * 1_000_000_000n,
    duration: seconds * 1e9,
    service,
    sampleRate,
  });
  await store.insert([
    event(0, 50, 'web'),
    event(61, 40, 'web'),
    event(121, 30, 'web'),
    // Beyond one group. In the three minutes: 4 s, then 3 s that stand for two events, then 2 s and 1 s; at most 2 at once.
    event(0, 4, 'db'),
    event(60, 3, 'mail', 2),
    event(120, 2, 'db'),
    event(130, 1, 'mail'),
  ]);
  const question: Question = {
    startTime: new Date(Number(begin / 1_000_000n)).toISOString(),
    timeRange: '3m',
    granularity: 60,
    calculations: [
      { op: 'COUNT' },
      { op: 'RATE_SUM', column: 'duration_ms' },
      { op: 'RATE_AVG', column: 'duration_ms' },
      { op: 'RATE_MAX', column: 'duration_ms' },
      { op: 'CONCURRENCY' },
    ],
    breakdowns: ['service'],
    orders: [{ column: 'service', order: 'descending' }],
    limit: 1,
  };
  const answer = await answerQuestion(store.engine, bin, question, { nowMs });
  assert.deepEqual(answer.table.groups, [['web']]);
  assert.deepEqual(
    answer.table.values.map(([value]) => value),
    [3, -10_000, -10_000, -10_000, 1],
  );
  assert.deepEqual(answer.table.other, [5, -500, -1_250, -1_000, 2]);
  assert.deepEqual(answer.series!.total[1], [null, -8_000, -13_000]);
  assert.deepEqual(answer.table.total, [8, -10_500, (33 / 3 - 54 / 2) * 500, -10_000, 3]);
  const { series, ...alone } = await answerQuestion(
    store.engine,
    bin,
    { ...question, disableSeries: true },
    { nowMs },
  );
  assert.equal(series, undefined);
  assert.deepEqual(alone.table, answer.table);
  // The earlier period has these groups, and the others of then beside them.
  const later = {
    ...question,
    startTime: new Date(Number((begin + 3n * minute) / 1_000_000n)).toISOString(),
  };
  await store.insert([event(190, 1, 'web'), event(200, 1, 'db')]);
  const compared = await answerQuestion(store.engine, bin, { ...later, compareTo: '3m' }, { nowMs });
  assert.deepEqual(compared.table.groups, [['web']]);
  assert.deepEqual(compared.before!.table.other, answer.table.other);
  // Formulas over them are of the numbers that the answer shows, wherever it shows them.
  const formulas = [
    { name: 'each second', expression: '`RATE_SUM(duration_ms)` / 1000' },
    { name: 'open', expression: 'IF(CONCURRENCY > 1, `RATE_SUM(duration_ms)`, COUNT)' },
    { name: 'mean', expression: 'COUNT * 2' },
  ];
  const worked = await answerQuestion(store.engine, bin, { ...question, formulas }, { nowMs });
  const columns = worked.columns.map(({ name }) => name);
  const [second, open, twice] = formulas.map(({ name }) => columns.indexOf(name)) as [number, number, number];
  assert.deepEqual(worked.table.values.slice(0, 5), answer.table.values);
  const shown = (row: readonly unknown[]) => [row[second], row[open], row[twice]];
  assert.deepEqual(shown(worked.table.values.map(([value]) => value)), [-10, 3, 6]);
  assert.deepEqual(shown(worked.table.other!), [-0.5, -500, 10]);
  assert.deepEqual(shown(worked.table.total), [-10.5, -10_500, 16]);
  assert.deepEqual(worked.series!.total[second], [null, -8, -13]);
  assert.deepEqual(worked.series!.values[second], [[null, -10, -10]]);
  assert.deepEqual(worked.series!.values[open], [[1, 1, 1]]);
  const withoutSeries = { ...question, formulas, disableSeries: true };
  const table = await answerQuestion(store.engine, bin, withoutSeries, { nowMs });
  assert.deepEqual(table.table, worked.table);
  const comparedToo = { ...later, formulas, compareTo: '3m' };
  const { before } = await answerQuestion(store.engine, bin, comparedToo, { nowMs });
  assert.deepEqual(shown(before!.table.values.map(([value]) => value)), [-10, 3, 6]);
  const ranked = await answerQuestion(
    store.engine,
    bin,
    {
      ...question,
      formulas,
      limit: 10,
      orders: [{ name: 'each second', order: 'descending' }],
      havings: [{ name: 'each second', op: '<', value: -0.5 }],
    },
    { nowMs },
  );
  // Of db no two buckets that follow each other have events.
  assert.deepEqual(ranked.table.groups, [['mail', 'web']]);
  assert.deepEqual(ranked.table.values[second], [-5, -10]);
  const large = { ...question, disableSeries: true, limit: 1_001 };
  await assert.rejects(answerQuestion(store.engine, bin, large, { nowMs }), {
    code: 'bad-question',
    message: /from 1 to 1000\./,
  });
});

test('formulas over rates are the same however many numbers there are', async () => {
  const bin = { bin: 'wide', retentionHours: 24 };
  const minute = 60_000_000_000n;
  const buckets = 300;
  const groups = 100;
  const begin = ((BigInt(nowMs) * 1_000_000n) / minute) * minute - BigInt(buckets) * minute;
  const services = Array.from({ length: groups }, (_, group) => group + 1);
  await store.insert(
    services.flatMap((seconds) =>
      [buckets - 2, buckets - 1].map((bucket, step) => ({
        bin: bin.bin,
        time: begin + BigInt(bucket) * minute,
        duration: seconds * (step + 1) * 1e9,
        service: `s${String(seconds).padStart(3, '0')}`,
      })),
    ),
  );
  const { series, table } = await answerQuestion(
    store.engine,
    bin,
    {
      startTime: new Date(Number(begin / 1_000_000n)).toISOString(),
      timeRange: `${buckets}m`,
      granularity: 60,
      calculations: [{ op: 'COUNT' }, { op: 'RATE_SUM', column: 'duration_ms' }],
      // Of two calculations 25,000 numbers go into one statement, and these are 30,000 and more.
      formulas: [{ name: 'f', expression: '`RATE_SUM(duration_ms)` / 1000 + COUNT' }],
      breakdowns: ['service'],
      orders: [{ column: 'service', order: 'ascending' }],
      limit: groups,
    },
    { nowMs },
  );
  assert.equal(series!.buckets, buckets);
  assert.deepEqual(
    series!.values[2]!.map((line) => line.at(-1)),
    services.map((seconds) => seconds + 1),
  );
  assert.ok(series!.values[2]!.every((line) => line.slice(0, -1).every((number) => number === null)));
  assert.deepEqual(
    table.values[2],
    services.map((seconds) => seconds + 2),
  );
});
