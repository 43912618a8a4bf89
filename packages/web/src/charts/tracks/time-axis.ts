/** Steps of time on a row of pixels. Times are milliseconds since the epoch. */
export interface TimeAxis {
  /** What is shown: the first and the last step may be cut by it. */
  from: number;
  to: number;
  start: number;
  step: number;
  count: number;
  /** Room for the labels of values. */
  left: number;
  width: number;
}

export function xOfTime({ from, to, left, width }: TimeAxis, at: number): number {
  const part = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return left + part * (width - left);
}

export const timeOfStep = ({ start, step }: TimeAxis, index: number): number => start + index * step;

/** Begin and end of a step as far as it is shown. */
export function spanOfStep(axis: TimeAxis, index: number, last = index): { from: number; to: number } {
  return {
    from: Math.max(axis.from, timeOfStep(axis, index)),
    to: Math.min(axis.to, timeOfStep(axis, last + 1)),
  };
}

/** Pixels at which steps begin, and where the last one ends. */
export const edgesOf = (axis: TimeAxis): number[] =>
  Array.from({ length: axis.count + 1 }, (_, index) => xOfTime(axis, timeOfStep(axis, index)));

/** The step under a pixel, the nearest where there is none. */
export function stepAt(axis: TimeAxis, x: number): number {
  const part = (x - axis.left) / Math.max(1, axis.width - axis.left);
  const at = axis.from + part * (axis.to - axis.from);
  return Math.min(axis.count - 1, Math.max(0, Math.floor((at - axis.start) / axis.step)));
}

const TIDY = [1, 2, 2.5, 5, 10];

/** Round values from above zero up to `max`, about `wanted` of them. */
export function valueTicks(max: number, wanted = 2): number[] {
  if (!(max > 0)) return [];
  const rough = max / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (TIDY.find((each) => each * power >= rough * 0.75) ?? 10);
  const ticks: number[] = [];
  for (let at = step; at <= max * 1.0001; at += step) ticks.push(Number(at.toPrecision(12)));
  return ticks;
}
