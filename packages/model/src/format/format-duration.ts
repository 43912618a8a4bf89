import type { Nanoseconds } from '../units.ts';

/** A duration in two parts, because tables keep the unit in a column of its own. */
export interface DurationParts {
  digits: string;
  unit: 'ns' | 'µs' | 'ms' | 's' | 'min' | 'h' | 'd';
}

const MICROSECOND = 1e3;
const MILLISECOND = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Three digits at most: `42 µs`, `4.6 ms`, `318 ms`, `1.24 s`, `18.7 s`, `2:08 min`, `3:05 h`, `2.5 d`.
 * Each step is decided on the rounded number, so `999.6 ms` is `1.00 s` and never `1000 ms`.
 * Zero is `0` without a unit's meaning, written `0 ms`; a negative duration keeps its sign.
 */
export function durationParts(duration: Nanoseconds): DurationParts {
  if (duration < 0) {
    const { digits, unit } = durationParts(-duration);
    return { digits: digits === '0' ? digits : `-${digits}`, unit };
  }
  if (!Number.isFinite(duration)) return { digits: '–', unit: 'ms' };
  if (duration === 0) return { digits: '0', unit: 'ms' };
  if (Math.round(duration) < MICROSECOND) return { digits: String(Math.round(duration)), unit: 'ns' };
  const micros = duration / MICROSECOND;
  if (micros < 9.95) return { digits: micros.toFixed(1), unit: 'µs' };
  if (micros < 999.5) return { digits: micros.toFixed(0), unit: 'µs' };
  const millis = duration / MILLISECOND;
  if (millis < 9.95) return { digits: millis.toFixed(1), unit: 'ms' };
  if (millis < 999.5) return { digits: millis.toFixed(0), unit: 'ms' };
  const seconds = duration / SECOND;
  if (seconds < 9.995) return { digits: seconds.toFixed(2), unit: 's' };
  if (seconds < 59.95) return { digits: seconds.toFixed(1), unit: 's' };
  if (duration < HOUR - SECOND / 2) return { digits: clock(Math.round(seconds)), unit: 'min' };
  if (duration < DAY - MINUTE / 2) return { digits: clock(Math.round(duration / MINUTE)), unit: 'h' };
  return { digits: (duration / DAY).toFixed(1), unit: 'd' };
}

/** As `durationParts`, with a space before the unit. */
export function formatDuration(duration: Nanoseconds): string {
  const { digits, unit } = durationParts(duration);
  return `${digits} ${unit}`;
}

/** Every nanosecond, for the hover: `1,240,113,402 ns`. */
export function formatExactDuration(duration: Nanoseconds): string {
  return `${formatCount(duration)} ns`;
}

/** With commas for thousands: `4,012`. */
export function formatCount(count: number): string {
  const digits = String(Math.abs(Math.round(count)));
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return count < 0 && digits !== '0' ? `-${grouped}` : grouped;
}

function clock(units: number): string {
  return `${Math.floor(units / 60)}:${String(units % 60).padStart(2, '0')}`;
}
