import { DENSITY_LAYERS, type LayerDensity } from '../layout/layer-density.ts';
import type { LaneColors } from './lane-colors.ts';

/** Strip under the density in which errors and search matches stand. */
export const MARK_STRIP = 7;

/**
 * Draws what the whole trace was busy with: each column is stacked by layer, as high as spans worked side by side
 * there. A gap is time in which nothing that was recorded worked.
 */
export function drawMinimap(
  context: CanvasRenderingContext2D,
  density: LayerDensity,
  matches: Uint8Array | null,
  colors: LaneColors,
  width: number,
  height: number,
): void {
  context.clearRect(0, 0, width, height);
  const step = width / density.columns;
  const bottom = height - MARK_STRIP;
  // One span at a time is the usual case and leaves some air; many side by side are scaled to the highest.
  const scale = (bottom - 3) / Math.max(1.4, density.peak);
  for (let c = 0; c < density.columns; c++) {
    let y = bottom;
    for (let k = 0; k < DENSITY_LAYERS; k++) {
      const busy = density.busy[c * DENSITY_LAYERS + k]!;
      if (busy <= 0) continue;
      const h = busy * scale;
      context.fillStyle = colors.layers[k]!;
      context.fillRect(c * step, y - h, step, h);
      y -= h;
    }
    // Something that took almost no time still happened: it keeps a trace of ink.
    if (y < bottom && bottom - y < 1) context.fillRect(c * step, bottom - 1, step, 1);
  }
  for (let c = 0; c < density.columns; c++) {
    if (matches?.[c] === 1) {
      context.fillStyle = colors.accent;
      context.fillRect(c * step, bottom + 1, Math.max(1.5, step), MARK_STRIP - 1);
    }
  }
  for (let c = 0; c < density.columns; c++) {
    if (density.failed[c] !== 1) continue;
    const x = c * step;
    context.fillStyle = colors.bad;
    context.beginPath();
    context.moveTo(x, bottom + 1);
    context.lineTo(x + 3.5, height);
    context.lineTo(x - 3.5, height);
    context.closePath();
    context.fill();
  }
}

/** 1 for each column in which a match of the search begins. */
export function matchColumns(
  matches: Uint8Array,
  start: Float64Array,
  duration: number,
  columns: number,
): Uint8Array {
  const marked = new Uint8Array(columns);
  for (let at = 0; at < matches.length; at++) {
    if (matches[at] !== 1) continue;
    marked[Math.min(columns - 1, Math.max(0, Math.floor((start[at]! / Math.max(1, duration)) * columns)))] =
      1;
  }
  return marked;
}
