import {
  type Calculation,
  type CalculationOp,
  type Condition,
  FILTER_OPS,
  type Filter,
  needsColumn,
  type Question,
  valueShapeOf,
} from '@tracebin/model';
import fc from 'fast-check';
import type { TestEvent } from '../../../../test/support/test-store.ts';

/** Names and values that would break out of a statement that pasted them. */
export const HOSTILE = [
  "a'b",
  'a\\',
  "'; DROP TABLE events --",
  '`x`',
  '{p0:String}',
  'a\nb\tc',
  "') OR 1=1 --",
  '${x}',
  '/* ',
  'Ω≈ç',
  'bin',
  "x\\' OR '1'='1",
  '\\N',
  '?',
  '%',
  '@p0',
];

const TEXTS = ['a', 'b', '', '200', 'true', '1.5', 'NaN', '["x"]', ...HOSTILE];
const KEYS = ['k1', 'k2', 'k3', "k'4", '{p1:Int64}', '`k`'];
const FIELDS = [...KEYS, 'service', 'duration', 'kind', 'error', 'absent'];

export function anyEvent(from: bigint): fc.Arbitrary<Omit<TestEvent, 'traceId' | 'spanId' | 'parentSpanId'>> {
  const map = <T>(value: fc.Arbitrary<T>, keys: readonly string[] = KEYS) =>
    fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3, noNullPrototype: true });
  return fc.record(
    {
      time: fc.nat(3_500_000).map((ms) => from + BigInt(ms) * 1_000_000n),
      duration: fc.oneof(fc.nat(400), fc.nat(2e9)),
      service: fc.constantFrom('web', 'db', "it's"),
      kind: fc.nat(5),
      status: fc.nat(2),
      sampleRate: fc.constantFrom(1, 1, 10, 100),
      strings: map(fc.constantFrom(...TEXTS)),
      ints: map(fc.constantFrom('-5', '0', '7', '200', '9007199254740993')),
      doubles: map(fc.constantFrom(0.5, -2.25, 200, 1000), ['k2', 'k3']),
      bools: map(fc.boolean(), ['k3', "k'4"]),
      jsons: map(fc.constantFrom('["x"]', '{"a":1}'), ['`k`']),
      resource: map(fc.constantFrom('a', '200', 'r'), ['k1', 'k2']),
    },
    { noNullPrototype: true },
  );
}

const field = fc.constantFrom(...FIELDS);
const value = fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(0, 7, 200, -2.25, 100, 1e6), fc.boolean());
const filter: fc.Arbitrary<Filter> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: field }, { weight: 1, arbitrary: relatedField() }),
    fc.constantFrom(...FILTER_OPS),
    value,
    fc.array(value, { minLength: 1, maxLength: 3 }),
  )
  .map(([column, op, one, list]) => {
    const shape = valueShapeOf(op);
    return shape === 'none' ? { column, op } : { column, op, value: shape === 'one' ? one : list };
  });

function relatedField(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('root', 'parent', 'child', 'any', 'any', 'none'), field)
    .map(([relation, name]) => `${relation}.${name}`);
}

const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const several = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { depthSize: 'small' },
      filter,
      several.map((and) => ({ and })),
      several.map((or) => ({ or })),
      tie('condition').map((not) => ({ not })),
    ),
  };
});

const OPS: CalculationOp[] = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX', 'P50', 'P95', 'P001'];
const calculation: fc.Arbitrary<Calculation> = fc
  .tuple(
    fc.constantFrom(...OPS),
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('k1', 'k2', 'k3', 'duration', 'error') },
      { weight: 1, arbitrary: relatedField() },
    ),
    fc.option(fc.oneof(filter, condition), { freq: 4 }),
  )
  .map(([op, column, own]) => ({
    op,
    ...(needsColumn(op) ? { column } : {}),
    ...(own === null ? {} : { filters: [own] }),
  }));

export const anyQuestion: fc.Arbitrary<Question> = fc.record({
  filters: fc.array(condition, { maxLength: 2 }),
  filterCombination: fc.constantFrom('AND' as const, 'OR' as const),
  calculations: fc.array(calculation, { minLength: 1, maxLength: 4 }),
  breakdowns: fc.uniqueArray(
    fc.oneof({ weight: 3, arbitrary: field }, { weight: 1, arbitrary: relatedField() }),
    { maxLength: 2 },
  ),
  limit: fc.integer({ min: 1, max: 5 }),
});

/** Numbers of one kind of other span alone, in groups by what every span has. */
export const anyPairQuestion: fc.Arbitrary<Question> = fc
  .record({
    prefix: fc.constantFrom('child', 'any', 'any2'),
    calculations: fc.array(
      fc.tuple(
        fc.constantFrom(...OPS.filter((op) => op !== 'COUNT')),
        fc.constantFrom('k1', 'k2', 'duration', 'error', "k'4"),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    ofSpans: fc.subarray(['service', 'kind', 'error'], { maxLength: 2 }),
    ofRows: fc.subarray(['service', 'k1'], { maxLength: 1 }),
    filters: fc.array(filter, { maxLength: 2 }),
    beside: fc.array(filter, { maxLength: 1 }),
    limit: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ prefix, calculations, ofSpans, ofRows, filters, beside, limit }) => ({
    calculations: calculations.map(([op, name]) => ({ op, column: `${prefix}.${name}` })),
    breakdowns: [...ofSpans.map((name) => `${prefix}.${name}`), ...ofRows],
    filters: [
      ...filters,
      ...beside
        .filter(({ column }) => !column.includes('.'))
        .map((each) => ({ ...each, column: `${prefix}.${each.column}` })),
    ],
    limit,
  }));
