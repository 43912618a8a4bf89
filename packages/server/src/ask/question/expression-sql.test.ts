import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FUNCTION_NAMES } from '@tracebin/model';
import fc from 'fast-check';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from './answer-question.ts';
import { HOSTILE } from './test/any-question.ts';

const BIN = { bin: 'local', retentionHours: 24 };
const nowMs = Date.now();
let store: TestStore;

before(async () => {
  store = await openTestStore();
  await store.insert([
    {
      time: BigInt(nowMs - 60_000) * 1_000_000n,
      duration: 1_500_000_000,
      service: 'web',
      name: 'GET /users/42',
      strings: { plan: 'free', size: '12.5', 'odd name': 'x' },
      ints: { rows: '41', zero: '0' } as Record<string, string>,
      bools: { cached: true },
    },
  ]);
});

after(() => store.close());

/** What a calculated field is worth for the one event: as text, and as number. */
async function worth(expression: string): Promise<[string | null, number | null]> {
  const { table } = await answerQuestion(
    store.engine,
    BIN,
    {
      calculatedFields: [{ name: 'it', expression }],
      breakdowns: ['it'],
      calculations: [{ op: 'MAX', column: 'it' }],
      disableSeries: true,
    },
    { nowMs },
  );
  assert.equal(table.count, 1);
  return [table.groups[0]![0]!, table.values[0]![0]!];
}

const EXPECTED: [string, string | null, (number | null)?][] = [
  ['1 + 2 * 3 - rows / 2', '-13.5', -13.5],
  ['rows / zero', null, null],
  ['MOD(rows, 7)', '6', 6],
  ['-rows', '-41', -41],
  ['IF(duration > 1s, "slow", "fast")', 'slow', null],
  ['IF(absent = 1, "a", rows < 10, "b", "c")', 'c', null],
  ['IF(absent > 1, 1)', null, null],
  ['SWITCH(plan, "paid", 1, "free", 2, 3)', '2', 2],
  ['COALESCE(absent, plan)', 'free', null],
  ['EXISTS(plan) AND NOT EXISTS(absent)', 'true', 1],
  ['EQUALS(rows, "41")', 'true', 1],
  ['plan != "free" OR cached', 'true', 1],
  ['IN(plan, "paid", "free")', 'true', 1],
  ['CONCAT(service, ":", rows, absent)', 'web:41', null],
  ['REG_VALUE(name, "/(\\d+)$")', '42', 42],
  ['REG_MATCH(name, "^POST")', 'false', 0],
  ['REG_COUNT(name, "/")', '2', 2],
  ['TO_LOWER(name)', 'get /users/42', null],
  ['LENGTH(plan)', '4', 4],
  ['CONTAINS(name, "users")', 'true', 1],
  ['STARTS_WITH(name, "GET") AND ENDS_WITH(name, "42")', 'true', 1],
  ['INT(size) + FLOAT("0.25")', '12.25', 12.25],
  ['LOG10(1000)', '3', 3],
  ['LOG10(zero)', null, null],
  ['MIN(rows, 5)', '5', 5],
  ['MAX(rows, 50)', '50', 50],
  ['BUCKET(rows, 10)', '40 - 50', null],
  ['BUCKET(rows, 10, 0, 30)', '> 30', null],
  ['BOOL(cached)', 'true', 1],
  ['STRING(rows)', '41', 41],
  ['$"odd name"', 'x', null],
  ['UNIX_TIMESTAMP("2026-11-20T00:00:10Z")', '1795132810', 1795132810],
  ['FORMAT_TIME("%Y-%m-%d", UNIX_TIMESTAMP("2026-11-20T00:00:10Z"))', '2026-11-20', null],
  ['EVENT_TIMESTAMP() > 1700000000', 'true', 1],
  ['duration_ms * 2', '3000', 3000],
  ['SUB(MUL(rows, 2), DIV(SUM(rows, 1), 2))', '61', 61],
  ['LT(rows, 41) OR LTE(rows, 41)', 'true', 1],
  ['GT(rows, 41) OR GTE(rows, 42)', 'false', 0],
  ['INGEST_TIMESTAMP() >= EVENT_TIMESTAMP()', 'true', 1],
  ['rows % 7 = 6', 'true', 1],
  ['OR(rows <= 40, AND(rows >= 41, cached))', 'true', 1],
];

test('every function is worth what it says', async () => {
  for (const [expression, text, number] of EXPECTED) {
    const [isText, isNumber] = await worth(expression);
    assert.equal(isText, text, expression);
    if (number !== undefined) assert.equal(isNumber, number, expression);
  }
  const called = new Set(
    EXPECTED.flatMap(([expression]) => expression.match(/\b[A-Z][A-Z_0-9]+(?=\()/g) ?? []),
  );
  assert.deepEqual(
    FUNCTION_NAMES.filter((name) => !called.has(name) && !['AND', 'NOT'].includes(name)),
    [],
    'each function is called',
  );
});

test('a calculated field can be filtered, and used by the next one; formulas order and limit groups', async () => {
  const { table, columns } = await answerQuestion(
    store.engine,
    BIN,
    {
      calculatedFields: [
        { name: 'is slow', expression: 'duration > 1s' },
        { name: 'label', expression: 'IF(`is slow`, CONCAT("slow ", plan), "fast")' },
      ],
      filters: [
        { column: 'label', op: '=', value: 'slow free' },
        { column: 'is slow', op: '=', value: true },
      ],
      breakdowns: ['label'],
      calculations: [
        { op: 'COUNT', name: 'all' },
        { op: 'SUM', column: 'rows' },
      ],
      formulas: [{ name: 'each', expression: '`SUM(rows)` / all + 1' }],
      orders: [{ name: 'each' }],
      havings: [{ name: 'each', op: '>', value: 41 }],
    },
    { nowMs },
  );
  assert.deepEqual(table.groups, [['slow free']]);
  assert.deepEqual(table.values, [[1], [41], [42]]);
  assert.equal(columns[2]!.name, 'each');
});

test('errors say where, and wrong patterns are the asker’s', async () => {
  await assert.rejects(worth('IF(duration > )'), {
    code: 'bad-expression',
    message: /"it" is wrong at character 15/,
  });
  await assert.rejects(worth('REG_MATCH(name, plan)'), {
    code: 'bad-expression',
    message: /character 17: .*pattern as a text/,
  });
  await assert.rejects(worth('REG_MATCH(name, "(")'), { code: 'bad-expression' });
  const formula = {
    calculations: [{ op: 'COUNT' as const }],
    formulas: [{ name: 'f', expression: 'nothing + 1' }],
  };
  await assert.rejects(answerQuestion(store.engine, BIN, formula, { nowMs }), { code: 'bad-expression' });
  let deep = 'rows';
  for (let depth = 0; depth < 12; depth++) deep = `BUCKET(${deep}, 10, 1, 5)`;
  await assert.rejects(worth(deep), { code: 'bad-expression', message: /too large/ });
});

test('no text of an expression becomes part of a statement', async () => {
  const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 12 }));
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (a, b) => {
      const [text] = await worth(`CONCAT(${quoted(a)}, IF(plan = ${quoted(b)}, "same", "other"))`);
      assert.equal(text, `${a}other`);
    }),
    { numRuns: 20, includeErrorInReport: true },
  );
});
