import { formatCount } from '@tracebin/model';

/** Events per second: one decimal below ten, thousands with commas. */
export const formatRate = (perSecond: number): string =>
  perSecond < 10
    ? perSecond.toLocaleString('en-US', { maximumFractionDigits: 1 })
    : formatCount(Math.round(perSecond));

/** `1 span`, `4,012 spans`. */
export const formatPlural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Retention as people say it: whole days where it is whole days. */
export function formatHours(hours: number): string {
  return hours % 24 === 0 ? formatPlural(hours / 24, 'day') : formatPlural(hours, 'hour');
}
