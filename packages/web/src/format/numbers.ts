import { formatCount } from '@tracebin/model';

/** Events per second: one decimal below ten, thousands with commas. */
export const formatRate = (perSecond: number): string =>
  perSecond < 10
    ? perSecond.toLocaleString('en-US', { maximumFractionDigits: 1 })
    : formatCount(Math.round(perSecond));

/** `1 span`, `4,012 spans`. */
export const formatPlural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A part of a whole: one decimal, two below 0.1 %; what is not nothing never reads as nothing. */
export function formatPart(part: number): string {
  const percent = part * 100;
  if (percent > 0 && percent < 0.005) return '<0.01 %';
  return `${percent.toFixed(percent > 0 && percent < 0.095 ? 2 : 1)} %`;
}

/** Retention as people say it: whole days where it is whole days. */
export function formatHours(hours: number): string {
  return hours % 24 === 0 ? formatPlural(hours / 24, 'day') : formatPlural(hours, 'hour');
}

/** A part that failed: two decimals; what is not nothing never reads as nothing. */
export const formatFailed = (part: number): string =>
  part > 0 && part < 0.000_05 ? '<0.01 %' : `${(part * 100).toFixed(2)} %`;

/** From here on a count is wider than its column. */
const COMPACT_FROM = 10_000_000;
const COMPACT_UNITS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** A count in a column of numbers: `1,234,567`, and from ten millions on `12.3 M`, `4.68 B`. */
export function formatColumnCount(count: number, compactFrom = COMPACT_FROM): string {
  const rounded = Math.round(count);
  if (rounded < compactFrom) return formatCount(rounded);
  // 999.96 million would read 1000.0 M.
  const [size, unit] = COMPACT_UNITS.find(([each]) => rounded >= each * 0.9995) ?? COMPACT_UNITS[3];
  return `${(rounded / size).toPrecision(3)} ${unit}`;
}

/** What stands where a name would: senders may name nothing, or name it by what nobody sees. */
export const shownName = (name: string): string => (/[^\s\p{C}]/u.test(name) ? name : 'unnamed');
