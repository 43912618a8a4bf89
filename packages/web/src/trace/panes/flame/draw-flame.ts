import type { PathTree, SpanShape } from '@tracebin/model';
import type { LaneColors } from '../../lanes/lane-colors.ts';
import { oneLine } from '../../layout/readable-text.ts';
import { type FlameWindow, nodeAfter } from './flame-layout.ts';

export const FLAME_ROW = 20;
/** Room for three letters; less says nothing. */
const NARROWEST_TEXT = 28;
const FILL = 0.42;
const QUIET = 0.12;

export interface FlamePicture {
  flame: PathTree;
  starts: Int32Array;
  shapes: readonly SpanShape[];
  window: FlameWindow;
  /** Node under the keyboard, and the one that fills the width; -1 for none. */
  current: number;
  focus: number;
  /** By node: 1 where the search found a span of it; null while there is no search. */
  found: Uint8Array | null;
  /** Pixels scrolled down, and size of what is seen. */
  top: number;
  width: number;
  height: number;
  /** Size of a device's pixel in CSS pixels. */
  pixel: number;
}

/**
 * Draws what is seen: of each level in sight the nodes in the window. Nodes narrower than a pixel share one, and the next is
 * searched for, so the cost depends on the screen and not on the trace. Gives the number of rectangles.
 */
export function drawFlame(
  context: CanvasRenderingContext2D,
  colors: LaneColors,
  font: string,
  picture: FlamePicture,
): number {
  const { flame, starts, window, top, width, height, pixel } = picture;
  context.clearRect(0, 0, width, height);
  context.font = font;
  context.textBaseline = 'middle';
  const scale = width / Math.max(1e-9, window.to - window.from);
  const firstLevel = Math.max(0, Math.floor(top / FLAME_ROW));
  const lastLevel = Math.min(flame.deepest - 1, Math.floor((top + height) / FLAME_ROW));
  let drawn = 0;
  for (let level = firstLevel; level <= lastLevel; level++) {
    const y = level * FLAME_ROW - top;
    let node = nodeAfter(flame, starts, level, window.from);
    while (node < starts[level + 1]! && flame.from[node]! < window.to) {
      const left = Math.max(0, (flame.from[node]! - window.from) * scale);
      const right = Math.min(width, (flame.from[node]! + flame.total[node]! - window.from) * scale);
      drawNode(context, colors, picture, node, left, Math.max(pixel, right - left), y);
      drawn++;
      if (right - left >= pixel) node++;
      else node = Math.max(node + 1, nodeAfter(flame, starts, level, window.from + (left + pixel) / scale));
    }
  }
  context.globalAlpha = 1;
  return drawn;
}

function drawNode(
  context: CanvasRenderingContext2D,
  colors: LaneColors,
  picture: FlamePicture,
  node: number,
  x: number,
  width: number,
  y: number,
): void {
  const shape = picture.shapes[picture.flame.key[node]!]!;
  const isFound = picture.found === null || picture.found[node] === 1;
  context.globalAlpha = isFound ? (picture.found === null ? FILL : 0.85) : QUIET;
  context.fillStyle = colors.layers[shape.layer] ?? colors.layers.at(-1)!;
  // A hair between neighbours, unless that would be all there is.
  const inner = width > 3 ? width - 1 : width;
  context.fillRect(x, y, inner, FLAME_ROW - 1);
  context.globalAlpha = isFound ? 1 : 0.5;
  if (node === picture.current) {
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, Math.max(1, inner - 2), FLAME_ROW - 3);
  }
  if (inner < NARROWEST_TEXT) return;
  const spans = picture.flame.spans[node]!;
  const text = shape.statement === '' ? shape.name : shape.statement;
  context.save();
  context.beginPath();
  context.rect(x + 4, y, inner - 8, FLAME_ROW);
  context.clip();
  context.fillStyle = colors.ink;
  const label = oneLine(text, Math.ceil(inner / 4) + 4) || '(no name)';
  context.fillText(
    spans > 1 ? `${spans.toLocaleString('en-US')} × ${label}` : label,
    x + 5,
    y + FLAME_ROW / 2,
  );
  context.restore();
}
