import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TracesAnswer } from '@tracebin/model';
import fc from 'fast-check';
import {
  durationOfY,
  durationTicks,
  nearestTrace,
  scatterScale,
  tickLabel,
  timeOfX,
  timeTicks,
  xOfTime,
  yOfDuration,
} from './scatter-scale.ts';

const FROM = Date.parse('2026-11-20T21:20:00Z');
const HOUR_MS = 3_600_000;

const answer = (traces: readonly [secondsIn: number, duration: number][]): TracesAnswer => ({
  from: new Date(FROM).toISOString(),
  to: new Date(FROM + HOUR_MS).toISOString(),
  count: traces.length,
  more: false,
  traceId: traces.map((_, index) => String(index)),
  start: traces.map(([secondsIn]) => new Date(FROM + secondsIn * 1_000).toISOString()),
  duration: traces.map(([, duration]) => duration),
  spans: traces.map(() => 1),
  errors: traces.map(() => 0),
  rootService: traces.map(() => 's'),
  rootName: traces.map(() => 'n'),
  services: traces.map(() => ['s']),
  readRows: 0,
  elapsedMs: 0,
});

const someTraces = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3_600 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })), {
    minLength: 1,
    maxLength: 50,
  })
  .map(answer);

describe('the scale of the strip', () => {
  it('has a place inside for every trace, and gives it back', () => {
    fc.assert(
      fc.property(
        someTraces,
        fc.boolean(),
        fc.integer({ min: 200, max: 3_000 }),
        (data, newestOnly, width) => {
          const scale = scatterScale(data, width, 136, newestOnly);
          for (let index = 0; index < data.count; index++) {
            const at = Date.parse(data.start[index]!);
            const x = xOfTime(scale, at);
            const y = yOfDuration(scale, data.duration[index]!);
            assert.ok(x >= scale.left && x <= scale.right, `x ${x}`);
            assert.ok(y >= scale.top && y <= scale.bottom, `y ${y}`);
            assert.ok(Math.abs(timeOfX(scale, x) - at) < 1);
            const duration = Math.max(scale.shortest, data.duration[index]!);
            assert.ok(Math.abs(durationOfY(scale, y) / duration - 1) < 1e-6);
          }
        },
      ),
    );
  });

  it('labels both axes a few times, in order', () => {
    fc.assert(
      fc.property(someTraces, fc.integer({ min: 300, max: 3_000 }), (data, width) => {
        const scale = scatterScale(data, width, 136, false);
        const durations = durationTicks(scale);
        assert.ok(durations.length >= 2 && durations.length <= 9, `${durations}`);
        assert.ok(durations.every((each) => each >= scale.shortest && each <= scale.longest));
        const times = timeTicks(scale);
        assert.ok(times.length <= (scale.right - scale.left) / 120 + 2, `${times.length} labels`);
        assert.ok(times.every(({ at }) => at >= scale.from && at <= scale.to));
      }),
    );
  });

  it('counts in minutes, hours and days beyond seconds, so that a label fits beside the strip', () => {
    const labels = (shortest: number, longest: number) =>
      durationTicks(
        scatterScale(
          answer([
            [1, shortest],
            [2, longest],
          ]),
          1_000,
          136,
          false,
        ),
      ).map(tickLabel);
    assert.deepEqual(labels(1e6, 3e9), ['1 ms', '10 ms', '100 ms', '1 s']);
    assert.deepEqual(labels(0, 3 * 86_400e9), ['1 µs', '100 µs', '10 ms', '1 s', '1 min', '1 h', '1 d']);
    for (const label of [...labels(0, 3e15), ...labels(1e9, 1e17)])
      assert.ok(label.length <= 7, `${label} is cut off`);
  });

  it('finds the trace under the pointer and none from afar', () => {
    const data = answer([
      [600, 1e6],
      [1_800, 1e9],
      [3_000, 1e7],
    ]);
    const scale = scatterScale(data, 1_000, 136, false);
    for (let index = 0; index < 3; index++) {
      const x = xOfTime(scale, Date.parse(data.start[index]!));
      const y = yOfDuration(scale, data.duration[index]!);
      assert.equal(nearestTrace(scale, data, x + 14, y, 14), index);
      assert.equal(nearestTrace(scale, data, x + 14.1, y, 14), -1);
    }
  });
});
