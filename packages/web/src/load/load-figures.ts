import {
  LAYER_NAMES,
  type LayerName,
  type LoadSeries,
  type LoadSums,
  type Nanoseconds,
  type OverviewAnswer,
} from '@tracebin/model';
import type { StepValues } from '../charts/tracks/step-paths.ts';
import { spanOfStep } from '../charts/tracks/time-axis.ts';

/** What one moment, or a whole range, says. Undefined where nothing ran. */
export interface LoadFigures {
  mean: Nanoseconds | undefined;
  layers: Record<LayerName, Nanoseconds | undefined>;
  perMinute: number;
  /** 0 to 1. */
  errorRate: number | undefined;
  /** 0 to 1: satisfied and half of the tolerated, of all. */
  apdex: number | undefined;
}

export function figuresOf(sums: LoadSums, minutes: number): LoadFigures {
  const { hits, errors, total, satisfied, tolerated } = sums;
  const each = (sum: number) => (hits === 0 ? undefined : sum / hits);
  return {
    mean: each(total),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer) => [layer, each(sums.layers[layer])]),
    ) as LoadFigures['layers'],
    perMinute: minutes > 0 ? hits / minutes : 0,
    errorRate: each(errors),
    apdex: each(satisfied + tolerated / 2),
  };
}

export function sumsAt({ layers, ...numbers }: LoadSeries, at: number): LoadSums {
  return {
    ...(Object.fromEntries(
      Object.entries(numbers).map(([name, column]) => [name, column[at] ?? 0]),
    ) as unknown as Omit<LoadSums, 'layers'>),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer) => [layer, layers[layer][at] ?? 0]),
    ) as LoadSums['layers'],
  };
}

/** The axis of an answer. Milliseconds since the epoch. */
export function axisOf({ from, to, steps }: Pick<OverviewAnswer, 'from' | 'to' | 'steps'>) {
  return {
    from: Date.parse(from),
    to: Date.parse(to),
    start: Date.parse(steps.start),
    step: steps.step / 1e6,
    count: steps.count,
  };
}

/** A time in which next to nothing ran says nothing about this one: the app was not watched yet, or stood still. */
const COMPARABLE_PART = 0.05;

export const isComparable = ({ before, all }: Pick<OverviewAnswer, 'before' | 'all'>): boolean =>
  before !== null && before.all.hits > 0 && before.all.hits >= all.hits * COMPARABLE_PART;

export interface LoadLines {
  mean: StepValues;
  layers: Record<LayerName, StepValues>;
  perMinute: StepValues;
  errorRate: StepValues;
  apdex: StepValues;
}

/**
 * The figures of every step.
 * @param until milliseconds since the epoch up to which everything is worked up: what begins after it is a gap
 */
export function linesOf(
  series: LoadSeries,
  axis: ReturnType<typeof axisOf>,
  until = Number.POSITIVE_INFINITY,
): LoadLines {
  const each = Array.from({ length: axis.count }, (_, at) => {
    const { from, to } = spanOfStep({ ...axis, left: 0, width: 0 }, at);
    const minutes = (Math.min(to, Math.max(until, from)) - from) / 60_000;
    return { minutes, ...figuresOf(sumsAt(series, at), minutes) };
  });
  const line = (value: (figures: LoadFigures) => number | undefined): StepValues =>
    each.map((figures) => value(figures) ?? null);
  return {
    mean: line(({ mean }) => mean),
    layers: Object.fromEntries(
      LAYER_NAMES.map((layer) => [layer, line(({ layers }) => layers[layer])]),
    ) as LoadLines['layers'],
    // A sliver of a step would make a peak of one request.
    perMinute: each.map(({ minutes, perMinute }) => (minutes < axis.step / 60_000 / 4 ? null : perMinute)),
    errorRate: line(({ errorRate }) => errorRate),
    apdex: line(({ apdex }) => apdex),
  };
}

export const largestOf = (...lines: (StepValues | undefined)[]): number =>
  lines.reduce<number>(
    (top, line) => (line ?? []).reduce<number>((most, value) => Math.max(most, value ?? 0), top),
    0,
  );

export const smallestOf = (line: StepValues): number =>
  line.reduce<number>((least, value) => Math.min(least, value ?? Number.POSITIVE_INFINITY), 1);
