import type { TracesAnswer } from '@tracebin/model';
import { readColors } from '../../design/read-colors.ts';
import {
  durationTicks,
  type ScatterScale,
  tickLabel,
  timeTicks,
  xOfTime,
  yOfDuration,
} from './scatter-scale.ts';

const COLORS = [
  'grid',
  'line-strong',
  'ink-3',
  'rest-fill',
  'bad-fill',
  'accent-fill',
  'accent-soft',
  'bg',
] as const;
export type ScatterColors = Record<(typeof COLORS)[number], string>;
export const scatterColors = (): ScatterColors => readColors(COLORS);

const CROWDED_COUNT = 300;

/** A rectangle being drawn, in pixels of the strip. */
export interface Brush {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

interface Drawing {
  context: CanvasRenderingContext2D;
  scale: ScatterScale;
  data: TracesAnswer;
  colors: ScatterColors;
  /** Index of the trace to mark, -1 for none. */
  marked: number;
  brush: Brush | undefined;
}

/** A dot a trace; traces with errors are crosses, so that they differ without their colour. */
export function drawScatter(drawing: Drawing): void {
  const { context, scale } = drawing;
  context.clearRect(0, 0, scale.right, scale.bottom + 20);
  drawAxes(drawing);
  drawPoints(drawing);
  drawBrush(drawing);
}

function drawAxes({ context, scale, colors }: Drawing): void {
  context.font = '11px "Inter Variable", system-ui, sans-serif';
  context.fillStyle = colors['ink-3'];
  context.lineWidth = 1;
  context.strokeStyle = colors.grid;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const duration of durationTicks(scale)) {
    const y = Math.round(yOfDuration(scale, duration)) + 0.5;
    line(context, scale.left, y, scale.right, y);
    context.fillText(tickLabel(duration), scale.left - 8, y);
  }
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const { at, label } of timeTicks(scale)) {
    const x = Math.round(xOfTime(scale, at)) + 0.5;
    line(context, x, scale.top, x, scale.bottom);
    if (x > scale.left + 20 && x < scale.right - 20) context.fillText(label, x, scale.bottom + 6);
  }
  context.strokeStyle = colors['line-strong'];
  line(context, scale.left, scale.bottom + 0.5, scale.right, scale.bottom + 0.5);
}

function drawPoints({ context, scale, data, colors, marked }: Drawing): void {
  context.fillStyle = colors['rest-fill'];
  // Many dots get smaller and let those beneath them through.
  const isCrowded = data.count > CROWDED_COUNT;
  context.globalAlpha = isCrowded ? 0.7 : 1;
  for (let index = 0; index < data.count; index++) {
    if (data.errors[index]! > 0) continue;
    dot(context, xOf(scale, data, index), yOfDuration(scale, data.duration[index]!), isCrowded ? 2 : 2.5);
  }
  context.globalAlpha = 1;
  context.strokeStyle = colors['bad-fill'];
  context.lineWidth = 1.6;
  for (let index = 0; index < data.count; index++) {
    if (data.errors[index]! === 0) continue;
    const x = xOf(scale, data, index);
    const y = yOfDuration(scale, data.duration[index]!);
    line(context, x - 3, y - 3, x + 3, y + 3);
    line(context, x - 3, y + 3, x + 3, y - 3);
  }
  if (marked < 0 || marked >= data.count) return;
  const x = xOf(scale, data, marked);
  const y = yOfDuration(scale, data.duration[marked]!);
  context.strokeStyle = colors.bg;
  context.lineWidth = 5;
  ring(context, x, y, 5.5);
  context.strokeStyle = colors['accent-fill'];
  context.lineWidth = 2;
  ring(context, x, y, 5.5);
}

function drawBrush({ context, colors, brush }: Drawing): void {
  if (brush === undefined) return;
  const x = Math.min(brush.x0, brush.x1);
  const y = Math.min(brush.y0, brush.y1);
  const width = Math.abs(brush.x1 - brush.x0);
  const height = Math.abs(brush.y1 - brush.y0);
  context.fillStyle = colors['accent-soft'];
  context.fillRect(x, y, width, height);
  context.strokeStyle = colors['accent-fill'];
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width, height);
}

const xOf = (scale: ScatterScale, data: TracesAnswer, index: number): number =>
  xOfTime(scale, Date.parse(data.start[index]!));

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
