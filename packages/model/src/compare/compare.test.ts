import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviationsAbove, leastDifference, wilsonInterval } from './index.ts';

const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test('deviations of well-known tails', () => {
  near(deviationsAbove(0.025), 1.96, 0.001);
  near(deviationsAbove(0.0005), 3.2905, 0.001);
  near(deviationsAbove(2.867e-7), 5, 0.001);
});

test('the interval of Newcombe, 1998, table II, method 11: 56/70 against 48/80 is 0.0428 to 0.3422', () => {
  const [a, b] = [
    { share: 56 / 70, sampleSize: 70 },
    { share: 48 / 80, sampleSize: 80 },
  ];
  near(leastDifference(a, b, 1.959964), 0.0428, 0.0001);
  near(leastDifference(b, a, 1.959964), 0.0428, 0.0001);
});

test('small samples do not shout', () => {
  assert.equal(leastDifference({ share: 1, sampleSize: 3 }, { share: 0.3, sampleSize: 1e6 }, 5), 0);
  assert.ok(leastDifference({ share: 1, sampleSize: 300 }, { share: 0.3, sampleSize: 1e6 }, 5) > 0.5);
  assert.deepEqual(wilsonInterval({ share: 0, sampleSize: 0 }, 2), [0, 1]);
});
