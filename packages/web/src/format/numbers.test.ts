import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatColumnCount, formatFailed, formatPart, shownName } from './numbers.ts';

it('a part that is not nothing never reads as nothing', () => {
  const parts = [0, 0.000_049, 0.000_05, 0.000_3, 0.000_949, 0.000_95, 0.012_3, 1];
  assert.deepEqual(parts.map(formatPart), [
    '0.0 %',
    '<0.01 %',
    '0.01 %',
    '0.03 %',
    '0.09 %',
    '0.1 %',
    '1.2 %',
    '100.0 %',
  ]);
});

it('a count that is wider than its column is rounded to three digits', () => {
  const counts = [0, 9_999_999.4, 9_999_999.5, 780_664_832, 999_499_999, 999_500_000, 4_680_318_976, 2e12];
  assert.deepEqual(
    counts.map((each) => formatColumnCount(each)),
    ['0', '9,999,999', '10.0 M', '781 M', '999 M', '1.00 B', '4.68 B', '2.00 T'],
  );
  assert.deepEqual(
    [99_999, 100_000, 999_499, 999_500].map((each) => formatColumnCount(each, 100_000)),
    ['99,999', '100 k', '999 k', '1.00 M'],
  );
});

it('a part that failed never reads as nothing', () => {
  assert.deepEqual([0, 0.000_049, 0.000_05, 0.014_1, 1].map(formatFailed), [
    '0.00 %',
    '<0.01 %',
    '0.01 %',
    '1.41 %',
    '100.00 %',
  ]);
});

it('a name that nobody sees is told from one that is there', () => {
  assert.deepEqual(['', '   ', '\u200b\u2060', ' a ', '\u05e9'].map(shownName), [
    'unnamed',
    'unnamed',
    'unnamed',
    ' a ',
    '\u05e9',
  ]);
});
