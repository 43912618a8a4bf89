import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fewerStrata, raceOf, type Stratum, thoseThere, totalOf, weigh } from './strata.ts';

interface Drawn {
  duration: number;
  spans: number;
  slot: bigint;
}

const LIMITS = { strata: 40, spans: 20_000, slots: 20 };
const costOf = ({ spans, slot }: Drawn) => ({ spans, slot });

/** The same numbers from the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 13), 3_266_489_917);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) / 2 ** 32;
  };
}

const stratumOf = (drawn: Drawn, random: number, hits = 1): Stratum<Drawn> => ({
  drawn,
  hits,
  spent: drawn.duration * hits,
  squares: drawn.duration ** 2 * hits,
  race: raceOf(random, hits),
});

const sumOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);
const near = (found: number, expected: number, part: number) =>
  assert.ok(Math.abs(found - expected) <= part * expected, `${found} is not within ${part} of ${expected}`);

describe('fewerStrata', () => {
  it('keeps to the limits, and weights add up to 1 and times to the mean, whatever the durations', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomOf(seed);
      const count = 1 + Math.floor(random() * 120);
      const some = Array.from({ length: count }, () =>
        stratumOf(
          {
            duration: random() < 0.05 ? 0 : Math.exp(random() * 14),
            spans: 1 + Math.floor(random() ** 6 * 9_000),
            slot: BigInt(Math.floor(random() * 60)),
          },
          random(),
          random() * 100,
        ),
      );
      const all = totalOf(some);
      const few = fewerStrata(some, LIMITS, costOf);
      assert.ok(few.length <= 40 && few.length >= 1);
      assert.ok(few.length === 1 || sumOf(few.map(({ drawn }) => drawn.spans)) <= 20_000);
      assert.ok(new Set(few.map(({ drawn }) => drawn.slot)).size <= 20);
      const weighted = weigh(few, ({ duration }) => duration);
      near(sumOf(weighted.map(({ weight }) => weight)), 1, 1e-9);
      const isMeasured = few.every(({ drawn }) => drawn.duration > 0);
      const total = sumOf(weighted.map(({ drawn, weight, scale }) => drawn.duration * weight * scale));
      if (isMeasured) near(total, all.spent / all.hits, 1e-9);
    }
  });

  it('weighs equal durations equally: a plain average', () => {
    const random = randomOf(1);
    const equal = Array.from({ length: 40 }, (_, at) =>
      stratumOf({ duration: 5e6, spans: 3, slot: BigInt(at % 10) }, random()),
    );
    for (const { weight, scale } of weigh(fewerStrata(equal, LIMITS, costOf), ({ duration }) => duration))
      assert.deepEqual([weight, scale], [1 / 40, 1]);
    // Where they have to be fewer, they stay of one size as far as halves go.
    const half = fewerStrata(equal, { ...LIMITS, strata: 20 }, costOf);
    assert.deepEqual(new Set(half.map(({ hits }) => hits)), new Set([2]));
  });

  it('draws each request of a stratum as often as it has part of the hits, in whatever order they are merged', () => {
    const drawn = [0, 0, 0];
    const random = randomOf(7);
    for (let round = 0; round < 6_000; round++) {
      const [few] = fewerStrata(
        [1, 2, 5].map((hits, at) => stratumOf({ duration: 1e6 + at, spans: 1, slot: 0n }, random(), hits)),
        { ...LIMITS, strata: 1 },
        costOf,
      );
      drawn[few!.drawn.duration - 1e6]!++;
    }
    for (const [at, part] of [1 / 8, 2 / 8, 5 / 8].entries()) near(drawn[at]! / 6_000, part, 0.1);
  });

  it('leaves the rare slow ones apart even where they leave little room', () => {
    const random = randomOf(3);
    const fast = Array.from({ length: 25 }, () =>
      stratumOf({ duration: 20e6, spans: 3, slot: 0n }, random(), 97 / 25),
    );
    const slow = Array.from({ length: 16 }, () =>
      stratumOf({ duration: 2_000e6, spans: 4_001, slot: 0n }, random(), 3 / 16),
    );
    const few = fewerStrata([...slow, ...fast], LIMITS, costOf);
    const heavy = few.filter(({ drawn }) => drawn.spans > 4_000);
    assert.equal(heavy.length, 4);
    near(sumOf(heavy.map(({ hits }) => hits)), 3, 1e-9);
    assert.equal(few.length - heavy.length, 24);
  });
});

describe('thoseThere', () => {
  const strata = [10, 11, 2_000].map((duration) => stratumOf({ duration, spans: 1, slot: 0n }, 0.5));
  const there = (gone: number) => thoseThere(strata, ({ duration }) => duration !== gone);

  it('has a neighbour that takes about as long stand for one that is gone', () => {
    assert.deepEqual(
      there(10).map(({ drawn, hits, spent }) => [drawn.duration, hits, spent]),
      [
        [11, 2, 21],
        [2_000, 1, 2_000],
      ],
    );
    assert.equal(there(1).length, 3);
  });

  it('has none stand for one that takes much longer', () => {
    assert.deepEqual(totalOf(there(2_000)), { hits: 2, spent: 21 });
    assert.deepEqual(
      thoseThere(strata, () => false),
      [],
    );
  });
});
