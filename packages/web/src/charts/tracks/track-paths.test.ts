import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaPath, linePath, stacked } from './step-paths.ts';
import { edgesOf, spanOfStep, stepAt, type TimeAxis, valueTicks, xOfTime } from './time-axis.ts';

/** Four steps of 10 ms, of which the first is cut by half and the last to a tenth. */
const axis: TimeAxis = { from: 5, to: 31, start: 0, step: 10, count: 4, left: 10, width: 270 };

test('steps stand at their times, and those at the ends are cut', () => {
  assert.deepEqual(edgesOf(axis), [10, 60, 160, 260, 270]);
  assert.equal(xOfTime(axis, 99), 270);
  assert.deepEqual(spanOfStep(axis, 0), { from: 5, to: 10 });
  assert.deepEqual(spanOfStep(axis, 2, 3), { from: 20, to: 31 });
  assert.deepEqual(
    [0, 59, 61, 259, 261, 999].map((x) => stepAt(axis, x)),
    [0, 0, 1, 2, 3, 3],
  );
});

test('lines and areas stop where nothing ran', () => {
  const y = (value: number) => 100 - value;
  const values = [1, null, 3, 4];
  assert.equal(linePath([0, 1, 2, 3, 4], values, y), 'M0.0 99.0H1.0M2.0 97.0H3.0V96.0H4.0');
  assert.equal(
    areaPath([0, 1, 2, 3, 4], [0, 0, 0, 0], values, y),
    'M0.0 100.0V99.0H1.0V100.0H0.0ZM2.0 100.0V97.0H3.0V96.0H4.0V100.0H3.0V100.0H2.0Z',
  );
  assert.deepEqual(
    stacked([
      [1, null],
      [2, null],
      [3, null],
    ]),
    [
      [1, null],
      [3, null],
      [6, null],
    ],
  );
});

test('values are marked at round numbers', () => {
  assert.deepEqual(valueTicks(240), [100, 200]);
  assert.deepEqual(valueTicks(0.011), [0.005, 0.01]);
  assert.deepEqual(valueTicks(1), [0.5, 1]);
  assert.deepEqual(valueTicks(0), []);
  for (const max of [1e-9, 3, 7.7, 99, 1e12])
    assert.ok(valueTicks(max).length >= 1 && valueTicks(max).length <= 4);
});
