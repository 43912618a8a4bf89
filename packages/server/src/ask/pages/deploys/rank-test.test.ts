import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Distribution, holm, quantileStep, rankTest, shareAbove, shareTest } from './rank-test.ts';

const of = (values: number[], weight = 1): Distribution => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + weight);
  const steps = [...counts.keys()].sort((a, b) => a - b);
  return { steps, weights: steps.map((step) => counts.get(step)!), effective: values.length };
};
const near = (found: number, expected: number, by = 1e-3) =>
  assert.ok(
    Math.abs(found - expected) <= by * Math.abs(expected) + 1e-12,
    `${found} is not near ${expected}`,
  );

test('the rank test gives the figures of the textbook', () => {
  // U = 5 of 5 x 5 pairs, no ties: z = (5 - 12.5) / sqrt(25 * 11 / 12) = -1.567.
  const { above, p } = rankTest(of([3, 4, 5, 6, 10]), of([1, 2, 3.5, 4.5, 4.7]));
  near(above, 5 / 25);
  near(p, 0.11719, 1e-3);
  const same = rankTest(of([1, 2, 2, 3]), of([1, 2, 2, 3]));
  assert.equal(same.above, 0.5);
  near(same.p, 1);
  // All alike: nothing can be told.
  assert.deepEqual(rankTest(of([7, 7]), of([7, 7])), { above: 0.5, p: 1 });
});

test('ties make the test more careful exactly as much as they should', () => {
  // U = 23 of 25; the ties are 3, 4 and 3: z = 10.5 / sqrt(25 / 12 * (11 - (24 + 60 + 24) / 90)) = 2.3238.
  const { above, p } = rankTest(of([1, 1, 1, 2, 2]), of([2, 2, 3, 3, 3]));
  near(above, 1 - 2 / 25);
  near(p, 0.020136, 1e-3);
});

test('a weight stands for what was not sent, and does not make more of what was', () => {
  const [one, two] = [
    Array.from({ length: 20 }, (_, at) => at),
    Array.from({ length: 20 }, (_, at) => at + 5),
  ];
  assert.deepEqual(rankTest(of(one), of(two)), rankTest(of(one, 10), of(two, 10)));
});

test('far out in the tails there is still a number', () => {
  near(shareTest(0.5, 100, 0.5, 100), 1);
  const small = shareTest(0.1, 10_000, 0.2, 10_000);
  assert.ok(small > 0 && small < 1e-80, String(small));
  // Where the series hands over to the continued fraction nothing jumps.
  const steps = Array.from({ length: 400 }, (_, at) => shareTest(0.1, 1000, 0.1 + at / 4000, 1000));
  for (let at = 1; at < steps.length; at++) assert.ok(steps[at]! < steps[at - 1]! || at < 2, `step ${at}`);
});

test('shares above a step, quantiles, and the correction for many', () => {
  const distribution = of([1, 2, 3, 4]);
  assert.equal(quantileStep(distribution, 0.5), 2);
  assert.equal(quantileStep(distribution, 0.95), 4);
  assert.equal(shareAbove(distribution, 2), 0.5);
  assert.deepEqual(
    holm([0.01, 0.04, 0.03]).map((p) => Number(p.toFixed(6))),
    [0.03, 0.06, 0.06],
  );
  assert.deepEqual(holm([0.6, 0.7]), [1, 1]);
});
