import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { knownField, type Question, type QuestionAnswer } from '@tracebin/model';
import fc from 'fast-check';
import { openTestStore, type TestEvent, type TestStore } from '../../../test/support/test-store.ts';
import { type AskOptions, answerQuestion } from './answer-question.ts';
import { listEvents } from './list-events.ts';
import { anyEvent, anyPairQuestion, anyQuestion, HOSTILE } from './test/any-question.ts';
import { naiveAnswer } from './test/naive-answer.ts';
import { meets } from './test/naive-condition.ts';

const asName = (text: string): string => `$"${text.replace(/[\\"]/g, '\\$&')}"`;
const BIN = { bin: 'local', retentionHours: 24 };
const nowMs = Date.now();
const from = BigInt(nowMs - 3_600_000) * 1_000_000n;
let store: TestStore;
let events: TestEvent[];

before(async () => {
  store = await openTestStore();
  const drawn = fc.sample(fc.array(anyEvent(from), { minLength: 150, maxLength: 150, size: 'max' }), 1)[0]!;
  // Traces of five: a root, two children, two grandchildren.
  events = drawn.map((event, index) => {
    const id = (of: number) => (of + 1).toString(16).padStart(16, '0');
    const parent = { 0: undefined, 1: index - 1, 2: index - 2, 3: index - 2, 4: index - 2 }[index % 5];
    return {
      ...event,
      traceId: id(Math.floor(index / 5)).padStart(32, '0'),
      spanId: id(index),
      parentSpanId: parent === undefined ? '' : id(parent),
    };
  });
  await store.insert(events);
  // What nobody may ever see.
  await store.insert([{ bin: 'other', time: from + 5n, service: 'secret', strings: { k1: 'a' } }]);
});

after(() => store.close());

const ask = (question: Question, options: AskOptions = {}): Promise<QuestionAnswer> =>
  answerQuestion(store.engine, BIN, { timeRange: '1h', ...question }, { nowMs, ...options });

/** Holds the answer against JavaScript; told to take a few rows for many too. */
async function checkAnswer(question: Question): Promise<string> {
  const answer = await ask(question);
  const naive = naiveAnswer(events, question, question.breakdowns?.length ? question.limit! : 1);
  close(answer.table.total, naive.total);
  const tableOnly = await ask({ ...question, disableSeries: true }, { manyRows: 20 });
  assert.deepEqual(tableOnly.table.groups, answer.table.groups);
  close(tableOnly.table.total, answer.table.total);
  close(tableOnly.table.values.flat(), answer.table.values.flat());
  const sql = answer.sql.join('\n');
  if (question.breakdowns?.length === 0) return sql;
  // Groups of the same size may come in any order, so the first column tells, and each group is held against its own.
  const naiveAll = naiveAnswer(events, question, 1_000);
  assert.equal(answer.table.count, naive.groups.length);
  answer.table.groups[0]!.forEach((_, row) => {
    const key = answer.table.groups.map((column) => column[row]);
    const own = naiveAll.groups.find((group) => JSON.stringify(group.key) === JSON.stringify(key));
    assert.ok(own, `no group ${JSON.stringify(key)}`);
    close(
      answer.table.values.map((column) => column[row]!),
      own.values,
    );
    close([answer.table.values[0]![row]!], [naive.groups[row]!.values[0]!]);
  });
  assert.equal(answer.table.other === null, naive.other === null);
  // Which of equal groups are shown is open; what is beyond them is known where no two are equal at the border, or so near
  // to each other that their percentiles are.
  const last = naiveAll.groups[question.limit! - 1]?.values[0];
  const isLikeLast = (value: number | null) =>
    value === last || Math.abs(Number(value) - Number(last)) <= Math.abs(Number(last)) * 0.004;
  const isClear = naiveAll.groups.filter(({ values }) => isLikeLast(values[0]!)).length < 2;
  if (naive.other !== null && isClear) close(answer.table.other!, naive.other);
  const counts = answer.columns.findIndex((_, index) => question.calculations![index]!.op === 'COUNT');
  if (counts !== -1 && answer.series !== undefined) {
    close([sum(answer.series.total[counts]!)], [answer.table.total[counts]!]);
    answer.series.values[counts]!.forEach((series, row) => {
      close([sum(series)], [answer.table.values[counts]![row]!]);
    });
  }
  return sql;
}

