import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CALCULATION_OPS, DATASETS, knownFieldsOf, needsColumn, type Question } from '@tracebin/model';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { compareCohorts } from '../compare/index.ts';
import { answerQuestion } from './answer-question.ts';
import { findExample } from './find-example.ts';
import { listEvents } from './list-events.ts';
import { slowTraces } from './slow-traces.ts';

const BIN = { bin: 'local', retentionHours: 24 };
const nowMs = Date.now();
const time = BigInt(nowMs - 60_000) * 1_000_000n;
const id = (of: number, digits: number) => of.toString(16).padStart(digits, '0');
let store: TestStore;

before(async () => {
  store = await openTestStore();
  await store.insert(
    [0, 1, 2].flatMap((type) =>
      [1, 2].map((number) => ({
        type,
        time: time + BigInt(type * 10 + number),
        duration: type === 1 ? 0 : number * 1e6,
        traceId: id(1, 32),
        spanId: id(type * 10 + number, 16),
        severity: type === 1 ? 17 : 0,
        body: type === 1 ? `failed ${number}` : '',
        strings: { number: String(number) },
      })),
    ),
  );
  await store.engine.command(
    `INSERT INTO transactions (bin, time, trace_id, span_id, duration, service, name, sample_rate, db, queries, expires_at)
     SELECT 'local', fromUnixTimestamp64Nano({time:Int64}, 'UTC'), toFixedString(unhex({trace:String}), 16), toFixedString(unhex(leftPad(hex(number), 16, '0')), 8),
       number * 1000000, 'app', 'GET', 2, number, number, now() + INTERVAL 1 DAY FROM numbers(1, 2)`,
    { time: String(time), trace: id(1, 32) },
  );
});

after(() => store.close());

const EVENTS = { spans: 2, logs: 2, events: 2, transactions: 2, all: 6 };
const WEIGHTS = { ...EVENTS, transactions: 4 };

for (const dataset of DATASETS) {
  test(`${dataset}: every field in every place, every calculation`, async () => {
    const names = knownFieldsOf(dataset).map(({ name }) => name);
    const question: Question = {
      dataset,
      calculations: [
        ...CALCULATION_OPS.filter(needsColumn).map((op) => ({ op, column: 'duration' })),
        { op: 'COUNT', name: 'all' },
        { op: 'CONCURRENCY' },
      ],
      breakdowns: names.slice(0, 20),
    };
    const answer = await answerQuestion(store.engine, BIN, question, { nowMs });
    const all = answer.columns.findIndex(({ name }) => name === 'all');
    assert.equal(answer.table.total[all], WEIGHTS[dataset]);
    assert.equal(answer.table.count, EVENTS[dataset]);
    for (const column of names) {
      const filters = [
        { not: { column, op: '>' as const, value: 'x' } },
        { column, op: 'does-not-contain' as const, value: '☃' },
      ];
      const kept = await answerQuestion(
        store.engine,
        BIN,
        { dataset, filters, disableSeries: true },
        { nowMs },
      );
      assert.ok(kept.table.total[0]! >= 0, column);
    }
    const events = await listEvents(store.engine, BIN, { question: { dataset }, columns: names }, { nowMs });
    assert.equal(events.count, EVENTS[dataset]);
    const traces = await slowTraces(store.engine, BIN, { question: { dataset } }, { nowMs });
    assert.deepEqual(traces.traceId, [id(1, 32)]);
    const { example } = await findExample(store.engine, BIN, { question: { dataset } }, { nowMs });
    assert.equal(example!.traceId, id(1, 32));
  });

  test(`${dataset}: one half compared with the other`, async () => {
    const second =
      dataset === 'transactions'
        ? { column: 'queries', op: '=' as const, value: 2 }
        : { column: 'number', op: '=' as const, value: '2' };
    const answer = await compareCohorts(
      store.engine,
      BIN,
      { question: { dataset }, selection: { filters: [second] } },
      { nowMs },
    );
    assert.equal(answer.selection.weight, WEIGHTS[dataset] / 2);
    assert.equal(answer.rest.events, EVENTS[dataset] / 2);
    assert.equal(answer.read.partial, null);
    assert.ok(answer.ranked.length > 5);
  });
}
