/**
 * A range as it stands in the URL: relative to now (`-1h`, no end) or two ISO times. Relative ranges stay relative
 * when a link is shared; brushing and stepping make them absolute.
 */
export interface TimeRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** Both ends, in milliseconds since the epoch. */
export interface AbsoluteRange {
  from: number;
  to: number;
}

export interface RangePreset {
  from: string;
  label: string;
}

/** The range when the URL names none; the server's default too. */
export const DEFAULT_FROM = '-1h';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNIT_MS: Record<string, number> = { s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

const PRESETS: readonly (RangePreset & { spanMs: number })[] = [
  { from: '-5m', label: 'Last 5 minutes', spanMs: 5 * MINUTE_MS },
  { from: '-15m', label: 'Last 15 minutes', spanMs: 15 * MINUTE_MS },
  { from: '-1h', label: 'Last hour', spanMs: HOUR_MS },
  { from: '-6h', label: 'Last 6 hours', spanMs: 6 * HOUR_MS },
  { from: '-24h', label: 'Last 24 hours', spanMs: DAY_MS },
  { from: '-7d', label: 'Last 7 days', spanMs: 7 * DAY_MS },
  { from: '-30d', label: 'Last 30 days', spanMs: 30 * DAY_MS },
];

/** Ranges to choose from: all that the bin can still answer, and the first that covers everything it keeps. */
export function rangePresets(retentionHours: number): RangePreset[] {
  const keptMs = retentionHours * HOUR_MS;
  const covering = PRESETS.findIndex((preset) => preset.spanMs >= keptMs);
  return PRESETS.slice(0, covering === -1 ? PRESETS.length : covering + 1);
}

/** Milliseconds back from now of `-15m`, undefined for anything else. */
export function relativeSpanMs(text: string): number | undefined {
  const match = /^-(\d+(?:\.\d+)?)\s*(s|m|h|d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNIT_MS[match[2]!]!;
}

/** Both ends as points in time; what cannot be read falls back to the last hour, and the server says why. */
export function absoluteRange(range: TimeRange, nowMs: number): AbsoluteRange {
  const to = pointOf(range.to, nowMs) ?? nowMs;
  const from = pointOf(range.from ?? DEFAULT_FROM, nowMs) ?? to - HOUR_MS;
  return from < to ? { from, to } : { from: to - HOUR_MS, to };
}

function pointOf(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text === 'now') return undefined;
  const back = relativeSpanMs(text);
  if (back !== undefined) return nowMs - back;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** `Last hour`, or undefined for an absolute range. */
export function rangeName(range: TimeRange): string | undefined {
  if (range.to !== undefined && range.to !== 'now') return undefined;
  const from = range.from ?? DEFAULT_FROM;
  const spanMs = relativeSpanMs(from);
  if (spanMs === undefined) return undefined;
  return PRESETS.find((preset) => preset.spanMs === spanMs)?.label ?? `Last ${from.slice(1)}`;
}

/** As the URL holds it: ISO with milliseconds. */
export const rangeOf = (from: number, to: number): TimeRange => ({
  from: new Date(Math.round(from)).toISOString(),
  to: new Date(Math.round(to)).toISOString(),
});

/**
 * The range of the same length before (-1) or after (+1). Stepping to where the end comes close to now (time has passed
 * since the step back) gives the relative range again where there is one of that length.
 */
export function steppedRange(range: TimeRange, direction: -1 | 1, nowMs: number): TimeRange {
  const { from, to } = absoluteRange(range, nowMs);
  const spanMs = to - from;
  const tolerance = Math.max(MINUTE_MS, spanMs / 20);
  if (direction < 0 || to + spanMs < nowMs - tolerance)
    return rangeOf(from + direction * spanMs, to + direction * spanMs);
  const preset = PRESETS.find((each) => Math.abs(each.spanMs - spanMs) < 1_000);
  if (preset !== undefined) return { from: preset.from === DEFAULT_FROM ? undefined : preset.from };
  return rangeOf(nowMs - spanMs, nowMs);
}

/** True when there is nothing later to step to. */
export const reachesNow = (range: TimeRange, nowMs: number): boolean =>
  range.to === undefined || absoluteRange(range, nowMs).to >= nowMs - 1_000;
