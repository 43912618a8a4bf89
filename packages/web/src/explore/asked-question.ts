import { parseQuestion, type Question } from '@tracebin/model';
import { DEFAULT_FROM, type TimeRange } from '../time/time-range.ts';

/** What Explore asks before anybody has: how long the requests and jobs took, and where the odd ones are. */
export const FIRST_TEXT = 'HEATMAP(duration) WHERE is_root = true';

/**
 * The question as the server takes it: the text has no range of its own here, the range picker holds it.
 * @throws QuestionTextError
 */
export function askedQuestion(text: string, range: TimeRange): Question {
  const { timeRange: _, startTime: __, endTime: ___, ...question } = parseQuestion(text);
  return {
    ...question,
    startTime: range.from ?? DEFAULT_FROM,
    ...(range.to === undefined ? {} : { endTime: range.to }),
  };
}

/** OVER, SINCE and UNTIL of a text as the range they mean; undefined where it names none. */
export function rangeOfQuestion(question: Question): TimeRange | undefined {
  const { timeRange, startTime, endTime } = question;
  if (timeRange === undefined && startTime === undefined && endTime === undefined) return undefined;
  const to = endTime === undefined ? undefined : pointText(endTime);
  if (startTime !== undefined)
    return { from: pointText(startTime), to: to ?? endAfter(startTime, timeRange) };
  if (timeRange === undefined) return { from: undefined, to };
  const back = typeof timeRange === 'number' ? `-${timeRange}s` : `-${timeRange.replace(/^-/, '')}`;
  const ends = endTime === undefined ? Number.NaN : Date.parse(pointText(endTime));
  if (Number.isNaN(ends)) return { from: back, to };
  const spanMs = spanMsOf(timeRange);
  return { from: spanMs === undefined ? back : new Date(ends - spanMs).toISOString(), to };
}

function endAfter(startTime: number | string, timeRange: number | string | undefined): string | undefined {
  const spanMs = timeRange === undefined ? undefined : spanMsOf(timeRange);
  const starts = Date.parse(pointText(startTime));
  return spanMs === undefined || Number.isNaN(starts) ? undefined : new Date(starts + spanMs).toISOString();
}

const pointText = (point: number | string): string =>
  typeof point === 'number' ? new Date(point * 1_000).toISOString() : point;

const UNIT_MS: Record<string, number> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3 };

function spanMsOf(length: number | string): number | undefined {
  if (typeof length === 'number') return length * 1e3;
  const match = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(length);
  return match === null ? undefined : Number(match[1]) * UNIT_MS[match[2]!]!;
}

/** The same without its range, for the bar: the picker beside it shows the range. */
export function withoutRange(question: Question): Question {
  const { timeRange: _, startTime: __, endTime: ___, ...rest } = question;
  return rest;
}
