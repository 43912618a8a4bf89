import assert from 'node:assert/strict';
import { test } from 'node:test';
import { middle, middleMean } from './statistics.ts';

test('turns in which something else had the core do not count, on either side', () => {
  const calm = Array.from({ length: 60 }, (_, index) => 10 + (index % 5));
  const disturbed = [...calm, 9_000, -7_000, 500, -300];
  assert.ok(Math.abs(middleMean(disturbed) - middleMean(calm)) < 0.5);
  assert.equal(middleMean([1, 2, 3, 4, 1_000]), 3);
});

test('the interval holds what is true, is the same each time, and narrows with the turns', () => {
  // Differences of 20 with noise of ± 50, dealt evenly.
  const turns = (count: number) =>
    Array.from({ length: count }, (_, index) => 20 + ((index * 37) % 101) - 50);
  const few = middle(turns(60));
  const many = middle(turns(600));
  assert.ok(few.from < 20 && few.to > 20 && many.from < 20 && many.to > 20);
  assert.ok(many.to - many.from < (few.to - few.from) / 2);
  assert.deepEqual(middle(turns(60)), few);
  assert.deepEqual(middle([5, 5, 5]), { value: 5, from: 5, to: 5 });
});
