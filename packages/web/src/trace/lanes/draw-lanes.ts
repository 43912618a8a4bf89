import type { PathParts } from '../layout/path-parts.ts';
import type { Tick } from '../layout/time-scale.ts';
import { groupOfRow, isGroupRow } from '../layout/visible-rows.ts';
import type { DrawnTrace } from '../view/folding.ts';
import { drawGroup } from './draw-group.ts';
import { drawGroupPath, drawPath } from './draw-path.ts';
import { BAR_HEIGHT, BAR_TOP, drawSpan } from './draw-span.ts';
import { type LaneBrush, snap, xOf } from './lane-brush.ts';

/** One row of the picture. `y` from the top of the canvas. */
export interface LaneRow {
  item: number;
  y: number;
  height: number;
  /** Not found by the search that is on. */
  quiet: boolean;
}

export interface LaneMarks {
  /** Position of the span whose events are known, and their moments from the start of the trace. */
  at: number;
  moments: readonly number[];
}

/** How much is left of a row that a search did not find. */
const QUIET = 0.28;

/** Draws the lanes of the rows on the screen, and nothing else: the cost depends on the window, not on the trace. */
export function drawLanes(
  brush: LaneBrush,
  trace: DrawnTrace,
  rows: readonly LaneRow[],
  ticks: readonly Tick[],
  heightPx: number,
  marks: LaneMarks | null,
  path: PathParts | null,
): void {
  const { context, colors, width } = brush;
  context.clearRect(-20, 0, width + 40, heightPx);
  context.fillStyle = colors.grid;
  for (const tick of ticks) context.fillRect(snap(brush, xOf(brush, tick.at)), 0, brush.pixel, heightPx);
  const quiet: LaneBrush = { ...brush, strength: QUIET };
  for (const row of rows) {
    drawRow(row.quiet ? quiet : brush, trace, row);
    context.globalAlpha = 1;
    if (path !== null) drawRowPath(brush, trace, path, row);
    if (marks !== null && row.item === marks.at) drawMarks(brush, row.y, marks.moments);
  }
}

function drawRow(brush: LaneBrush, trace: DrawnTrace, row: LaneRow): void {
  if (isGroupRow(row.item)) drawGroup(brush, trace.layout, trace.groups.groups[groupOfRow(row.item)]!, row.y);
  else drawSpan(brush, trace.layout, row.item, row.y);
}

function drawRowPath(brush: LaneBrush, trace: DrawnTrace, path: PathParts, row: LaneRow): void {
  if (isGroupRow(row.item)) drawGroupPath(brush, path, trace.groups.groups[groupOfRow(row.item)]!, row.y);
  else drawPath(brush, path, row.item, row.y);
}

/** Events and log records of the open span: strokes through its bar with a foot, readable on every layer. */
function drawMarks(brush: LaneBrush, y: number, moments: readonly number[]): void {
  const { context, colors } = brush;
  for (const moment of moments) {
    const x = snap(brush, xOf(brush, moment));
    context.fillStyle = colors.background;
    context.fillRect(x - 1, y + BAR_TOP - 3, 3, BAR_HEIGHT + 6);
    context.fillStyle = colors.ink;
    context.fillRect(x, y + BAR_TOP - 3, 1, BAR_HEIGHT + 6);
    context.fillRect(x - 2, y + BAR_TOP + BAR_HEIGHT + 2, 5, 2);
  }
}
