import type { Nanoseconds } from '../units.ts';

const NANOSECONDS_PER_UNIT: Record<string, number> = {
  '': 1,
  ns: 1,
  us: 1e3,
  µs: 1e3,
  // The micro sign has a twin in the Greek alphabet; keyboards and documents use either.
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
  d: 86400e9,
};

/**
 * Reads what people type and what `formatDuration` writes: `100ms`, `1.5 s`, `2m`, `1h30m`, `2:08 min`, `3:05 h`;
 * a bare number is nanoseconds.
 *
 * @returns whole nanoseconds, or undefined when the text is no duration, is negative or above 2^53 (104 days).
 */
export function parseDuration(text: string): Nanoseconds | undefined {
  const trimmed = text.trim();
  const clock = /^(\d{1,6}):([0-5]\d)\s*(min|h)$/i.exec(trimmed);
  if (clock !== null) {
    const unit = NANOSECONDS_PER_UNIT[clock[3]!.toLowerCase()]!;
    return exact(Number(clock[1]) * unit + (Number(clock[2]) * unit) / 60);
  }
  const parts = /^(?:\d+(?:\.\d*)?|\.\d+)\s*[a-zµμ]*(?:\s*(?:\d+(?:\.\d*)?|\.\d+)\s*[a-zµμ]+)*$/i;
  if (trimmed.length > 64 || !parts.test(trimmed)) return undefined;
  let total = 0;
  let count = 0;
  for (const [, digits, name] of trimmed.matchAll(/([\d.]+)\s*([a-zµμ]*)/gi)) {
    const unit = NANOSECONDS_PER_UNIT[name!.toLowerCase()];
    if (unit === undefined || !Object.hasOwn(NANOSECONDS_PER_UNIT, name!.toLowerCase())) return undefined;
    if (name === '' && count > 0) return undefined;
    total += Number(digits) * unit;
    count++;
  }
  return exact(total);
}

function exact(duration: number): Nanoseconds | undefined {
  const rounded = Math.round(duration);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}
