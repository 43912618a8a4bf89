import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Distribution } from './rank-test.ts';
import { type ComparedSide, verdictsOf } from './verdicts.ts';

/** Evenly spread values in place of measured ones: the test must not depend on luck. */
function side(count: number, value: (part: number) => number, errorShare = 0): ComparedSide {
  const counts = new Map<number, number>();
  for (let at = 0; at < count; at++) {
    const step = Math.round(value((at + 0.5) / count));
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const steps = [...counts.keys()].sort((a, b) => a - b);
  const distribution: Distribution = {
    steps,
    weights: steps.map((step) => counts.get(step)!),
    effective: count,
  };
  return { distribution, errorShare };
}
/** Skewed, as durations are. */
const usual = (part: number) => 1000 + 200 * -Math.log(1 - part);
const verdict = (before: ComparedSide | undefined, after: ComparedSide | undefined) =>
  verdictsOf([{ before, after }])[0]!;

test('a change of most requests is seen, and the same is the same', () => {
  const before = side(200, usual);
  assert.equal(verdict(before, side(200, usual)).verdict, 'same');
  assert.equal(
    verdict(
      before,
      side(200, (part) => usual(part) * 2),
    ).verdict,
    'worse',
  );
  assert.equal(
    verdict(
      before,
      side(200, (part) => usual(part) / 2),
    ).verdict,
    'improved',
  );
});

test('a tail that most requests do not feel is seen', () => {
  const before = side(1000, usual);
  const slow = verdict(
    before,
    side(1000, (part) => (part > 0.88 ? 20_000 : usual(part))),
  );
  assert.equal(slow.verdict, 'worse');
  assert.ok(slow.slowerChance < 0.56 && slow.tailShare > 0.1, JSON.stringify(slow));
  const mixed = side(1000, (part) => (part > 0.8 ? 20_000 : usual(part) / 2));
  assert.equal(verdict(before, mixed).verdict, 'mixed');
});

test('what is certain and small, and what is large and uncertain, is the same', () => {
  assert.equal(
    verdict(
      side(50_000, usual),
      side(50_000, (part) => usual(part) * 1.005),
    ).verdict,
    'same',
  );
  assert.equal(
    verdict(
      side(15, usual),
      side(15, (part) => usual(part) * 1.1),
    ).verdict,
    'same',
  );
});

test('14 requests on a side are too few, 15 are enough; none is new or gone', () => {
  const double = (part: number) => usual(part) * 3;
  assert.equal(verdict(side(14, usual), side(200, double)).verdict, 'too-few');
  assert.equal(verdict(side(15, usual), side(200, double)).verdict, 'worse');
  assert.equal(verdict(undefined, side(200, usual)).verdict, 'new');
  assert.equal(verdict(side(200, usual), undefined).verdict, 'gone');
});

test('errors have a verdict of their own', () => {
  const before = side(500, usual, 0.01);
  assert.equal(verdict(before, side(500, usual, 0.2)).errorVerdict, 'worse');
  assert.equal(verdict(side(500, usual, 0.2), before).errorVerdict, 'improved');
  assert.equal(verdict(before, side(500, usual, 0.012)).errorVerdict, 'same');
});

test('of many comparisons without a change none is called one', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const pairs = Array.from({ length: 300 }, () => ({
    before: side(100, () => usual(random())),
    after: side(100, () => usual(random())),
  }));
  const called = verdictsOf(pairs).filter((each) => each.verdict !== 'same' || each.errorVerdict !== 'same');
  assert.equal(called.length, 0);
});
