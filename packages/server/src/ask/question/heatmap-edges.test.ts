import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heatmapEdges } from './heatmap-edges.ts';

const ROWS = 60;

test('edges ascend, hold every number, and leave none above the last', () => {
  const whole = fc.integer({ min: -1e9, max: 1e12 });
  const number = fc.oneof(
    whole,
    whole.map((thousandths) => thousandths / 1_000),
  );
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      fc.pre(high - low === 0 || high - low > Math.abs(high) * 1e-9);
      const { edges } = heatmapEdges(low, high, low > 0 ? low : Math.max(high, 1), ROWS);
      assert.ok(edges.length >= 2 && edges.length <= ROWS + 1, `${edges.length}`);
      assert.ok(edges[0]! <= low, `${edges[0]} above ${low}`);
      assert.ok(edges.at(-1)! > high, `${edges.at(-1)} not above ${high}`);
      for (let at = 1; at < edges.length; at++) assert.ok(edges[at]! > edges[at - 1]!);
    }),
  );
});

test('where all numbers are the same one, its row is one of many on the way from zero', () => {
  const { scale, edges } = heatmapEdges(120e6, 120e6, 120e6, ROWS);
  assert.deepEqual([scale, edges.length, edges[0], edges.at(-2)], ['linear', 50, 0, 120e6]);
  assert.deepEqual(heatmapEdges(-5, -5, 1, ROWS).edges, [-5, -4, -3, -2, -1, 0, 1]);
  assert.deepEqual(heatmapEdges(0, 0, 0, ROWS).edges, [0, 1]);
});
