import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { compareRank } from '@tracebin/model';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { compareCohorts } from './compare-cohorts.ts';

const BIN = { bin: 'local', retentionHours: 24 };
const FIELDS = 2_000;
const EVENTS = 120;
const SLOW = 40;
const nowMs = Date.now();
let store: TestStore;

before(async () => {
  store = await openTestStore();
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  await store.insert(
    Array.from({ length: EVENTS }, (_, event) => ({
      time: BigInt(nowMs - 1_800_000 + event) * 1_000_000n,
      duration: event < SLOW ? 2e9 : 1e6,
      traceId: hex(event + 1, 32),
      spanId: hex(event + 1, 16),
      strings: {
        cause: event < SLOW ? 'yes' : 'no',
        ...Object.fromEntries(
          Array.from({ length: FIELDS / 2 }, (_, field) => [`text.${field}`, `${(event * 7 + field) % 5}`]),
        ),
      },
      ints: Object.fromEntries(
        Array.from({ length: FIELDS / 2 }, (_, field) => [`int.${field}`, `${(event * 11 + field) % 90}`]),
      ),
    })),
    5,
  );
});

after(() => store.close());

const slow = { question: { timeRange: '1h' }, selection: { range: { column: 'duration', min: 1e9 } } };

test('of 2,000 fields all are compared, in as many readings as a few fields take', async () => {
  const answer = await compareCohorts(store.engine, BIN, slow, { nowMs });
  assert.equal(answer.read.partial, null);
  const [first, second] = answer.ranked;
  assert.equal(first!.name, 'cause');
  assert.equal(second!.strength, 'none', `${second!.name} is no cause`);
  const names = new Set(answer.ranked.map(({ name }) => name));
  assert.equal([...names].filter((name) => /^(text|int)\.\d+$/.test(name)).length, FIELDS);
  assert.deepEqual(answer.ranked, [...answer.ranked].sort(compareRank));
  for (const { name, values, numbers } of answer.ranked) {
    if (!/^(text|int)\./.test(name)) continue;
    const { selection } = values ?? numbers!;
    const total = selection.reduce((sum, count) => sum + count, 0);
    assert.equal(total + (numbers?.missing.selection ?? 0) + (values?.other?.selection ?? 0), SLOW, name);
  }
  // The sides, columns, resource, the survey, two maps of attributes; pairs need two fields that differ.
  assert.equal(answer.sql.length, 6);
});

test('events with very many fields are sampled by how many they have, and the answer says so', async () => {
  const all = EVENTS * FIELDS + EVENTS;
  const side = (events: number) => (all / EVENTS) * events;
  const sampled = async (maxExactValues: number) => {
    const { read } = await compareCohorts(store.engine, BIN, slow, { nowMs, maxExactValues });
    return read.sampled;
  };
  assert.equal(await sampled(side(EVENTS - SLOW)), null);
  const share = await sampled(side(EVENTS - SLOW) - 1);
  assert.ok(share !== null && share < 0.9, String(share));
});

test('fields that are named are compared alone', async () => {
  const fields = ['cause', ...Array.from({ length: 1_999 }, (_, field) => `text.${field}`)];
  const answer = await compareCohorts(store.engine, BIN, { ...slow, fields }, { nowMs });
  assert.equal(answer.ranked.length, 1 + FIELDS / 2);
  await assert.rejects(
    compareCohorts(store.engine, BIN, { ...slow, fields: [...fields, 'one more'] }, { nowMs }),
    { code: 'bad-question' },
  );
});
