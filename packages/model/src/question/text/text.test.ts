import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CALCULATION_OPS,
  type Condition,
  completeQuestion,
  DATASETS,
  FILTER_OPS,
  findFault,
  needsColumn,
  parseQuestion,
  printQuestion,
  type Question,
  QuestionTextError,
  valueShapeOf,
} from '../index.ts';

const hostile = fc.oneof(
  fc.constantFrom(
    'where',
    'COUNT',
    'and',
    '`',
    '"',
    "a'b",
    'a\\',
    '200',
    'true',
    'in',
    'Ω',
    'a b',
    ')',
    '-1h',
    '\0\n',
    '!',
  ),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
);
const field = fc.oneof(
  fc.constantFrom('service', 'http.route', 'duration', 'parent.name', 'db.query.text'),
  hostile,
);
const value = fc.oneof(
  hostile,
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
);
const filter: fc.Arbitrary<Condition> = fc
  .record({
    column: field,
    op: fc.constantFrom(...FILTER_OPS),
    one: value,
    list: fc.array(value, { minLength: 1, maxLength: 3 }),
  })
  .map(({ column, op, one, list }) => {
    const shape = valueShapeOf(op);
    return shape === 'none' ? { column, op } : { column, op, value: shape === 'one' ? one : list };
  });
const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const several = fc.array(tie('condition'), { minLength: 2, maxLength: 3 });
  return {
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      filter,
      several.map((and) => ({ and })),
      several.map((or) => ({ or })),
      tie('condition').map((not) => ({ not })),
    ),
  };
});
/** As the reader writes them: a list of one that is itself a list would be that list. */
const filters = fc.oneof(
  fc
    .oneof(
      filter,
      filter.map((not) => ({ not })),
    )
    .map((one) => ({ filters: [one] })),
  fc.array(condition, { minLength: 2, maxLength: 3 }).map((all) => ({ filters: all })),
  fc
    .array(condition, { minLength: 2, maxLength: 3 })
    .map((any) => ({ filters: any, filterCombination: 'OR' as const })),
);
const calculation = fc
  .record({
    op: fc.constantFrom(...CALCULATION_OPS),
    column: field,
    filters: fc.option(filters, { nil: undefined }),
    name: fc.option(fc.constantFrom('slow', 'all of them', 'count'), { nil: undefined }),
  })
  .map(({ op, column, filters: own, name }) => ({
    op,
    ...(needsColumn(op) ? { column } : {}),
    ...own,
    ...(name === undefined ? {} : { name }),
  }));
const expression = fc.oneof(
  fc.constantFrom('a / b', 'IF(duration > 1s, "slow)", "x")', '`a b` + 1', '(', '"'),
  fc.string(),
);
const someOf = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });
const time = fc.oneof(
  fc.integer({ min: 1, max: 1e9 }),
  fc.constantFrom('24h', '-1h', '2026-11-20T13:30:00Z', 'over'),
);
const question: fc.Arbitrary<Question> = fc
  .record(
    {
      dataset: fc.constantFrom(...DATASETS),
      calculations: someOf(calculation),
      formulas: someOf(
        fc.record({
          name: fc.constantFrom('share', 'a b'),
          expression: expression.map((text) => text.trim()),
        }),
      ),
      calculatedFields: someOf(fc.record({ name: field, expression: expression.map((text) => text.trim()) })),
      breakdowns: someOf(field),
      limit: fc.integer({ min: 1, max: 1000 }),
      granularity: fc.oneof(fc.integer({ min: 1, max: 1e5 }), fc.double({ min: 1e-3, max: 10, noNaN: true })),
      timeRange: time,
      startTime: time,
      endTime: time,
      compareTo: fc.constantFrom('24h', '7d'),
      disableSeries: fc.constant(true),
      unweighted: fc.constant(true),
      orders: someOf(
        fc.oneof(
          fc.constant({ op: 'COUNT' as const }),
          fc.constant({ op: 'P95' as const, column: 'x y', order: 'ascending' as const }),
          fc.constant({ column: 'zz', order: 'descending' as const }),
        ),
      ),
      havings: someOf(
        fc.record({
          calculateOp: fc.constant('COUNT' as const),
          op: fc.constantFrom('=', '>=', '<'),
          value: fc.integer(),
        }),
      ) as fc.Arbitrary<NonNullable<Question['havings']>>,
      where: filters,
    },
    { requiredKeys: [] },
  )
  .map(({ where, ...rest }): Question => JSON.parse(JSON.stringify({ ...rest, ...where })));

