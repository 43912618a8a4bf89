import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { compareCohorts } from './compare-cohorts.ts';

const BIN = { bin: 'local', retentionHours: 24 };
const SLICES = 192;
const EVENTS_A_SLICE = 50;
const EVENTS = SLICES * EVENTS_A_SLICE;
const nowMs = Date.now();
const startSecond = (Math.floor(nowMs / 300_000) - SLICES - 1) * 300;
let store: TestStore;

/** Each request has a parent that began two slices before it or just before; a fifth of the requests is slow. */
before(async () => {
  store = await openTestStore();
  await store.engine.command(
    `INSERT INTO events (bin, type, entry, time, duration, trace_id, span_id, parent_span_id, service, name, kind,
       sample_rate, strings, received_at, expires_at)
     SELECT 'local', 0, is_request, fromUnixTimestamp64Milli(toInt64({start:UInt32}) * 1000 + event * 6000 - if(is_request, 0, before), 'UTC'),
       if(is_request AND event % 5 = 0, 2000000000, 1000000), toFixedString(leftPad(toString(event), 16, '0'), 16),
       toFixedString(leftPad(toString(2 * event + is_request), 8, '0'), 8),
       if(is_request, toFixedString(leftPad(toString(2 * event), 8, '0'), 8), toFixedString('', 8)),
       'app', if(is_request, 'GET', 'job'), if(is_request, 2, 1), 1,
       if(is_request, map(), map('job', if(event % 5 = 0 AND event % 25 != 0, 'heavy', 'light'), 'noise', toString(cityHash64(event) % 7),
         'burst', if(intDiv(event, {a:UInt32}) = 40, 'here', 'elsewhere'))),
       now(), now() + INTERVAL 1 DAY
     FROM (SELECT intDiv(number, 2) AS event, number % 2 = 1 AS is_request, if(event % 3 = 0, 600000, 10) AS before
       FROM numbers({rows:UInt32}))`,
    { start: startSecond, a: EVENTS_A_SLICE, rows: 2 * EVENTS },
  );
});

after(() => store.close());

const request = {
  question: { timeRange: '24h', filters: [{ column: 'kind', op: '=' as const, value: 'server' }] },
  selection: { range: { column: 'duration', min: 1e9 } },
};

test('relatives of many events are those of slices of time: the cause is found, the weights are those of all events', async () => {
  const { ranked, read, rest, selection, sql } = await compareCohorts(store.engine, BIN, request, {
    nowMs,
    maxKinEvents: EVENTS / 10,
  });
  assert.equal(read.partial, null);
  assert.ok(sql.some((statement) => statement.includes('GROUP BY slice')));
  const job = ranked.find(({ name }) => name === 'parent.job')!;
  assert.equal(
    ranked.find(({ demoted }) => demoted === null),
    job,
  );
  assert.deepEqual(job.leading, { value: 'heavy' });
  assert.ok(Math.abs(job.difference - 0.8) < 0.05, String(job.difference));
  assert.ok(job.score > 0.7 && job.score < 0.8, String(job.score));
  const total = (side: 'selection' | 'rest') => job.values![side].reduce((sum, count) => sum + count, 0);
  // Each was found, however long before it began.
  assert.deepEqual(job.values!.value.toSorted(), ['heavy', 'light']);
  assert.ok(Math.abs(total('selection') - selection.weight) < 1e-6);
  assert.ok(Math.abs(total('rest') - rest.weight) < 1e-6);
  for (const name of ['parent.noise', 'parent.burst', 'parent.name']) {
    assert.equal(ranked.find((field) => field.name === name)!.score, 0, name);
  }
});

test('a side that is in a few slices only is sampled by traces', async () => {
  const from = new Date((startSecond + 300 * 60) * 1000).toISOString();
  const to = new Date((startSecond + 300 * 120) * 1000).toISOString();
  const { ranked, sql } = await compareCohorts(
    store.engine,
    BIN,
    { ...request, selection: { from, to } },
    { nowMs, maxKinEvents: EVENTS / 20 },
  );
  assert.ok(
    sql.some(
      (statement) => statement.includes('LEFT SEMI JOIN') && statement.includes('toUInt32(0) AS slice'),
    ),
  );
  const burst = ranked.find(({ name }) => name === 'parent.burst')!;
  assert.ok(burst.score < 0.05, String(burst.score));
});
