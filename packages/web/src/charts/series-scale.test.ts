import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  bucketAt,
  lineAt,
  type SeriesData,
  type SeriesKind,
  seriesScale,
  seriesTicks,
  xOfBucket,
  yOfNumber,
} from './series-scale.ts';

/** From a billionth on: what is smaller is no number that anybody measures. */
const anyNumber = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
  fc.double({ min: -1e12, max: -1e-9, noNaN: true }),
);
const BOX = { left: 52, right: 1_000, top: 6, bottom: 180 };
const dataOf = (...lines: (number | null)[][]): SeriesData => ({
  from: 0,
  stepMs: 1_000,
  buckets: lines[0]?.length ?? 0,
  lines: lines.map((values, index) => ({ name: String(index), values })),
});

describe('the scale of numbers over time', () => {
  it('begins at zero and ends at a round number above the largest', () => {
    assert.deepEqual(seriesScale(dataOf([3, 97, null]), 'line', false), {
      low: 0,
      high: 100,
      isLogarithmic: false,
    });
    assert.deepEqual(seriesTicks(seriesScale(dataOf([3, 97]), 'line', false)), [0, 50, 100]);
    assert.equal(seriesScale(dataOf([0, null]), 'line', false).high, 1);
    assert.equal(seriesScale(dataOf([60, 0], [50, 20]), 'stacked', false).high, 150);
  });

  it('reaches below zero where lines do: a rate falls as well as it rises', () => {
    const scale = seriesScale(dataOf([-15, 90, null]), 'line', false);
    assert.deepEqual(scale, { low: -50, high: 100, isLogarithmic: false });
    assert.deepEqual(seriesTicks(scale), [-50, 0, 50, 100]);
    assert.ok(yOfNumber(scale, BOX, -15) > yOfNumber(scale, BOX, 0));
    const below = seriesScale(dataOf([-3, -7]), 'line', false);
    assert.deepEqual([below.low, below.high], [-8, 0]);
  });

  it('is logarithmic only where every line can be', () => {
    assert.deepEqual(
      seriesTicks(seriesScale(dataOf([3, 40_000]), 'line', true)),
      [1, 10, 100, 1_000, 10_000],
    );
    const ones = seriesScale(dataOf([0, 1, 40]), 'line', true);
    assert.ok(yOfNumber(ones, BOX, 1) < yOfNumber(ones, BOX, 0) - 10, 'one event stands above none');
    assert.deepEqual(seriesTicks(ones), [1, 10]);
    assert.equal(seriesScale(dataOf([0, 0]), 'line', true).isLogarithmic, false);
    assert.equal(seriesScale(dataOf([5, 7]), 'stacked', true).isLogarithmic, false);
  });

  it('counts time in minutes and hours, on both kinds of axis', () => {
    const ticks = (values: number[], wantsLog: boolean) =>
      seriesTicks(seriesScale({ ...dataOf(values), isDuration: true }, 'line', wantsLog)).map(
        (nanos) => nanos / 1e9,
      );
    assert.deepEqual(ticks([7e6, 12e6], false), [0, 0.005, 0.01, 0.015]);
    assert.deepEqual(ticks([110e9], false), [0, 30, 60, 90, 120]);
    assert.deepEqual(ticks([5 * 3600e9], false), [0, 7_200, 14_400, 21_600]);
    assert.deepEqual(ticks([200e9 * 86_400], false).at(1), 50 * 86_400);
    assert.deepEqual(ticks([0.5e9, 2 * 3600e9], true), [0.1, 1, 10, 60, 600, 3_600]);
  });

  it('has a place inside for every number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.option(anyNumber), { minLength: 5, maxLength: 5 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom<SeriesKind>('line', 'stacked', 'bar'),
        fc.boolean(),
        (lines, kind, wantsLog) => {
          const scale = seriesScale(dataOf(...lines), kind, wantsLog);
          assert.ok(scale.high > scale.low);
          for (const value of lines.flat())
            if (value !== null) {
              const y = yOfNumber(scale, BOX, value);
              assert.ok(y >= BOX.top - 1e-6 && y <= BOX.bottom + 1e-6, `${value} at ${y}`);
            }
          const ticks = seriesTicks(scale);
          assert.ok(ticks.length >= 2 && ticks.length <= 8, `${ticks}`);
        },
      ),
    );
  });

  it('finds the bucket and the line under the pointer', () => {
    const data = dataOf([10, 20, 30], [100, null, 60]);
    for (let bucket = 0; bucket < 3; bucket++)
      assert.equal(bucketAt(data, BOX, xOfBucket(data, BOX, bucket + 0.5)), bucket);
    assert.equal(bucketAt(data, BOX, 0), 0);
    assert.equal(bucketAt(data, BOX, 5_000), 2);
    const lines = seriesScale(data, 'line', false);
    assert.equal(lineAt(data, 'line', lines, BOX, 0, yOfNumber(lines, BOX, 95)), 1);
    assert.equal(lineAt(data, 'line', lines, BOX, 0, yOfNumber(lines, BOX, 12)), 0);
    assert.equal(lineAt(data, 'line', lines, BOX, 1, 0), 0);
    const stack = seriesScale(data, 'stacked', false);
    assert.equal(lineAt(data, 'stacked', stack, BOX, 2, yOfNumber(stack, BOX, 29)), 0);
    assert.equal(lineAt(data, 'stacked', stack, BOX, 2, yOfNumber(stack, BOX, 31)), 1);
    assert.equal(lineAt(data, 'stacked', stack, BOX, 2, yOfNumber(stack, BOX, 91)), -1);
  });
});
