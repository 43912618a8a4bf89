import assert from 'node:assert/strict';
import { it } from 'node:test';
import { busyness } from './day-curve.ts';

it('is 1 in the mean of the day, busy at ten and quiet at three', () => {
  const steps = Array.from({ length: 24 * 60 }, (_, minute) => busyness(minute / 60));
  const mean = steps.reduce((sum, value) => sum + value, 0) / steps.length;
  assert.ok(Math.abs(mean - 1) < 0.001, `mean ${mean}`);
  assert.ok(busyness(10) > 10 * busyness(3));
});

it('goes on from midnight without a jump', () => {
  assert.ok(Math.abs(busyness(23.999) - busyness(0)) < 0.001);
});
