/**
 * The time range of a question: ISO 8601 or relative to now, cut to what the bin keeps.
 */
import { parseDuration } from '@tracebin/model';
import { BadRequestError } from '../errors.ts';

/** Nanoseconds since the epoch; `from` is inside, `to` is not. */
export interface TimeRange {
  from: bigint;
  to: bigint;
  /** No end was asked for, or none that an event can reach: those of senders whose clocks run ahead count too. */
  isOpen: boolean;
}

export interface TimeRangeRequest {
  /** ISO 8601, or relative: `-1h`, `-7d`, `now`. */
  from?: string | undefined;
  to?: string | undefined;
}

const DEFAULT_FROM = '-1h';
const HINT = 'Give an ISO 8601 time like 2026-11-20T13:30:00Z, or one relative to now like -15m, -1h, -7d.';
const NANOS_PER_MILLI = 1_000_000n;
const NANOS_PER_HOUR = 3_600_000_000_000n;
/** Events whose time is further ahead are not taken in; the store's sort order could not tell times after 2106 apart. */
const AHEAD_NANOS = 24n * NANOS_PER_HOUR;
/** Where the store's nanosecond times end. */
const LATEST_NANOS = (1n << 63n) - 1n;

/**
 * @param nowMs milliseconds since the epoch
 * @throws BadRequestError `bad-time` or `bad-time-range`
 */
export function parseTimeRange(request: TimeRangeRequest, retentionHours: number, nowMs: number): TimeRange {
  const now = BigInt(Math.trunc(nowMs)) * NANOS_PER_MILLI;
  const from = parseTime(request.from ?? DEFAULT_FROM, 'from', now);
  const to = request.to === undefined ? now : parseTime(request.to, 'to', now);
  if (to <= from) {
    throw new BadRequestError('bad-time-range', 'The time range ends before it begins.', {
      hint: `"from" is ${request.from ?? DEFAULT_FROM}, "to" is ${request.to ?? 'now'}. ${HINT}`,
    });
  }
  const oldest = now - BigInt(Math.round(retentionHours)) * NANOS_PER_HOUR;
  return {
    from: from < oldest ? oldest : from,
    to: to < oldest ? oldest : to,
    isOpen: request.to === undefined || to > now + AHEAD_NANOS,
  };
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Nanoseconds since the epoch of an ISO 8601 time, or of one relative to `now`.
 * @throws BadRequestError `bad-time`
 */
export function parseTime(text: string, parameter: string, now: bigint): bigint {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'now') return now;
  if (trimmed.startsWith('-') && !/\d$/.test(trimmed)) {
    const back = parseDuration(trimmed.slice(1));
    if (back !== undefined) return now - BigInt(back);
    // 2^53 nanoseconds are 104 days; bins may keep 400.
    const days = /^-(\d{1,4})\s*d$/i.exec(trimmed);
    if (days !== null) return now - BigInt(days[1]!) * 24n * NANOS_PER_HOUR;
  }
  const parts = ISO.exec(trimmed);
  if (parts !== null) {
    const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
    const offset =
      zone.toUpperCase() === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
    const date = `${year}-${month}-${day}`;
    const millis = Date.parse(`${date}T${hour}:${minute}:${second}${offset.toUpperCase()}`);
    // Date.parse turns 31 February into 3 March: a day that does not come back was none.
    const isRealDay = new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) === true;
    if (!Number.isNaN(millis) && isRealDay) {
      const nanos = BigInt(millis) * NANOS_PER_MILLI + BigInt(fraction.padEnd(9, '0'));
      if (nanos >= 0n && nanos <= LATEST_NANOS) return nanos;
    }
  }
  throw new BadRequestError('bad-time', `"${parameter}" is not a time: ${shorten(text)}`, { hint: HINT });
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
