import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './in-order.ts';

test('results come in the order of the parts, two of which run at once', async () => {
  const running = new Set<number>();
  let most = 0;
  const ends: (() => void)[] = [];
  const part = (number: number) => async () => {
    running.add(number);
    most = Math.max(most, running.size);
    // Each ends when the one after it has begun.
    ends[number - 1]?.();
    if (number < 4) await new Promise<void>((end) => (ends[number] = end));
    running.delete(number);
    return number;
  };
  const results: number[] = [];
  for await (const result of inOrder([part(0), part(1), part(2), part(3), part(4)], 2)) results.push(result);
  assert.deepEqual(results, [0, 1, 2, 3, 4]);
  assert.equal(most, 2);
});

test('a part that fails ends it, and nothing more is begun', async () => {
  const begun: number[] = [];
  const part = (number: number) => async () => {
    begun.push(number);
    if (number === 1) throw new Error('the second');
    return number;
  };
  await assert.rejects(async () => {
    for await (const result of inOrder([part(0), part(1), part(2)], 1)) assert.equal(result, 0);
  }, /the second/);
  assert.deepEqual(begun, [0, 1]);
});