test('every question reads back from its text as it was', () => {
  fc.assert(
    fc.property(question, (asked) => {
      assert.deepEqual(parseQuestion(printQuestion(asked)), asked, printQuestion(asked));
    }),
    { numRuns: 1500 },
  );
});

test('any text is read or refused with a place inside it', () => {
  const words = fc.constantFrom(
    'COUNT',
    'WHERE',
    'service',
    '=',
    '(',
    ')',
    ',',
    'GROUP BY',
    'AND',
    'NOT',
    'in',
    '"x',
    '`y`',
    'HAVING',
    '>',
    '5',
    'OVER',
    'FORMULA',
    'AS',
    'WITH',
    'IF',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
  );
  fc.assert(
    fc.property(texts, fc.nat(80), (text, caret) => {
      completeQuestion(text, Math.min(caret, text.length));
      try {
        const asked = parseQuestion(text);
        assert.equal(printQuestion(parseQuestion(printQuestion(asked))), printQuestion(asked));
        const fault = findFault(text);
        if (fault !== undefined) throw fault;
      } catch (error) {
        assert.ok(error instanceof QuestionTextError, String(error));
        assert.ok(
          error.at >= 0 && error.at + error.length <= text.length,
          `${error.at}+${error.length} in ${text.length}`,
        );
      }
    }),
    { numRuns: 2000 },
  );
});

test('reads what people type', () => {
  assert.deepEqual(
    parseQuestion(
      'count, p95(duration) where service = web and http.route exists group by http.route order by count desc limit 20 over 24h',
    ),
    {
      calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration' }],
      filters: [
        { column: 'service', op: '=', value: 'web' },
        { column: 'http.route', op: 'exists' },
      ],
      breakdowns: ['http.route'],
      orders: [{ op: 'COUNT', order: 'descending' }],
      limit: 20,
      timeRange: '24h',
    },
  );
  assert.deepEqual(parseQuestion('where a = 1 or not (b in (x, "y z") and c not exists)'), {
    filters: [
      { column: 'a', op: '=', value: 1 },
      {
        not: {
          and: [
            { column: 'b', op: 'in', value: ['x', 'y z'] },
            { column: 'c', op: 'does-not-exist' },
          ],
        },
      },
    ],
    filterCombination: 'OR',
  });
  assert.deepEqual(
    parseQuestion(
      'COUNT IF (error = true) AS errors, COUNT AS total, FORMULA(errors / total) AS share HAVING share > 0.1',
    ),
    {
      calculations: [
        { op: 'COUNT', filters: [{ column: 'error', op: '=', value: true }], name: 'errors' },
        { op: 'COUNT', name: 'total' },
      ],
      formulas: [{ name: 'share', expression: 'errors / total' }],
      havings: [{ name: 'share', op: '>', value: 0.1 }],
    },
  );
  assert.deepEqual(parseQuestion(''), {});
});

test('points at what it does not understand', () => {
  const refused: [string, number, RegExp][] = [
    ['COUNT WHERE service web', 20, /operator after service/],
    ['COUNT WHERE', 11, /a field before the end/],
    ['P95 WHERE a = 1', 4, /"\(" and a field after P95/],
    ['COUNT(duration)', 6, /of events, not of a field/],
    ['MEDIAN(duration)', 0, /"MEDIAN" is none/],
    ['COUNT WHERE name = "x', 19, /not closed/],
    ['COUNT LIMIT 5 LIMIT 6', 14, /twice/],
    ['COUNT GROUP BY where', 15, /keyword/],
    ['COUNT HAVING x > 1', 13, /none of this question/],
    ['COUNT WHERE (a = 1', 18, /close the parenthesis/],
    [`COUNT WHERE ${'('.repeat(40)}`, 12 + 33, /32 parentheses/],
  ];
  for (const [text, at, message] of refused) {
    assert.throws(
      () => parseQuestion(text),
      (error: unknown) => {
        assert.ok(error instanceof QuestionTextError);
        assert.match(error.message, message);
        assert.equal(error.at, at, text);
        return true;
      },
    );
  }
});

