import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addDays, isDate, mondayOf } from './week-dates.ts';

it('finds the Monday of a week, over the ends of months and years', () => {
  assert.equal(mondayOf('2026-11-16'), '2026-11-16');
  assert.equal(mondayOf('2026-11-22'), '2026-11-16');
  assert.equal(mondayOf('2027-01-01'), '2026-12-28');
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
});

it('takes days of the calendar and nothing else', () => {
  for (const day of ['2026-11-21', '2028-02-29']) assert.equal(isDate(day), true, day);
  for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', 'today', '']) {
    assert.equal(isDate(text), false, text);
  }
});
