import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatCount, formatDuration, formatExactDuration } from './format-duration.ts';
import { parseDuration } from './parse-duration.ts';

describe('formatDuration', () => {
  const cases: [number, string][] = [
    [0, '0 ms'],
    [1, '1 ns'],
    [999, '999 ns'],
    [1_000, '1.0 µs'],
    [9_949, '9.9 µs'],
    [9_950, '10 µs'],
    [42_000, '42 µs'],
    [999_499, '999 µs'],
    [999_500, '1.0 ms'],
    [4_600_000, '4.6 ms'],
    [9_949_999, '9.9 ms'],
    [9_950_000, '10 ms'],
    [318_000_000, '318 ms'],
    [999_499_999, '999 ms'],
    [999_500_000, '1.00 s'],
    [1_240_000_000, '1.24 s'],
    [9_994_999_999, '9.99 s'],
    [9_995_000_000, '10.0 s'],
    [18_700_000_000, '18.7 s'],
    [59_949_999_999, '59.9 s'],
    [59_950_000_000, '1:00 min'],
    [128_000_000_000, '2:08 min'],
    [3_599_499_999_999, '59:59 min'],
    [3_599_500_000_000, '1:00 h'],
    [11_100_000_000_000, '3:05 h'],
    [216_000_000_000_000, '2.5 d'],
    [-4_600_000, '-4.6 ms'],
    [-0.2, '0 ns'],
  ];
  for (const [duration, text] of cases)
    it(`writes ${duration} ns as ${text}`, () => {
      assert.equal(formatDuration(duration), text);
    });

  it('never shows more than three digits and a decimal point below a minute', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 59.9e9, noNaN: true }), (duration) => {
        const digits = formatDuration(duration).split(' ')[0]!;
        assert.ok(digits.replace('.', '').length <= 3, digits);
      }),
    );
  });

  it('writes every nanosecond and every thousand for the hover', () => {
    assert.equal(formatExactDuration(1_240_113_402), '1,240,113,402 ns');
    assert.deepEqual([0, 12, 999, 1000, 4012, 1234567, -1234].map(formatCount), [
      '0',
      '12',
      '999',
      '1,000',
      '4,012',
      '1,234,567',
      '-1,234',
    ]);
  });
});

describe('parseDuration', () => {
  const cases: [string, number | undefined][] = [
    ['100ms', 100e6],
    ['1.5s', 1.5e9],
    ['1.5 S', 1.5e9],
    ['2m', 120e9],
    ['2 min', 120e9],
    ['1h30m', 5400e9],
    ['1 h 30 m', 5400e9],
    ['42 µs', 42e3],
    ['42μs', 42e3],
    ['42us', 42e3],
    ['250', 250],
    ['.5s', 5e8],
    ['0', 0],
    ['2:08 min', 128e9],
    ['3:05 h', 11_100e9],
    ['104d', 104 * 86400e9],
    ['105d', undefined],
    ['', undefined],
    ['fast', undefined],
    ['-5ms', undefined],
    ['5 parsecs', undefined],
    ['5 constructor', undefined],
    ['1.2.3s', undefined],
    ['5ms 3', undefined],
    ['2:60 min', undefined],
    ['1e3ms', undefined],
    ['Infinity', undefined],
  ];
  for (const [text, duration] of cases)
    it(`reads ${JSON.stringify(text)} as ${duration}`, () => {
      assert.equal(parseDuration(text), duration);
    });

  it('reads back what is written, to the digits that are shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 }), (duration) => {
        const text = formatDuration(duration);
        const back = parseDuration(text)!;
        assert.equal(formatDuration(back), text);
      }),
    );
  });

  it('never throws and never returns a fraction', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const duration = parseDuration(text);
        assert.ok(duration === undefined || (Number.isSafeInteger(duration) && duration >= 0));
      }),
    );
  });
});