test('points at what can be read and not be answered', () => {
  const faults: [string, string, RegExp][] = [
    ['WITH x AS ( foo(size)) COUNT', 'foo', /no function foo/],
    ['WITH x AS (IF(a, 1, 2) +) COUNT', '', /before the end/],
    ['WITH x AS (`a b` + ) COUNT', '', /before the end/],
    ['COUNT AS a, FORMULA(a ** 2) AS b', '*', /Expected/],
    ['COUNT AS a, FORMULA(a / all) AS b', '(', /is called all/],
    ['WITH big AS (size > 5) COUNT WHERE root.big = true', 'root.big', /big is calculated/],
    ['WITH big AS (size > 5) SUM(any2.big)', 'any2.big', /big is calculated/],
    ['COUNT GROUP BY a ORDER BY P95(duration)', 'P95', /none of the numbers/],
    ['COUNT ORDER BY b GROUP BY a', 'b', /b is no calculation/],
    ['COUNT GROUP BY a HAVING SUM(size) > 1', 'SUM', /none of the numbers/],
    ['HEATMAP(size) GROUP BY a HAVING HEATMAP(size) > 1', 'HEATMAP', /none of the numbers/],
    ['COUNT WHERE duration > soon', 'soon', /a length of time/],
    ['COUNT WHERE duration_ms >= 5s', '5s', /a number/],
    ['COUNT IF (duration_ms != true)', 'true', /a number/],
  ];
  for (const [text, marked, message] of faults) {
    const fault = findFault(text);
    assert.match(fault?.message ?? '', message, text);
    assert.equal(text.slice(fault!.at, fault!.at + fault!.length), marked, text);
  }
  for (const text of [
    'WITH slow AS (duration > 1s), twice AS (size * 2) SUM(twice) GROUP BY slow ORDER BY slow, SUM(twice) DESC',
    'GROUP BY a HAVING COUNT > 1',
    'FORMULA(COUNT * 2) AS twice GROUP BY a ORDER BY twice, a',
    'COUNT AS n, P95(duration), FORMULA(n / `P95(duration)`) AS share HAVING share > 1 AND n > 2',
    'WITH duration AS (name) COUNT WHERE duration > soon',
    'COUNT WHERE duration > 5min AND duration < "1.5s" AND duration contains x AND duration_ms > "5" AND root.duration > 5',
    'COUNT FROM transactions WHERE db > 5ms',
  ]) {
    assert.equal(findFault(text), undefined, text);
  }
});

test('knows what fits at the caret', () => {
  const at = (text: string) => completeQuestion(text, text.length);
  assert.deepEqual(at('COUNT WHERE htt'), {
    at: 12,
    end: 15,
    prefix: 'htt',
    wanted: ['field'],
    field: undefined,
  });
  assert.deepEqual(at('COUNT WHERE http.route '), {
    at: 23,
    end: 23,
    prefix: '',
    wanted: ['operator'],
    field: 'http.route',
  });
  assert.deepEqual(at('COUNT WHERE http.route = /a'), {
    at: 25,
    end: 27,
    prefix: '/a',
    wanted: ['value'],
    field: 'http.route',
  });
  assert.deepEqual(at('COUNT WHERE name = "GET /'), {
    at: 19,
    end: 25,
    prefix: 'GET /',
    wanted: ['value'],
    field: 'name',
  });
  assert.deepEqual(at('COUNT WHERE name in (a, ').wanted, ['value']);
  assert.deepEqual(at('P9').wanted, ['calculation']);
  assert.deepEqual(at('').wanted, ['calculation', 'clause']);
  assert.deepEqual(at('COUNT WHERE a = 1 GR').wanted, ['clause']);
  assert.deepEqual(at('COUNT GROUP BY ').wanted, ['field']);
});
