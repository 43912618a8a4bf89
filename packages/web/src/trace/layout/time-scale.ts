/** The part of the trace that the lanes show: nanoseconds from the start of the trace, `from < to`. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** The closest that the lanes zoom: 100 ns across, ten times below the finest clock of most senders. */
export const SHORTEST_WINDOW_NS = 100;

/** Keeps a window inside the trace and not shorter than the shortest, holding its length where it can. */
export function clampWindow(window: TimeWindow, duration: number): TimeWindow {
  const whole = Math.max(duration, SHORTEST_WINDOW_NS);
  const length = Math.min(whole, Math.max(SHORTEST_WINDOW_NS, window.to - window.from));
  const from = Math.min(Math.max(0, window.from), whole - length);
  return { from, to: from + length };
}

/** Zooms by `factor` (below 1: closer) and keeps the moment `around` where it is on the screen. */
export function zoomWindow(window: TimeWindow, around: number, factor: number, duration: number): TimeWindow {
  const length = Math.min(
    Math.max(duration, SHORTEST_WINDOW_NS),
    Math.max(SHORTEST_WINDOW_NS, (window.to - window.from) * factor),
  );
  const share = (around - window.from) / (window.to - window.from);
  return clampWindow({ from: around - share * length, to: around + (1 - share) * length }, duration);
}

const SECOND = 1e9;
const CLOCK_STEPS_S = [10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200, 86400];

/** A round step so that about `target` of them fill `length`: 1, 2, 5 of a decade, minutes and hours above 10 s. */
export function tickStep(length: number, target: number): number {
  const rough = length / Math.max(1, target);
  if (rough > 5 * SECOND) {
    for (const step of CLOCK_STEPS_S) if (step * SECOND >= rough) return step * SECOND;
    return Math.ceil(rough / (86400 * SECOND)) * 86400 * SECOND;
  }
  const decade = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  for (const factor of [1, 2, 5]) if (factor * decade >= rough) return factor * decade;
  return 10 * decade;
}

export interface Tick {
  at: number;
  label: string;
}

/** Round moments inside the window; all labels of one axis have the same unit and the same decimals. */
export function timeTicks(window: TimeWindow, widthPx: number): Tick[] {
  const length = window.to - window.from;
  if (!(length > 0) || widthPx <= 0) return [];
  const step = tickStep(length, Math.max(2, Math.floor(widthPx / 92)));
  const label = tickLabels(window.to, step);
  const ticks: Tick[] = [];
  const first = Math.ceil(window.from / step - 1e-9);
  for (let i = first; i * step <= window.to + step * 1e-9 && ticks.length < 100; i++) {
    ticks.push({ at: i * step, label: label(i * step) });
  }
  return ticks;
}

export interface PlacedLabel extends Tick {
  x: number;
  anchor: 'start' | 'middle' | 'end';
}

/** Of the 11 px face, rather too wide than too narrow. */
const CHARACTER_PX = 6.2;
const LABEL_GAP_PX = 6;

/** Where labels stand; one that would touch the one before it is left out (its grid line stays). */
export function placeLabels(ticks: readonly Tick[], window: TimeWindow, widthPx: number): PlacedLabel[] {
  const length = window.to - window.from;
  const placed: PlacedLabel[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const [index, tick] of ticks.entries()) {
    const x = Math.min(widthPx, Math.max(0, ((tick.at - window.from) / length) * widthPx));
    // The outer labels stay inside, so that the first and the last moment can be read.
    const anchor = x < 24 && index === 0 ? 'start' : x > widthPx - 24 ? 'end' : 'middle';
    const size = tick.label.length * CHARACTER_PX;
    const left = x - (anchor === 'start' ? 0 : anchor === 'end' ? size : size / 2);
    if (left < free) continue;
    placed.push({ ...tick, x, anchor });
    free = left + size + LABEL_GAP_PX;
  }
  return placed;
}

function tickLabels(largest: number, step: number): (at: number) => string {
  if (largest >= 120 * SECOND && step >= SECOND) {
    return (at) => {
      const s = Math.round(at / SECOND);
      const rest = `${String(Math.floor((s % 3600) / 60)).padStart(s >= 3600 ? 2 : 1, '0')}:${String(s % 60).padStart(2, '0')}`;
      return s === 0 ? '0 s' : s >= 3600 ? `${Math.floor(s / 3600)}:${rest}` : rest;
    };
  }
  const [unit, size] =
    largest >= SECOND
      ? ['s', SECOND]
      : largest >= 1e6
        ? ['ms', 1e6]
        : largest >= 1e3
          ? ['µs', 1e3]
          : ['ns', 1];
  const decimals = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step / size) - 1e-9)));
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (at) => (at === 0 ? `0 ${unit}` : `${format.format(at / size)} ${unit}`);
}
