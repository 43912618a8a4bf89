import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastDifference } from '@tracebin/model';
import { deviationsFor } from './cohorts.ts';
import type { Sides } from './compared-values.ts';
import { SliceVariance } from './slice-variance.ts';

const SLICES = 72;
const SIZE = { selection: 20, rest: 200 };
const SAMPLE_SIZE = { selection: SLICES * SIZE.selection, rest: SLICES * SIZE.rest };
const starts = Array.from({ length: SLICES }, (_, index) => index * 300);

/** @param inSlices how much of each side has the value, in each slice */
function sums(inSlices: readonly Sides[]) {
  const sum = (of: (slice: Sides) => Sides): Sides =>
    inSlices.map(of).reduce((a, b) => ({ selection: a.selection + b.selection, rest: a.rest + b.rest }));
  return {
    count: sum((slice) => slice),
    squares: sum(({ selection, rest }) => ({ selection: selection ** 2, rest: rest ** 2 })),
    products: sum(({ selection, rest }) => ({
      selection: selection * SIZE.selection,
      rest: rest * SIZE.rest,
    })),
  };
}

const variance = new SliceVariance(
  { starts, selection: starts.map(() => SIZE.selection), rest: starts.map(() => SIZE.rest) },
  SAMPLE_SIZE,
);
const sizeOf = (inSlices: readonly Sides[]) => {
  const { count, ...squares } = sums(inSlices);
  return variance.sampleSize(count, squares);
};

test('what is alike in all slices is as sure as its events are many', () => {
  assert.deepEqual(sizeOf(starts.map(() => ({ selection: 10, rest: 50 }))), SAMPLE_SIZE);
});

test('what is in one slice alone is as sure as one slice', () => {
  const { selection, rest } = sizeOf(
    starts.map((_, index) => ({ selection: index === 7 ? 20 : 0, rest: 0 })),
  );
  assert.ok(Math.abs(selection - SLICES) <= 1, String(selection));
  // None of the rest has it: as much less sure as the selection is.
  assert.ok(Math.abs(rest / SAMPLE_SIZE.rest - selection / SAMPLE_SIZE.selection) < 1e-9);
});

test('events without the field are as sure as those that have it', () => {
  const present = starts.map(
    (start, index) => [start, { selection: index % 3, rest: 20 + (index % 7) }] as const,
  );
  const { count, ...squares } = sums(present.map(([, sides]) => sides));
  const missing = variance.ofMissing(new Map(present));
  const having = variance.sampleSize(count, squares);
  for (const side of ['selection', 'rest'] as const) {
    assert.ok(Math.abs(missing[side] / having[side] - 1) < 1e-9, side);
  }
});

test('of shares that change from slice to slice alike on both sides no difference is called certain', () => {
  const random = randomFrom(7);
  let called = 0;
  let calledWithout = 0;
  for (let draw = 0; draw < 300; draw++) {
    // Most slices have nearly none of it, some nearly all, and the slow ones of a slice come in a burst of their own.
    const slices = starts.map(() => {
      const share = (random() < 0.3 ? 0.9 : 0.05) * random();
      const events = (of: number) => Array.from({ length: of }, random).filter((each) => each < share).length;
      return { selection: random() < share ? SIZE.selection : 0, rest: events(SIZE.rest) };
    });
    const { count, ...squares } = sums(slices);
    const score = (size: Sides) =>
      leastDifference(
        { share: count.selection / SAMPLE_SIZE.selection, sampleSize: size.selection },
        { share: count.rest / SAMPLE_SIZE.rest, sampleSize: size.rest },
        deviationsFor(2),
      );
    if (score(variance.sampleSize(count, squares)) > 0) called++;
    if (score(SAMPLE_SIZE) > 0) calledWithout++;
  }
  assert.equal(called, 0);
  assert.ok(calledWithout > 30, `${calledWithout}`);
});

/** The same numbers each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
