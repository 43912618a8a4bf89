import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { durationStep, fromDurationStep } from './duration-step.ts';

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
