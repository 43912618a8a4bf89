import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  clampWindow,
  placeLabels,
  SHORTEST_WINDOW_NS,
  tickStep,
  timeTicks,
  zoomWindow,
} from './time-scale.ts';

const labels = (from: number, to: number, width = 500) =>
  timeTicks({ from, to }, width).map((tick) => tick.label);

describe('time axis', () => {
  it('labels with one unit and as many decimals as the step needs', () => {
    assert.deepEqual(labels(0, 20.1e9), ['0 s', '5 s', '10 s', '15 s', '20 s']);
    assert.deepEqual(labels(0, 380e6), ['0 ms', '100 ms', '200 ms', '300 ms']);
    assert.deepEqual(labels(0, 42_000), ['0 µs', '10 µs', '20 µs', '30 µs', '40 µs']);
    assert.deepEqual(labels(12.34e9, 12.3404e9), [
      '12.3400 s',
      '12.3401 s',
      '12.3402 s',
      '12.3403 s',
      '12.3404 s',
    ]);
    assert.deepEqual(labels(0, 300e9), ['0 s', '1:00', '2:00', '3:00', '4:00', '5:00']);
    assert.deepEqual(labels(0, 4 * 3600e9), ['0 s', '1:00:00', '2:00:00', '3:00:00', '4:00:00']);
  });

  it('has few ticks, inside the window, at any zoom', () => {
    const length = fc.double({ min: SHORTEST_WINDOW_NS, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(length, fc.double({ min: 0, max: 1e15, noNaN: true }), (size, from) => {
        const ticks = timeTicks({ from, to: from + size }, 800);
        assert.ok(ticks.length <= 20, `${ticks.length} ticks`);
        for (const { at } of ticks) assert.ok(at >= from - size * 1e-6 && at <= from + size * (1 + 1e-6));
        assert.ok(tickStep(size, 8) > 0);
      }),
    );
    assert.deepEqual(timeTicks({ from: 5, to: 5 }, 800), []);
  });

  it('leaves out a label that would touch the one before it', () => {
    const shown = (to: number, width: number) =>
      placeLabels(timeTicks({ from: 0, to }, width), { from: 0, to }, width).map(({ label }) => label);
    assert.deepEqual(shown(100e6, 108), ['0 ms', '50 ms']);
    assert.deepEqual(shown(100e6, 500), ['0 ms', '20 ms', '40 ms', '60 ms', '80 ms', '100 ms']);
    assert.deepEqual(shown(3 * 86_400e9, 108), ['0 s', '48:00:00']);
  });
});

describe('window of the lanes', () => {
  it('stays inside the trace and keeps its shortest length', () => {
    assert.deepEqual(clampWindow({ from: -50, to: 150 }, 1_000), { from: 0, to: 200 });
    assert.deepEqual(clampWindow({ from: 900, to: 1_100 }, 1_000), { from: 800, to: 1_000 });
    assert.deepEqual(clampWindow({ from: 500, to: 500 }, 1_000), { from: 500, to: 500 + SHORTEST_WINDOW_NS });
    assert.deepEqual(clampWindow({ from: 0, to: 0 }, 0), { from: 0, to: SHORTEST_WINDOW_NS });
  });

  it('zooms around the pointer, which keeps its moment', () => {
    const next = zoomWindow({ from: 0, to: 1_000_000 }, 250_000, 0.5, 1_000_000);
    assert.deepEqual(next, { from: 125_000, to: 625_000 });
    assert.deepEqual(zoomWindow(next, 250_000, 100, 1_000_000), { from: 0, to: 1_000_000 });
  });
});
