/** Points in time are shown in the reader's zone, 24 hours, day before month; the zone is named once a page. */
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const zoneFormat = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' });

/** `14:19:12` */
export const formatClock = (at: Date): string => clockFormat.format(at);

/** `14:19` */
export const formatMinute = (at: Date): string => minuteFormat.format(at);

/** `Thu 19 Nov` */
export const formatDay = (at: Date): string => dayFormat.format(at).replace(',', '');

/** Short name of the reader's zone at that time: `PST`, `GMT+1`, `UTC`. */
export const formatZone = (at: Date): string =>
  zoneFormat.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';

export const isSameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** `13:34:51.207`: the time of day to the millisecond. */
export const formatMillisecond = (at: Date): string =>
  `${formatClock(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;

/** Start of one trace: the day stands before the time where it is not today's. */
export const formatStart = (at: Date, now: Date): string =>
  isSameDay(at, now) ? formatMillisecond(at) : `${formatDay(at)} ${formatMillisecond(at)}`;

/** Both ends of a range, as short as they stay unmistakable: `14:20 – 15:20`, `Thu 19 Nov 14:20 – Fri 20 Nov 14:20`. */
export function formatRange(from: Date, to: Date, now: Date): string {
  const close = to.getTime() - from.getTime() < 10 * 60_000;
  const time = close ? formatClock : formatMinute;
  if (isSameDay(from, to))
    return `${isSameDay(from, now) ? '' : `${formatDay(from)} `}${time(from)} – ${time(to)}`;
  return `${formatDay(from)} ${time(from)} – ${formatDay(to)} ${time(to)}`;
}

/** `12 s ago`, `4 min ago`, `3 h ago`, `2 days ago`. */
export function formatAgo(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}

/** Length of a step of a chart, mostly a whole number of something: `15 min`, `6 h`, `1.5 s`. */
export function formatStep(lengthMs: number): string {
  const [unit, size] = STEP_UNITS.find(([, each]) => lengthMs >= each) ?? STEP_UNITS[2];
  return `${Number((lengthMs / size).toFixed(1))} ${unit}`;
}

const STEP_UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
