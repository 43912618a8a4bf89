import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cohorts } from './cohorts.ts';
import { comparedValues, type ValueCount } from './compared-values.ts';

/** A hundred events and two hundred; all that values are compared with. */
const COHORTS = {
  weight: { selection: 100, rest: 200 },
  sampleSize: { selection: 100, rest: 200 },
  scale: { selection: 1, rest: 1 },
  selecting: new Set<string>(),
} as unknown as Cohorts;

function compared(values: readonly [string | null, number, number][]) {
  const sum = (at: 1 | 2) => values.reduce((total, each) => total + each[at], 0);
  return comparedValues(
    {
      name: 'field',
      source: 'event',
      values: values.map(([value, selection, rest]): ValueCount => ({ value, selection, rest, mark: '' })),
      distinct: values.length,
      present: { selection: sum(1), rest: sum(2) },
      isNearUnique: false,
    },
    COHORTS,
  );
}

/** In whatever order the engine gives the groups. */
function bothWays(values: readonly [string | null, number, number][]) {
  const [one, other] = [compared(values), compared(values.toReversed())];
  assert.deepEqual(one, other);
  return one;
}

test('of two values that differ as much the one leads that the selection has more of', () => {
  const rare = bothWays([
    ['false', 70, 198],
    ['true', 30, 2],
  ]);
  assert.deepEqual(rare.leading, { value: 'true' });
  assert.ok(Math.abs(rare.difference - 0.29) < 1e-12);
  const frequent = bothWays([
    ['true', 10, 190],
    ['false', 90, 10],
  ]);
  assert.deepEqual(frequent.values!.value, ['false', 'true']);
  // A third of its weight is no whole number of bits.
  const weighted = bothWays([
    ['a', 100 / 3, 0.1 + 0.2],
    ['b', 200 / 3, 199.7],
  ]);
  assert.deepEqual(weighted.leading, { value: 'a' });
});

test('where all differ as much in the same direction, the most frequent leads, then the first in order', () => {
  const alike = bothWays([
    ['c', 10, 20],
    ['b', 10, 20],
    ['a', 30, 60],
    ['d', 50, 100],
  ]);
  assert.deepEqual(alike.values!.value, ['d', 'a', 'b', 'c']);
  // Nothing is counted of forty and eighty: missing is a value like others, and the first of equals.
  const missing = bothWays([
    ['', 40, 80],
    ['x', 20, 40],
  ]);
  assert.deepEqual(missing.values!.value, [null, '', 'x']);
});
