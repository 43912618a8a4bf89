import assert from 'node:assert/strict';
import { it } from 'node:test';
import { formatPart } from './numbers.ts';

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
