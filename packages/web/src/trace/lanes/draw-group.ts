import type { SiblingGroup } from '../layout/sibling-groups.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { drawErrorSign } from './draw-span.ts';
import { type LaneBrush, snap, xOf } from './lane-brush.ts';

const STRIP_BOTTOM = 32;
const STRIP_HEIGHT = 26;
const BASE_HEIGHT = 4;

/**
 * Draws a folded group: over each pixel a stroke as high as the slowest span that runs there (square root of its
 * share of the slowest of all, from zero), under it the stretches in which at least one runs.
 */
export function drawGroup(brush: LaneBrush, layout: TraceLayout, group: SiblingGroup, y: number): void {
  const { context, colors, width, pixel, window } = brush;
  if (group.end < window.from || group.start > window.to) return;
  const { members } = group;
  const columns = Math.ceil(width / pixel);
  const slowest = slowestByColumn(layout, group, columns, window);
  context.globalAlpha = brush.strength;
  context.fillStyle = colors.layers[layout.layer[members[0]!]!] ?? colors.layers.at(-1)!;
  const most = Math.max(group.slowest, 1);
  let runFrom = -1;
  for (let c = 0; c <= columns; c++) {
    const value = c < columns ? slowest[c]! : 0;
    if (value > 0) {
      const height = Math.max(2, STRIP_HEIGHT * Math.sqrt(value / most));
      context.fillRect(c * pixel, y + STRIP_BOTTOM - height, pixel, height);
      if (runFrom === -1) runFrom = c;
    } else if (runFrom !== -1) {
      context.fillRect(
        runFrom * pixel,
        y + STRIP_BOTTOM + 1,
        Math.max(2, (c - runFrom) * pixel),
        BASE_HEIGHT,
      );
      runFrom = -1;
    }
  }
  if (group.slowest === 0) {
    const x = snap(brush, xOf(brush, group.start));
    context.fillRect(x, y + STRIP_BOTTOM - 2, 2, BASE_HEIGHT + 3);
  }
  if (group.failed > 0) drawErrorSign(brush, Math.min(xOf(brush, group.end), width - 5), y + 24);
}

const orders = new WeakMap<SiblingGroup, Int32Array>();

/** Members from the slowest to the fastest; sorted once a group. */
function slowestFirst(layout: TraceLayout, group: SiblingGroup): Int32Array {
  let order = orders.get(group);
  if (order === undefined) {
    const { start, end } = layout;
    order = group.members.slice().sort((a, b) => end[b]! - start[b]! - (end[a]! - start[a]!));
    orders.set(group, order);
  }
  return order;
}

/**
 * Duration of the slowest member in each column. The slowest ones paint first and every column is painted once:
 * `free[c]` leads to the next column without paint, so the cost is members + columns even where all run at once.
 */
function slowestByColumn(
  layout: TraceLayout,
  group: SiblingGroup,
  columns: number,
  window: { from: number; to: number },
): Float64Array {
  const slowest = new Float64Array(columns);
  const free = Int32Array.from({ length: columns + 1 }, (_, c) => c);
  const nextFree = (from: number): number => {
    let c = from;
    while (free[c] !== c) {
      free[c] = free[free[c]!]!;
      c = free[c]!;
    }
    return c;
  };
  const scale = columns / (window.to - window.from);
  for (const at of slowestFirst(layout, group)) {
    const from = layout.start[at]!;
    const to = layout.end[at]!;
    if (to < window.from || from > window.to) continue;
    const last = Math.min(columns - 1, Math.floor((to - window.from) * scale));
    const first = Math.max(0, Math.floor((from - window.from) * scale));
    for (let c = nextFree(Math.min(first, columns)); c <= last; c = nextFree(c)) {
      slowest[c] = to - from;
      free[c] = c + 1;
    }
  }
  return slowest;
}
