import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Question } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { type AskOptions, answerQuestion } from './answer-question.ts';
import { listEvents } from './list-events.ts';

const nowMs = Date.now();
const time = BigInt(nowMs - 60_000) * 1_000_000n;
/** Of both bins: they lie in one block of rows. */
const EVENTS = 7;
let store: TestStore;

before(async () => {
  store = await openTestStore();
  const event = (bin: string, strings: Record<string, string>, resource = {}): TestEvent => ({
    bin,
    time,
    strings,
    resource,
  });
  await store.insert([
    event('full', { tenant: 'a' }, { host: 'h' }),
    event('full', { other: '' }),
    event('full', { tenant: 'b' }),
    event('empty', { tenant: 'a' }),
    event('empty', { tenant: '' }),
    event('empty', { other: 'x' }),
    event('empty', {}, { host: '' }),
  ]);
});

after(() => store.close());

/** Its groups with their counts, and the statement that found them. */
async function ask(
  bin: string,
  column: string,
  lookAhead: AskOptions['lookAhead'] = {},
): Promise<{ groups: [string | null, number][]; sql: string; rows: number }> {
  const question: Question = { timeRange: '1h', breakdowns: [column], disableSeries: true };
  const { table, sql, read } = await answerQuestion(store.engine, { bin, retentionHours: 24 }, question, {
    nowMs,
    lookAhead,
  });
  const groups = table.groups[0]!.map((key, row): [string | null, number] => [key, table.values[0]![row]!]);
  return { groups: groups.sort(), sql: sql.at(-1)!, rows: read.rows };
}

test('missing is told from the text alone where no text is empty, whatever other fields hold', async () => {
  for (const [column, groups] of [
    [
      'tenant',
      [
        [null, 1],
        ['a', 1],
        ['b', 1],
      ],
    ],
    [
      'host',
      [
        [null, 2],
        ['h', 1],
      ],
    ],
  ] as const) {
    const answer = await ask('full', column);
    assert.deepEqual(answer.groups, groups);
    assert.doesNotMatch(answer.sql, /mapContains\((strings|resource)/);
    // The look for empty texts is none of what was read.
    assert.equal(answer.rows, EVENTS);
  }
});

test('an empty text is a value', async () => {
  for (const [column, groups] of [
    [
      'tenant',
      [
        ['', 1],
        [null, 2],
        ['a', 1],
      ],
    ],
    [
      'host',
      [
        ['', 1],
        [null, 3],
      ],
    ],
  ] as const) {
    const answer = await ask('empty', column);
    assert.deepEqual(answer.groups, groups);
    assert.match(answer.sql, /mapContains\((strings|resource)/);
  }
});

test('where looking takes too long or too much memory, the answer is found the slower way', async () => {
  // The engine counts memory by some megabytes.
  await store.engine.command(`INSERT INTO events (bin, type, time, strings, sample_rate, expires_at)
    SELECT 'large', 0, fromUnixTimestamp64Nano(toInt64(${time})), map('tenant', 'a', 'other', repeat(repeat('x', 1000000), 20)), 1,
      now() + INTERVAL 1 DAY`);
  for (const [bin, lookAhead, groups] of [
    [
      'full',
      { timeoutMs: 0 },
      [
        [null, 1],
        ['a', 1],
        ['b', 1],
      ],
    ],
    ['large', { maxMemoryBytes: 1 }, [['a', 1]]],
  ] as const) {
    const answer = await ask(bin, 'tenant', lookAhead);
    assert.deepEqual(answer.groups, groups);
    assert.match(answer.sql, /mapContains\(strings/);
  }
  assert.doesNotMatch((await ask('large', 'tenant')).sql, /mapContains\(strings/);
});

test('an empty text beside the range is none of it, and in a list counts where it is', async () => {
  const ago = (seconds: number, strings: Record<string, string>, spanId: number): TestEvent => ({
    bin: 'long',
    time: time - BigInt(seconds) * 1_000_000_000n,
    spanId: spanId.toString(16).padStart(16, '0'),
    strings,
  });
  await store.insert([ago(0, { tenant: 'a' }, 1), ago(1, {}, 2)]);
  await store.insert([ago(7_200, { tenant: '' }, 3), ago(7_201, {}, 4), ago(7_202, { tenant: 'b' }, 5)]);
  const hour = await ask('long', 'tenant');
  assert.deepEqual(hour.groups, [
    [null, 1],
    ['a', 1],
  ]);
  assert.doesNotMatch(hour.sql, /mapContains\(strings/);
  for (const sort of ['newest', 'oldest', 'longest'] as const) {
    const { spanId, values } = await listEvents(
      store.engine,
      { bin: 'long', retentionHours: 24 },
      { question: { timeRange: '5h' }, columns: ['tenant'], sort },
      { nowMs },
    );
    const tenants = Object.fromEntries(spanId.map((id, row) => [Number.parseInt(id, 16), values[0]![row]]));
    assert.deepEqual(tenants, { 1: 'a', 2: null, 3: '', 4: null, 5: 'b' }, sort);
  }
});
