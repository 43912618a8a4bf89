import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadRequestError } from '../errors.ts';
import { isoTime } from './iso-time.ts';
import { parseTimeRange, type TimeRangeRequest } from './time-range.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

function range(request: TimeRangeRequest, retentionHours = 9600): [string, string, boolean] {
  const { from, to, isOpen } = parseTimeRange(request, retentionHours, NOW_MS);
  return [isoTime(from), isoTime(to), isOpen];
}

describe('parseTimeRange', () => {
  it('is the last hour with an open end unless told otherwise', () => {
    assert.deepEqual(range({}), ['2026-11-20T11:00:00.000000000Z', '2026-11-20T12:00:00.000000000Z', true]);
  });

  const froms: [string, string][] = [
    ['-15m', '2026-11-20T11:45:00.000000000Z'],
    ['-1h30m', '2026-11-20T10:30:00.000000000Z'],
    ['-7d', '2026-11-13T12:00:00.000000000Z'],
    ['-400d', '2025-10-16T12:00:00.000000000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000000000Z'],
    ['2026-11-20T09:30', '2026-11-20T09:30:00.000000000Z'],
    ['2026-11-20 09:30:15', '2026-11-20T09:30:15.000000000Z'],
    ['2026-11-20T09:30:15.123456789Z', '2026-11-20T09:30:15.123456789Z'],
    ['2026-11-20t09:30:15,5z', '2026-11-20T09:30:15.500000000Z'],
    ['2026-11-20T09:30:15+02:00', '2026-11-20T07:30:15.000000000Z'],
    ['2026-11-20T09:30:15-0330', '2026-11-20T13:00:15.000000000Z'],
  ];
  for (const [from, expected] of froms)
    it(`reads ${from}`, () => {
      assert.equal(range({ from, to: '2026-12-01' })[0], expected);
    });

  it('is open from a day ahead on, where no event can be', () => {
    assert.equal(range({ to: '2026-11-21T12:00:00Z' })[2], false);
    assert.equal(range({ to: '2026-11-21T12:00:00.000000001Z' })[2], true);
  });

  it('cuts to what the bin keeps', () => {
    assert.deepEqual(range({ from: '-7d' }, 24), [
      '2026-11-19T12:00:00.000000000Z',
      '2026-11-20T12:00:00.000000000Z',
      true,
    ]);
    const [from, to] = range({ from: '-7d', to: '-6d' }, 24);
    assert.equal(from, to);
  });

  const refused: [TimeRangeRequest, string][] = [
    [{ from: 'yesterday' }, 'bad-time'],
    [{ from: '' }, 'bad-time'],
    [{ from: '-1' }, 'bad-time'],
    [{ from: '-1y' }, 'bad-time'],
    [{ from: '2026-02-31' }, 'bad-time'],
    [{ from: '2026-13-01' }, 'bad-time'],
    [{ from: '2026-11-20T25:00' }, 'bad-time'],
    [{ from: '1969-12-31' }, 'bad-time'],
    [{ from: '2300-01-01' }, 'bad-time'],
    [{ to: "'; DROP TABLE events" }, 'bad-time'],
    [{ from: '-1h', to: '-1h' }, 'bad-time-range'],
    [{ from: 'now' }, 'bad-time-range'],
  ];
  for (const [request, code] of refused)
    it(`refuses ${JSON.stringify(request)}`, () => {
      assert.throws(
        () => range(request),
        (error) => error instanceof BadRequestError && error.code === code && error.hint !== undefined,
      );
    });
});

describe('isoTime', () => {
  it('writes nine decimals, also before the epoch', () => {
    assert.equal(isoTime(0n), '1970-01-01T00:00:00.000000000Z');
    assert.equal(isoTime(1n), '1970-01-01T00:00:00.000000001Z');
    assert.equal(isoTime(-1n), '1969-12-31T23:59:59.999999999Z');
  });
});
