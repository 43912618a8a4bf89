import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { absoluteRange, rangeName, rangeOf, rangePresets, reachesNow, steppedRange } from './time-range.ts';

const NOW = Date.parse('2026-11-20T22:20:00Z');
const HOUR_MS = 3_600_000;

describe('ranges of time', () => {
  it('is the last hour when nothing is said, or what is said cannot be read', () => {
    const lastHour = { from: NOW - HOUR_MS, to: NOW };
    for (const range of [
      {},
      { from: '-1h' },
      { from: 'yesterday' },
      { from: '-1h', to: 'now' },
      { from: '-3 fortnights' },
    ])
      assert.deepEqual(absoluteRange(range, NOW), lastHour);
    assert.equal(rangeName({}), 'Last hour');
    assert.equal(rangeName({ from: '-90m' }), 'Last 90m');
    assert.equal(rangeName(rangeOf(NOW - 5, NOW)), undefined);
  });

  it('offers what the bin still keeps', () => {
    const names = (hours: number) => rangePresets(hours).map((preset) => preset.from);
    assert.deepEqual(names(1), ['-5m', '-15m', '-1h']);
    assert.deepEqual(names(2), ['-5m', '-15m', '-1h', '-6h']);
    assert.equal(names(168).at(-1), '-7d');
    assert.equal(names(169).at(-1), '-30d');
    assert.equal(names(9_600).at(-1), '-30d');
  });

  it('steps by its own length, and back to the relative range at the end', () => {
    const before = steppedRange({ from: '-15m' }, -1, NOW);
    assert.deepEqual(before, rangeOf(NOW - 1_800_000, NOW - 900_000));
    assert.deepEqual(steppedRange(before, 1, NOW + 5_000), { from: '-15m' });
    // The default range stands as no range in the address.
    assert.deepEqual(steppedRange(steppedRange({}, -1, NOW), 1, NOW), { from: undefined });
    // A length no preset has ends at now.
    assert.deepEqual(
      steppedRange(rangeOf(NOW - 400_000, NOW - 200_000), 1, NOW),
      rangeOf(NOW - 200_000, NOW),
    );
  });

  it('goes back and forth without drift', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 2_000, max: HOUR_MS }),
        (steps, spanMs) => {
          let range = rangeOf(NOW - 50 * spanMs - spanMs, NOW - 50 * spanMs);
          const first = range;
          for (let step = 0; step < steps; step++) range = steppedRange(range, -1, NOW) as typeof range;
          for (let step = 0; step < steps; step++) range = steppedRange(range, 1, NOW) as typeof range;
          assert.deepEqual(range, first);
        },
      ),
    );
  });

  it('knows when there is nothing later', () => {
    assert.equal(reachesNow({ from: '-5m' }, NOW), true);
    assert.equal(reachesNow(rangeOf(NOW - 10, NOW), NOW), true);
    assert.equal(reachesNow(rangeOf(NOW - HOUR_MS, NOW - 60_000), NOW), false);
  });
});
