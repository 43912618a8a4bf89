import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceOf } from './chance.ts';
import { deviationsAbove, leastDifference, wilsonInterval } from './index.ts';
import { tailAbove } from './normal-quantile.ts';

const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

test('deviations of well-known tails', () => {
  near(deviationsAbove(0.025), 1.96, 0.001);
  near(deviationsAbove(0.0005), 3.2905, 0.001);
  near(deviationsAbove(2.867e-7), 5, 0.001);
});

test('what lies above is the other way round', () => {
  for (const tail of [0.1, 0.025, 2.5e-6, 1e-9]) near(tailAbove(deviationsAbove(tail)) / tail, 1, 0.003);
});

test("Fisher's chances: the tea that a lady tasted, and ten digits of larger tables", () => {
  const of = (have: number, sampleSize: number) => ({ share: have / sampleSize, sampleSize });
  near(chanceOf(of(4, 4), of(0, 4)), 1 / 70, 1e-9);
  near(chanceOf(of(3, 4), of(1, 4)), 17 / 70, 1e-9);
  near(chanceOf(of(1, 1), of(0, 2_999)), 1 / 3_000, 1e-9);
  // The same whichever side is looked at: those who have none are the others.
  near(chanceOf(of(30, 40), of(200, 900)) / chanceOf(of(700, 900), of(10, 40)), 1, 1e-6);
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
  // A handful always has something that hardly any other event has.
  const z = deviationsAbove(2.5e-6);
  for (const few of [1, 2, 3]) {
    const rare = { share: 1 / few, sampleSize: few };
    assert.equal(leastDifference(rare, { share: 0, sampleSize: 3_000 }, z), 0, `one of ${few}`);
    assert.equal(leastDifference({ share: 0, sampleSize: 3_000 }, rare, z), 0);
  }
  assert.ok(leastDifference({ share: 1, sampleSize: 3 }, { share: 0, sampleSize: 3_000 }, z) > 0);
  assert.equal(leastDifference({ share: 1, sampleSize: 3 }, { share: 0.3, sampleSize: 1e6 }, 5), 0);
  assert.ok(leastDifference({ share: 1, sampleSize: 300 }, { share: 0.3, sampleSize: 1e6 }, 5) > 0.5);
  assert.deepEqual(wilsonInterval({ share: 0, sampleSize: 0 }, 2), [0, 1]);
});
