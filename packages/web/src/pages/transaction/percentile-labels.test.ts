import assert from 'node:assert/strict';
import { it } from 'node:test';
import { percentileLabels } from './percentile-labels.ts';

const anchors = (p50: number, p95: number, p99: number, width = 400) =>
  percentileLabels(
    { p50: p50 * 1e6, p95: p95 * 1e6, p99: p99 * 1e6 },
    (duration) => duration / 1e6,
    width,
  ).map(({ name, anchor }) => `${name} ${anchor}`);

it('percentiles far from each other stand right of their lines, at the end left', () => {
  assert.deepEqual(anchors(100, 200, 300), ['p99 start', 'p95 start', 'p50 start']);
  assert.deepEqual(anchors(100, 200, 390), ['p99 end', 'p95 start', 'p50 start']);
});

it('the median goes left of its line beside a near p99, and is left out where it has no room', () => {
  assert.deepEqual(anchors(190, 195, 200), ['p99 start', 'p95 start', 'p50 end']);
  assert.deepEqual(anchors(10, 15, 20), ['p99 start', 'p95 start', 'p50 undefined']);
  assert.deepEqual(anchors(380, 385, 390), ['p99 end', 'p95 end', 'p50 undefined']);
});
