import { formatClock, formatDay, formatMinute } from '../format/times.ts';

/** A mark of a time axis: milliseconds since the epoch and what stands under it. */
export interface ClockTick {
  at: number;
  label: string;
}

const DAY_MS = 86_400_000;
const STEPS_MS = [
  1e3, 5e3, 15e3, 30e3, 60e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 10_800e3, 21_600e3, 43_200e3,
  86_400e3, 172_800e3, 604_800e3,
];

/** Round local times from `from` to `to` (milliseconds since the epoch), about one every 120 pixels. */
export function clockTicks(from: number, to: number, widthPx: number): ClockTick[] {
  const spanMs = to - from;
  const wanted = Math.max(2, widthPx / 120);
  const stepMs = STEPS_MS.find((step) => spanMs / step <= wanted) ?? STEPS_MS.at(-1)!;
  const offsetMs = new Date(from).getTimezoneOffset() * 60_000;
  const first = Math.ceil((from - offsetMs) / stepMs) * stepMs + offsetMs;
  const ticks: ClockTick[] = [];
  for (let at = first; at <= to; at += stepMs) ticks.push({ at, label: tickLabel(new Date(at), stepMs) });
  return ticks;
}

/** Midnight is named by its day, so that an axis over several days can be read. */
function tickLabel(at: Date, stepMs: number): string {
  if (stepMs >= DAY_MS || (at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0))
    return formatDay(at);
  return stepMs < 60_000 ? formatClock(at) : formatMinute(at);
}
