import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { countSteps, durationStep, fromDurationStep } from './duration-step.ts';

it('a step is near every duration in it, and longer durations have later steps', () => {
  const duration = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(duration, duration, (a, b) => {
      const [step, other] = [durationStep(a), durationStep(b)];
      assert.ok(step >= 0 && step <= 0xffff);
      assert.ok(
        Math.abs(fromDurationStep(step) - a) <= a * 0.004 + 1,
        `${a} became ${fromDurationStep(step)}`,
      );
      if (a < b) assert.ok(step <= other);
    }),
  );
  assert.equal(fromDurationStep(durationStep(0)), 0);
});

it('counts each step once, in the order in which they come, whatever was counted before', () => {
  const steps = fc.array(fc.oneof(fc.nat(3), fc.integer({ min: 0xfffd, max: 0xffff })));
  fc.assert(
    fc.property(steps, (steps) => {
      const expected = new Map<number, number>();
      for (const step of steps) expected.set(step, (expected.get(step) ?? 0) + 1);
      const { durations, durationCalls } = countSteps(steps);
      assert.deepEqual(durations, [...expected.keys()]);
      assert.deepEqual(durationCalls, [...expected.values()]);
    }),
  );
});
