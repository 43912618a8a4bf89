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

/** Steps of calls, each once, and how many calls there are of each: `durations` and `durationCalls` of a row. */
export interface CountedSteps {
  durations: number[];
  durationCalls: number[];
}

/** By step: its place in the list that is being made, from 1; zeros between two lists. */
const PLACES = new Uint32Array(2 ** (32 - DROPPED_BITS));

/** In the order in which steps first come. */
export function countSteps(steps: readonly number[]): CountedSteps {
  const durations: number[] = [];
  const durationCalls: number[] = [];
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]!;
    const place = PLACES[step]!;
    if (place !== 0) {
      durationCalls[place - 1]!++;
      continue;
    }
    durationCalls.push(1);
    PLACES[step] = durations.push(step);
  }
  for (let at = 0; at < durations.length; at++) PLACES[durations[at]!] = 0;
  return { durations, durationCalls };
}