test('answers are those of a plain evaluation in JavaScript', async () => {
  await fc.assert(
    fc.asyncProperty(anyQuestion, async (question) => void (await checkAnswer(question))),
    { numRuns: 25, includeErrorInReport: true },
  );
});

test('so are those that calculate with nothing but other spans', async () => {
  await fc.assert(
    fc.asyncProperty(anyPairQuestion, async (question) =>
      assert.match(await checkAnswer(question), /pair_trace/),
    ),
    {
      numRuns: 15,
      includeErrorInReport: true,
    },
  );
});

test('no name and no value leaves its bin or becomes part of a statement', async () => {
  const drawn = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  );
  // Fields that events have by themselves are held against JavaScript above.
  const hostile = drawn.filter((text) => knownField('spans', text) === undefined && !text.includes('.'));
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (name, other, value) => {
      const question: Question = {
        calculations: [
          { op: 'COUNT' },
          { op: 'SUM', column: name, name: value },
          { op: 'P95', column: other, filters: [{ column: name, op: 'contains', value }] },
          { op: 'COUNT_DISTINCT', column: name },
        ],
        filters: [
          { column: name, op: 'does-not-exist' },
          {
            not: {
              or: [
                { column: other, op: '=', value },
                { column: `parent.${name}`, op: 'in', value: [value] },
              ],
            },
          },
          {
            or: [
              { column: 'service', op: '!=', value },
              { column: name, op: '>', value },
            ],
          },
        ],
        breakdowns: [...new Set([name, other])],
        orders: [{ column: name }, { op: 'SUM', column: name }],
        havings: [{ calculateOp: 'COUNT', op: '>', value: 0 }],
        formulas: [{ name: `of ${other}`, expression: `${asName(value)} + COALESCE(${asName(value)}, 1)` }],
        compareTo: '10m',
      };
      const answer = await ask(question);
      assert.equal(answer.columns.at(-1)!.name, `of ${other}`);
      const filter = { and: question.filters! };
      const expected = events.filter((event) => meets(event, filter, events));
      close([answer.table.total[0]!], [expected.reduce((total, each) => total + each.sampleRate!, 0)]);
      assert.ok(!JSON.stringify(answer.table).includes('secret'));
    }),
    { numRuns: 12, includeErrorInReport: true },
  );
});

test('nor does the text of a formula or of a length of time', async () => {
  const drawn = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  );
  const refused = { name: 'BadRequestError', code: /^bad-/ };
  await fc.assert(
    fc.asyncProperty(drawn, async (text) => {
      const expression = `${text} + nothing`;
      await assert.rejects(ask({ formulas: [{ name: text, expression }] }), refused);
      await assert.rejects(ask({ compareTo: `${text} ago!` }), refused);
      await assert.rejects(ask({ timeRange: `1h ${text}!` }), refused);
    }),
    { numRuns: 12, includeErrorInReport: true },
  );
});

test('what would quietly hold for nothing is refused, and named as it was asked', async () => {
  const calculatedFields = [{ name: 'big', expression: 'duration > 1s' }];
  const elsewhere = { code: 'bad-question', message: /"root\.big" is asked of another span/ };
  const filters = [{ not: { column: 'root.big', op: 'exists' as const } }];
  await assert.rejects(ask({ calculatedFields, filters }), elsewhere);
  await assert.rejects(ask({ calculatedFields, calculations: [{ op: 'COUNT', filters }] }), elsewhere);
  await assert.rejects(ask({ calculatedFields, breakdowns: ['root.big'] }), elsewhere);
  await assert.rejects(
    ask({ calculatedFields, calculations: [{ op: 'SUM', column: 'root.big' }] }),
    elsewhere,
  );
  const early = { name: 'early', expression: 'big' };
  await assert.rejects(ask({ calculatedFields: [early, ...calculatedFields] }), {
    code: 'bad-expression',
    message: /"early" asks for "big", which comes after it/,
  });
  await ask({ calculatedFields: [...calculatedFields, early], breakdowns: ['early', 'root.name'] });
  const count = { op: 'COUNT' as const, name: 'n' };
  const twice = { code: 'bad-question', message: /Two numbers are called "n"/ };
  await assert.rejects(ask({ calculations: [count, { ...count, op: 'SUM', column: 'duration' }] }), twice);
  await assert.rejects(ask({ calculations: [count], formulas: [{ name: 'n', expression: 'n * 2' }] }), twice);
  for (const asked of [
    { havings: [{ calculateOp: 'P95' as const, column: 'duration', op: '>' as const, value: 1 }] },
    { orders: [{ op: 'P95' as const, column: 'duration' }] },
  ])
    await assert.rejects(ask({ breakdowns: ['name'], ...asked }), { message: /"P95\(duration\)"$/ });
});

