import { roundStep } from './round-step.ts';

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What people count in beyond seconds: 1.67 min is no round number. */
const STEPS = [
  30 * SECOND,
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
];
const FACTORS = [MINUTE, 10 * MINUTE, HOUR, 10 * HOUR];

/** A round length of time, at least `rough`; both in nanoseconds. */
export function durationStep(rough: number): number {
  if (rough <= 20 * SECOND) return roundStep(rough);
  return STEPS.find((step) => step >= rough) ?? roundStep(rough / DAY) * DAY;
}

/** Round lengths of time for a logarithmic axis: powers of ten up to 10 s, then minutes, hours, days. */
export function durationPowers(low: number, high: number): number[] {
  const powers: number[] = [];
  for (let power = 10 ** Math.ceil(Math.log10(low) - 1e-9); power <= 10 * SECOND; power *= 10)
    powers.push(power);
  powers.push(...FACTORS);
  for (let days = DAY; days <= high; days *= 10) powers.push(days);
  return powers.filter((power) => power >= low * (1 - 1e-9) && power <= high);
}
