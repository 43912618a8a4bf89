import { formatCount, type TracesAnswer } from '@tracebin/model';
import { type ClockTick, clockTicks } from '../../charts/clock-ticks.ts';
import { durationPowers } from '../../charts/duration-ticks.ts';

/** Where the points of the strip stand: time to the right, duration upwards on a logarithmic scale. */
export interface ScatterScale {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Milliseconds since the epoch at `left` and `right`. */
  from: number;
  to: number;
  /** Nanoseconds at `bottom` (a power of ten) and `top`. */
  shortest: number;
  longest: number;
}

/** Room for the labels of the duration axis. */
const AXIS_PX = 48;
const NANOSECONDS_SHORTEST = 1_000;

export function scatterScale(
  data: TracesAnswer,
  width: number,
  height: number,
  newestOnly: boolean,
): ScatterScale {
  const times = data.start.map((each) => Date.parse(each));
  // Where only the newest are shown, an axis over the whole range would press them into its last pixels.
  const from = newestOnly ? Math.min(...times) : Math.min(Date.parse(data.from), ...times);
  const to = Math.max(Date.parse(data.to), ...times, from + 1);
  const durations = data.duration.map((each) => Math.max(NANOSECONDS_SHORTEST, each));
  const shortest = 10 ** Math.floor(Math.log10(Math.min(...durations)));
  // Room above the slowest, so that its mark is whole.
  const longest = Math.max(...durations) * 2;
  return {
    left: AXIS_PX,
    right: width,
    top: 6,
    bottom: height - 20,
    from,
    to,
    shortest,
    longest: Math.max(longest, shortest * 100),
  };
}

export const xOfTime = (scale: ScatterScale, at: number): number =>
  scale.left + 4 + ((at - scale.from) / (scale.to - scale.from)) * (scale.right - scale.left - 8);

export const timeOfX = (scale: ScatterScale, x: number): number =>
  scale.from + ((x - scale.left - 4) / (scale.right - scale.left - 8)) * (scale.to - scale.from);

export function yOfDuration(scale: ScatterScale, duration: number): number {
  const span = Math.log10(scale.longest / scale.shortest);
  const part = Math.log10(Math.max(scale.shortest, duration) / scale.shortest) / span;
  return scale.bottom - part * (scale.bottom - scale.top);
}

export function durationOfY(scale: ScatterScale, y: number): number {
  const part = (scale.bottom - y) / (scale.bottom - scale.top);
  return scale.shortest * (scale.longest / scale.shortest) ** part;
}

/** Round lengths of time from the shortest to the longest; every second one where there are many. */
export function durationTicks(scale: ScatterScale): number[] {
  const powers = durationPowers(scale.shortest, scale.longest);
  return powers.length > 6 ? powers.filter((_, index) => index % 2 === 0) : powers;
}

const UNITS = [
  ['d', 86_400e9],
  ['h', 3_600e9],
  ['min', 60e9],
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
] as const;

/** A round length of time without decimals, as short as the room left of the strip: `10 ms`, `10 s`, `10 h`. */
export function tickLabel(duration: number): string {
  const [unit, size] = UNITS.find(([, each]) => duration >= each) ?? UNITS[UNITS.length - 1]!;
  return `${formatCount(duration / size)} ${unit}`;
}

/** Round local times under the strip. */
export const timeTicks = (scale: ScatterScale): ClockTick[] =>
  clockTicks(scale.from, scale.to, scale.right - scale.left);

/** The trace nearest to a place on the strip, or -1 when none is within `reachPx`. */
export function nearestTrace(
  scale: ScatterScale,
  data: TracesAnswer,
  x: number,
  y: number,
  reachPx: number,
): number {
  let nearest = -1;
  let best = reachPx * reachPx;
  for (let index = 0; index < data.count; index++) {
    const dx = xOfTime(scale, Date.parse(data.start[index]!)) - x;
    const dy = yOfDuration(scale, data.duration[index]!) - y;
    const distance = dx * dx + dy * dy;
    if (distance <= best) {
      best = distance;
      nearest = index;
    }
  }
  return nearest;
}
