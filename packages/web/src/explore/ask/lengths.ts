import { parseDuration } from '@tracebin/model';

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
];

/** Seconds in the largest unit that holds them whole: `30s`, `5m`, `24h` is `1d`. */
export function lengthText(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}

/** Seconds of `5m` or, of a bare number, of itself; undefined for what is no length of time. */
export function lengthOf(text: string): number | undefined {
  const plain = text.trim();
  const seconds = /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : (parseDuration(plain) ?? 0) / 1e9;
  return seconds > 0 ? seconds : undefined;
}
