import type { PathParts } from '../layout/path-parts.ts';
import type { SiblingGroup } from '../layout/sibling-groups.ts';
import type { Position } from '../layout/trace-layout.ts';
import { type LaneBrush, snap, xOf } from './lane-brush.ts';

const THICKNESS = 2;

/** Underlines the part of a bar that the end of the request waited for. */
export function drawPath(brush: LaneBrush, path: PathParts, at: Position, y: number): void {
  drawParts(brush, path, path.first[at]!, path.first[at + 1]!, y + 18, -1);
}

export function drawGroupPath(brush: LaneBrush, path: PathParts, group: SiblingGroup, y: number): void {
  let drawn = -1;
  // Members are by start, and so are their parts; what lies in an inked pixel already is skipped.
  for (const at of group.members) {
    drawn = drawParts(brush, path, path.first[at]!, path.first[at + 1]!, y + 38, drawn);
  }
}

function drawParts(
  brush: LaneBrush,
  path: PathParts,
  first: number,
  end: number,
  y: number,
  drawn: number,
): number {
  const { context, window, colors } = brush;
  let until = drawn;
  context.fillStyle = colors.ink;
  for (let part = first; part < end; part++) {
    if (path.to[part]! < window.from || path.from[part]! > window.to) continue;
    const left = Math.max(until, snap(brush, xOf(brush, path.from[part]!)));
    const right = Math.max(snap(brush, xOf(brush, path.to[part]!)), until === -1 ? left + 1 : 0);
    if (right <= left) continue;
    context.fillRect(left, y, right - left, THICKNESS);
    until = right;
  }
  return until;
}
