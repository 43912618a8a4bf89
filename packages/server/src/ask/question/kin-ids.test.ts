/** Parents are found by a number made of the ids of trace and span. Here two spans share it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EventType, parseQuestion } from '@tracebin/model';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from './answer-question.ts';

const nowMs = Date.now();
const time = BigInt(nowMs - 600_000) * 1_000_000n;
const [A, B, C] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string];
const OWN = '00000000000000a1';
let store: TestStore;
/** Ids of spans in the traces B and C that make the same number as the span OWN of trace A. */
let shared: { b: string; c: string };

const span = (
  bin: string,
  traceId: string,
  spanId: string,
  parentSpanId: string,
  name: string,
): TestEvent => ({
  bin,
  time,
  traceId,
  spanId,
  parentSpanId,
  name,
  duration: 5,
});

before(async () => {
  store = await openTestStore();
  const sameIn = (trace: string) =>
    `lower(hex(reinterpretAsFixedString(cityHash64(unhex('${A}')) + reinterpret(unhex('${OWN}'), 'UInt64') - cityHash64(unhex('${trace}')))))`;
  const { columns } = await store.engine.query(`SELECT ${sameIn(B)} AS b, ${sameIn(C)} AS c`);
  shared = { b: String(columns.b![0]), c: String(columns.c![0]) };
  await store.insert([
    span('both', A, OWN, '', 'first'),
    span('both', A, '00000000000000a2', OWN, 'of the first'),
    span('both', B, shared.b, '', 'second'),
    span('both', B, '00000000000000b2', shared.b, 'of the second'),
    // Its parent never came.
    span('lost', A, OWN, '', 'first'),
    span('lost', A, '00000000000000a2', OWN, 'of the first'),
    span('lost', C, '00000000000000c2', shared.c, 'of a lost one'),
    // The same span ids in each trace.
    ...[A, B, C].flatMap((trace, at) => [
      span('alike', trace, OWN, '', `root ${at}`),
      span('alike', trace, '00000000000000a2', OWN, `child ${at}`),
    ]),
    // No trace at all.
    span('none', '', OWN, '', 'first'),
    span('none', '', '00000000000000a2', OWN, 'of the first'),
    { ...span('none', '', OWN, '', 'beside'), type: EventType.log },
  ]);
});
after(() => store.close());

async function groups(bin: string, text: string) {
  const question = parseQuestion(`${text} OVER 1h`);
  const { table, sql, read } = await answerQuestion(store.engine, { bin, retentionHours: 24 }, question, {
    nowMs,
  });
  const of = table.groups[0]!.map((name, row) => [name, ...table.values.map((column) => column[row])]);
  return {
    of: of.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    other: table.other,
    isAskedAgain: /here\.trace_id = parent_trace/.test(sql.at(-1)!),
    partial: read.partial,
  };
}

test('each row has its own parent, where two spans share the number', async () => {
  const found = await groups('both', 'COUNT WHERE parent.name exists GROUP BY parent.name, name');
  assert.deepEqual(found, {
    of: [
      ['first', 1],
      ['second', 1],
    ],
    other: null,
    isAskedAgain: true,
    partial: null,
  });
  assert.deepEqual((await groups('both', 'COUNT, MAX(parent.duration) GROUP BY parent.name')).of, [
    ['first', 1, 5],
    [null, 2, null],
    ['second', 1, 5],
  ]);
  const first = await groups('both', 'COUNT GROUP BY parent.name LIMIT 1');
  assert.deepEqual([first.of, first.other], [[[null, 2]], [2]]);
});

test('a row whose parent is missing gets no other', async () => {
  const { of, isAskedAgain } = await groups('lost', 'COUNT GROUP BY parent.name');
  assert.deepEqual(
    [of, isAskedAgain],
    [
      [
        ['first', 1],
        [null, 2],
      ],
      true,
    ],
  );
});

test('the same span ids in several traces are several spans, and nothing is asked twice', async () => {
  const { of, isAskedAgain } = await groups('alike', 'COUNT GROUP BY parent.name');
  assert.deepEqual(of, [
    [null, 3],
    ['root 0', 1],
    ['root 1', 1],
    ['root 2', 1],
  ]);
  assert.equal(isAskedAgain, false);
});

test('spans without a trace id are asked for by whole ids', async () => {
  const { of } = await groups('none', 'COUNT GROUP BY parent.name');
  assert.deepEqual(of, [
    ['first', 1],
    [null, 1],
  ]);
  const logs = await groups('none', 'COUNT FROM logs GROUP BY parent.name');
  assert.deepEqual([logs.of, logs.isAskedAgain], [[['first', 1]], true]);
});
