/**
 * Durations of single calls are kept as steps: the upper 16 bits of a 32-bit float. A step is in the order of the
 * durations, its middle at most 0.4 % from what was measured, and thousands of calls of one statement are a short list
 * of steps with a number of calls each.
 */
import type { Nanoseconds } from '@tracebin/model';

const DROPPED_BITS = 16;

const bits = new Uint32Array(1);
const number = new Float32Array(bits.buffer);

/** 0 to 65,535. */
export function durationStep(duration: Nanoseconds): number {
  number[0] = duration;
  return bits[0]! >>> DROPPED_BITS;
}

/** The middle of a step; 0 stays 0. */
export function fromDurationStep(step: number): Nanoseconds {
  if (step === 0) return 0;
  bits[0] = step * 2 ** DROPPED_BITS + 2 ** (DROPPED_BITS - 1);
  return Math.round(number[0]!);
}
