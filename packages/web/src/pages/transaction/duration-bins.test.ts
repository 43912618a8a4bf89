import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginOfBin, durationBins, durationMarks, placeOf, stretchOf } from './duration-bins.ts';

test('a stretch of bins holds exactly the durations that the server counts into them', () => {
  const bins = durationBins({ first: 200, hits: [3, 0, 5], errors: [0, 0, 1] });
  assert.ok(bins.hits.length >= 24);
  assert.equal(
    bins.hits.reduce((sum, each) => sum + each),
    8,
  );
  const at = bins.hits.indexOf(3);
  const { min, max } = stretchOf(bins, at, at + 2);
  const serverBin = (duration: number) => Math.floor(Math.log2(duration) * 8);
  assert.deepEqual([serverBin(Number(min)), serverBin(Number(max))], [200, 202]);
  assert.deepEqual([serverBin(Number(min) - 1), serverBin(Number(max) + 1)], [199, 203]);
  assert.equal(placeOf(bins, beginOfBin(bins, 5)), 5);
});

test('durations are marked at round numbers', () => {
  const marks = durationMarks(
    durationBins({ first: Math.floor(Math.log2(80e6) * 8), hits: [1, 2], errors: [0, 0] }),
  );
  assert.ok(marks.includes(50e6) && marks.includes(100e6) && !marks.includes(1e9), marks.join());
  const wide = durationMarks(durationBins({ first: 80, hits: new Array(200).fill(1), errors: [] }));
  assert.ok(wide.every((mark) => Number.isInteger(Math.round(Math.log10(mark) * 1e6) / 1e6)));
});
