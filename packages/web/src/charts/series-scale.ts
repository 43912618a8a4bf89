import { durationPowers, durationStep } from './duration-ticks.ts';
import type { PlotBox } from './heatmap-scale.ts';
import { roundStep } from './round-step.ts';

/** One number over time; null where there is none. */
export interface SeriesLine {
  name: string;
  /** No line among others, but all together, or what the others leave of it: drawn in grey, in a stack hatched. */
  isGrey?: boolean;
  values: readonly (number | null)[];
}

/** Numbers over buckets of equal length. */
export interface SeriesData {
  /** Start of the first bucket, milliseconds since the epoch. */
  from: number;
  stepMs: number;
  buckets: number;
  /** The numbers are nanoseconds. */
  isDuration?: boolean;
  lines: readonly SeriesLine[];
}

/** `line`: steps, each from zero · `stacked`: one upon another · `bar`: one upon another, with gaps between buckets. */
export type SeriesKind = 'line' | 'stacked' | 'bar';

/** True where a stack of them would stand for their sum: nothing in it takes away. */
export const canStack = ({ lines }: SeriesData): boolean =>
  lines.every(({ values }) => values.every((value) => value === null || value >= 0));

/** How high numbers stand. */
export interface SeriesScale {
  /** Number at the lower and the upper edge of the plot. */
  low: number;
  high: number;
  isLogarithmic: boolean;
  /** The numbers are nanoseconds, which are round in minutes and hours. */
  isDuration?: boolean;
}

/**
 * From zero, or a round number below the smallest, to a round number above the largest. A logarithmic scale begins at the
 * power of ten below the smallest number above zero, or half of it; without any it is linear.
 */
export function seriesScale(data: SeriesData, kind: SeriesKind, wantsLog: boolean): SeriesScale {
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let lowest = 0;
  const unit = data.isDuration === true ? { isDuration: true } : {};
  for (let bucket = 0; bucket < data.buckets; bucket++) {
    let sum = 0;
    for (const line of data.lines) {
      const value = line.values[bucket] ?? 0;
      sum = kind === 'line' ? value : sum + Math.max(0, value);
      largest = Math.max(largest, sum);
      if (value > 0) smallest = Math.min(smallest, value);
      if (kind === 'line') lowest = Math.min(lowest, value);
    }
  }
  if (wantsLog && kind === 'line' && Number.isFinite(smallest)) {
    const power = 10 ** Math.floor(Math.log10(smallest));
    // A single event stands above the base, where none at all lies.
    const low = smallest > power * 1.001 ? power : power / 2;
    return { low, high: Math.max(largest * 1.15, power * 10), isLogarithmic: true, ...unit };
  }
  if (lowest === 0 && largest === 0) return { low: 0, high: 1, isLogarithmic: false, ...unit };
  const step = stepOf(data.isDuration, (largest - lowest) / 4);
  return {
    low: lowest === 0 ? 0 : Math.floor(lowest / step) * step,
    high: Math.ceil(largest / step) * step,
    isLogarithmic: false,
    ...unit,
  };
}

const stepOf = (isDuration: boolean | undefined, rough: number): number =>
  isDuration === true ? durationStep(rough) : roundStep(rough);

/** Height of a number; what a logarithmic scale cannot show lies on the base. */
export function yOfNumber(scale: SeriesScale, box: PlotBox, value: number): number {
  const part = scale.isLogarithmic
    ? Math.log(Math.max(value, scale.low) / scale.low) / Math.log(scale.high / scale.low)
    : (value - scale.low) / (scale.high - scale.low);
  return box.bottom - Math.min(1, Math.max(0, part)) * (box.bottom - box.top);
}

/** Round numbers for the axis: powers of ten (every second, third ... of many), or about four steps from zero. */
export function seriesTicks(scale: SeriesScale): number[] {
  const ticks: number[] = [];
  if (scale.isLogarithmic && scale.isDuration === true) {
    const powers = durationPowers(scale.low, scale.high);
    const every = Math.ceil(powers.length / 7);
    return powers.filter((_, index) => index % every === 0);
  }
  if (scale.isLogarithmic) {
    const factor = 10 ** Math.max(1, Math.ceil(Math.log10(scale.high / scale.low) / 6));
    const first = 10 ** Math.ceil(Math.log10(scale.low) - 1e-9);
    for (let power = first; power <= scale.high; power *= factor) ticks.push(power);
    return ticks;
  }
  const step = stepOf(scale.isDuration, (scale.high - scale.low) / 4);
  const end = scale.high + step * 1e-4;
  for (let index = Math.ceil(scale.low / step - 1e-4) + 0; index * step <= end && ticks.length < 20; index++)
    ticks.push(index * step);
  return ticks;
}

export const xOfBucket = (data: SeriesData, box: PlotBox, bucket: number): number =>
  box.left + (bucket / data.buckets) * (box.right - box.left);

/** The bucket that holds a moment, -1 where none does. */
export function bucketOfTime({ from, stepMs, buckets }: SeriesData, at: number | undefined): number {
  if (at === undefined) return -1;
  const bucket = Math.floor((at - from) / stepMs);
  return bucket >= 0 && bucket < buckets ? bucket : -1;
}

/** The bucket at a place; the nearest one where the place is outside. */
export const bucketAt = (data: SeriesData, box: PlotBox, x: number): number =>
  Math.min(
    data.buckets - 1,
    Math.max(0, Math.floor(((x - box.left) / (box.right - box.left)) * data.buckets)),
  );

/** The line drawn nearest to a height in a bucket: of stacked ones the band that covers it. -1 where there is none. */
export function lineAt(
  data: SeriesData,
  kind: SeriesKind,
  scale: SeriesScale,
  box: PlotBox,
  bucket: number,
  y: number,
): number {
  let nearest = -1;
  let distance = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const [index, line] of data.lines.entries()) {
    const value = line.values[bucket];
    if (value == null) continue;
    sum += Math.max(0, value);
    const at = yOfNumber(scale, box, kind === 'line' ? value : sum);
    if (kind !== 'line') {
      if (at <= y) return index;
      continue;
    }
    if (Math.abs(at - y) < distance) {
      distance = Math.abs(at - y);
      nearest = index;
    }
  }
  return nearest;
}
