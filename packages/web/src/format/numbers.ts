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
