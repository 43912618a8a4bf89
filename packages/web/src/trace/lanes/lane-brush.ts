import type { TimeWindow } from '../layout/time-scale.ts';
import type { LaneColors } from './lane-colors.ts';

/** What every drawing of the lanes needs: where, which part of time, in which colours. Lengths in CSS pixels. */
export interface LaneBrush {
  context: CanvasRenderingContext2D;
  width: number;
  /** One device pixel in CSS pixels: nothing thinner can be told apart. */
  pixel: number;
  window: TimeWindow;
  colors: LaneColors;
  /** 1, or less for a row that the search did not find: every alpha is multiplied by it. */
  strength: number;
}

/** A moment as a distance from the left edge; far outside values are cut, as canvases lose precision there. */
export function xOf(brush: LaneBrush, time: number): number {
  const x = ((time - brush.window.from) / (brush.window.to - brush.window.from)) * brush.width;
  return Math.min(brush.width + 8, Math.max(-8, x));
}

/** To the next device pixel, so that edges are sharp. */
export const snap = (brush: LaneBrush, x: number): number => Math.round(x / brush.pixel) * brush.pixel;
