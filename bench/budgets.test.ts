import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUDGETS, type Budget, verdictOf } from './budgets.ts';

const lower: Budget = { key: 'a', what: '', unit: 'ms', bar: 50, goal: 10 };
const higher: Budget = { key: 'b', what: '', unit: 'spans/s', bar: 50, goal: 120, higherIsBetter: true };

test('a verdict is the last bound that the value meets, the bound itself included', () => {
  assert.deepEqual(
    [10, 11, 50, 51].map((value) => verdictOf(lower, value)),
    ['goal', 'bar', 'bar', 'MISSED'],
  );
  assert.deepEqual(
    [120, 119, 50, 49].map((value) => verdictOf(higher, value)),
    ['goal', 'bar', 'bar', 'MISSED'],
  );
  assert.equal(verdictOf({ key: 'c', what: '', unit: 'us' }, 1), '');
});

test('each budget has a key of its own and a goal beyond its bar', () => {
  assert.equal(new Set(BUDGETS.map(({ key }) => key)).size, BUDGETS.length);
  for (const { key, bar, goal, higherIsBetter } of BUDGETS) {
    assert.equal(bar === undefined, goal === undefined, key);
    if (bar !== undefined && goal !== undefined) assert.ok(higherIsBetter ? goal > bar : goal < bar, key);
  }
});
