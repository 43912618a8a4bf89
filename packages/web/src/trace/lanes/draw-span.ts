import { segmentAfter, selfTimeBetween } from '../layout/self-segments.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import { type LaneBrush, snap, xOf } from './lane-brush.ts';

export const BAR_TOP = 7;
export const BAR_HEIGHT = 10;
/** Nothing is narrower than this, or a 42 µs query of a 20 s trace could not be seen. */
const NARROWEST = 2;
/** How strong the waiting part of a bar is: the layer still tells, and solid still stands out on it. */
const WAITING = 0.26;

/** Draws one bar: pale where the span waits for its children, solid where it works itself. */
export function drawSpan(brush: LaneBrush, layout: TraceLayout, at: number, y: number): void {
  const { context, colors, width, window, strength } = brush;
  const from = layout.start[at]!;
  const to = layout.end[at]!;
  if (to < window.from || from > window.to) return;
  const left = snap(brush, xOf(brush, from));
  const right = Math.max(left + NARROWEST, snap(brush, xOf(brush, to)));
  context.globalAlpha = strength;
  context.fillStyle = colors.layers[layout.layer[at]!] ?? colors.layers.at(-1)!;
  if (layout.subtreeEnd[at] === at + 1 || right - left <= 2 * NARROWEST) {
    context.fillRect(left, y + BAR_TOP, right - left, BAR_HEIGHT);
  } else {
    context.globalAlpha = WAITING * strength;
    context.fillRect(left, y + BAR_TOP, right - left, BAR_HEIGHT);
    context.globalAlpha = strength;
    drawSelf(brush, layout, at, Math.max(0, left), Math.min(width, right), y);
  }
  if (layout.failed[at] === 1) drawErrorSign(brush, Math.min(right, width - 5), y);
}

/**
 * Solid parts. A stretch of a pixel and more is drawn as it is; where several share a pixel, the pixel is as
 * solid as the share of self time in it. At most two searches a pixel, however many stretches there are.
 */
function drawSelf(
  brush: LaneBrush,
  layout: TraceLayout,
  at: number,
  left: number,
  right: number,
  y: number,
): void {
  const { context, window, width, pixel, strength } = brush;
  const { self } = layout;
  const perPixel = ((window.to - window.from) / width) * pixel;
  const last = self.first[at + 1]!;
  let segment = segmentAfter(self, at, window.from);
  while (segment < last && self.from[segment]! < window.to) {
    const a = xOf(brush, self.from[segment]!);
    const b = xOf(brush, self.to[segment]!);
    if (b - a >= pixel) {
      const x = Math.max(left, snap(brush, a));
      context.fillRect(x, y + BAR_TOP, Math.min(right, snap(brush, b)) - x, BAR_HEIGHT);
      segment++;
      continue;
    }
    const column = Math.floor(a / pixel);
    const columnFrom = window.from + column * perPixel;
    const share = selfTimeBetween(self, at, columnFrom, columnFrom + perPixel) / perPixel;
    const x = column * pixel;
    if (x >= left && x < right) {
      context.globalAlpha = Math.min(1, share) * strength;
      context.fillRect(x, y + BAR_TOP, pixel, BAR_HEIGHT);
      context.globalAlpha = strength;
    }
    const next = segmentAfter(self, at, columnFrom + perPixel);
    segment = next > segment ? next : segment + 1;
  }
}

/** A triangle with a stroke in it, so that an error is told by its shape too. */
export function drawErrorSign(brush: LaneBrush, x: number, y: number): void {
  const { context, colors } = brush;
  const top = y + BAR_TOP - 1;
  context.fillStyle = colors.background;
  triangle(context, x, top - 1.5, 14);
  context.fillStyle = colors.bad;
  triangle(context, x, top, 11);
  context.fillStyle = colors.background;
  context.fillRect(x - 0.75, top + 4, 1.5, 3.5);
  context.fillRect(x - 0.75, top + 8.5, 1.5, 1.5);
}

function triangle(context: CanvasRenderingContext2D, x: number, top: number, size: number): void {
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x + size / 2 + 0.5, top + size);
  context.lineTo(x - size / 2 - 0.5, top + size);
  context.closePath();
  context.fill();
}