test('raw events come newest first and with the columns asked for', async () => {
  const request = {
    question: { timeRange: '1h', filters: [{ column: 'kind', op: '=' as const, value: 'server' }] },
  };
  const expected = events.filter(({ kind }) => kind === 2).sort((a, b) => Number(b.time - a.time));
  const all = await listEvents(
    store.engine,
    BIN,
    { ...request, columns: ['duration', "k'4"], limit: 1_000 },
    { nowMs },
  );
  assert.deepEqual(
    new Set(all.spanId.map((id, row) => `${id} ${all.values[0]![row]}`)),
    new Set(expected.map(({ spanId, duration }) => `${spanId} ${duration}`)),
  );
  assert.deepEqual(all.time, [...all.time].sort().reverse());
  const some = await listEvents(store.engine, BIN, { ...request, limit: 3, sort: 'longest' }, { nowMs });
  const longest = expected.map(({ duration }) => Number(duration)).sort((a, b) => b - a);
  assert.deepEqual(some.values[some.columns.indexOf('duration')]!.map(Number), longest.slice(0, 3));
  assert.ok(some.more);
});

test('cells of a heatmap hold every event once, and their edges select what they count', async () => {
  for (const column of ['duration', 'k2']) {
    const { heatmaps } = await ask({ calculations: [{ op: 'HEATMAP', column }], unweighted: true });
    const { all } = heatmaps[0]!;
    const counted = await ask({
      calculations: [{ op: 'COUNT', filters: [{ column, op: '>=', value: -1e12 }] }],
      unweighted: true,
    });
    assert.equal(sum(all.count), counted.table.total[0]);
    const rows = new Map<number, number>();
    for (const [cell, y] of all.y.entries()) rows.set(y, (rows.get(y) ?? 0) + all.count[cell]!);
    for (const [y, count] of rows) {
      const within = [
        { column, op: '>=' as const, value: all.edges[y]! },
        { column, op: '<' as const, value: all.edges[y + 1]! },
      ];
      const { table } = await ask({ filters: within, unweighted: true });
      assert.equal(table.total[0], count, `${column} row ${y}`);
    }
  }
});

test('fields of the parent and the root can be grouped by and calculated with', async () => {
  const answer = await ask({
    calculations: [
      { op: 'COUNT', filters: [{ column: 'kind', op: '=', value: 'server' }] },
      { op: 'MAX', column: 'root.duration' },
      { op: 'COUNT' },
    ],
    breakdowns: ['parent.service'],
    filters: [{ column: 'root.duration', op: '>=', value: 0 }],
  });
  const expected = new Map<string | null, { servers: number; longest: number; all: number }>();
  for (const event of events) {
    const parent = events.find(({ spanId }) => spanId === event.parentSpanId)?.service ?? null;
    const root = events.find((other) => other.traceId === event.traceId && other.parentSpanId === '')!;
    const sum = expected.get(parent) ?? { servers: 0, longest: 0, all: 0 };
    sum.servers += event.kind === 2 ? event.sampleRate! : 0;
    sum.longest = Math.max(sum.longest, Number(root.duration));
    sum.all += event.sampleRate!;
    expected.set(parent, sum);
  }
  assert.equal(answer.table.count, expected.size);
  answer.table.groups[0]!.forEach((parent, row) => {
    const { servers, longest, all } = expected.get(parent)!;
    assert.deepEqual(
      answer.table.values.map((column) => column[row]),
      [servers, longest, all],
    );
  });
});

function sum(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((total, each) => total + (each ?? 0), 0);
}

/** Percentiles keep nine binary digits; sums come in another order. */
function close(actual: readonly (number | null)[], expected: readonly (number | null)[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((number, index) => {
    const wanted = expected[index]!;
    if (number === null || wanted === null) assert.equal(number, wanted, `column ${index}`);
    else
      assert.ok(
        Math.abs(number - wanted) <= Math.abs(wanted) * 0.002 + 1e-6,
        `column ${index}: ${number}, not ${wanted}`,
      );
  });
}
