import { durationPowers, durationStep } from './duration-ticks.ts';
import type { Cell, CellRange, HeatmapGrid } from './heatmap-grid.ts';
import { roundStep } from './round-step.ts';

/** The plot inside the canvas, in CSS pixels; labels stand left of it and below. */
export interface PlotBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A mark of the value axis. */
export interface ValueTick {
  value: number;
  y: number;
}

export const xOfColumn = (grid: HeatmapGrid, box: PlotBox, column: number): number =>
  box.left + (column / grid.columns) * (box.right - box.left);

/** Bottom edge of a row. */
export const yOfRow = (grid: HeatmapGrid, box: PlotBox, row: number): number =>
  box.bottom - (row / grid.rows) * (box.bottom - box.top);

export const xOfTime = (grid: HeatmapGrid, box: PlotBox, at: number): number =>
  xOfColumn(grid, box, (at - grid.from) / grid.columnMs);

/** The cell at a place, the nearest one where the place is outside of the plot. */
export function cellAt(grid: HeatmapGrid, box: PlotBox, x: number, y: number): Cell {
  const across = Math.floor(((x - box.left) / (box.right - box.left)) * grid.columns);
  const up = Math.floor(((box.bottom - y) / (box.bottom - box.top)) * grid.rows);
  return {
    column: Math.min(grid.columns - 1, Math.max(0, across)),
    row: Math.min(grid.rows - 1, Math.max(0, up)),
  };
}

export const isInside = (box: PlotBox, x: number, y: number): boolean =>
  x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

/** Height of a value between its neighbouring edges; undefined outside of them. */
export function yOfValue(grid: HeatmapGrid, box: PlotBox, value: number): number | undefined {
  const { edges, rows } = grid;
  if (rows === 0 || value < edges[0]! || value > edges[rows]!) return undefined;
  let row = 0;
  while (row < rows - 1 && edges[row + 1]! <= value) row++;
  const low = edges[row]!;
  const high = edges[row + 1]!;
  const part =
    grid.isLogarithmic && low > 0
      ? Math.log(value / low) / Math.log(high / low)
      : (value - low) / (high - low);
  return yOfRow(grid, box, row + part);
}

/** Labels closer than this cannot be read. */
const TICK_DISTANCE_PX = 26;

/** Round values on the axis: powers of ten (then 2 and 5 of them) where it is logarithmic, equal steps where not. */
export function valueTicks(grid: HeatmapGrid, box: PlotBox): ValueTick[] {
  if (grid.rows === 0) return [];
  const low = grid.edges[0]!;
  const high = grid.edges[grid.rows]!;
  const candidates = grid.isLogarithmic
    ? roundFactors(low > 0 ? low : grid.edges[1]!, high, grid.isDuration === true)
    : [roundSteps(low, high, Math.max(2, Math.floor((box.bottom - box.top) / 56)), grid.isDuration === true)];
  const ticks: ValueTick[] = [];
  for (const values of candidates) {
    for (const value of values) {
      const y = yOfValue(grid, box, value);
      if (y === undefined || ticks.some((tick) => Math.abs(tick.y - y) < TICK_DISTANCE_PX)) continue;
      ticks.push({ value, y });
    }
    if (ticks.length >= 4) break;
  }
  return ticks.sort((a, b) => a.value - b.value);
}

/** Powers of ten between two values, then 2 and 5 times each: the second only where the first are too few. */
function roundFactors(low: number, high: number, isDuration: boolean): number[][] {
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const powers = isDuration
    ? durationPowers(low, high)
    : Array.from({ length: Math.min(40, to - from + 1) }, (_, index) => 10 ** (from + index));
  // From the top down: where labels are too close, the slowest keep theirs.
  powers.reverse();
  return [powers, powers.flatMap((power) => [power * 2, power * 5])];
}

function roundSteps(low: number, high: number, count: number, isDuration: boolean): number[] {
  const step = (isDuration ? durationStep : roundStep)((high - low) / count);
  const values: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high && values.length < 50; index++)
    values.push(index * step);
  return values;
}

/** Corners of a selection that can be taken by the pointer, with the cell that stays where it is. */
export interface Handle {
  x: number;
  y: number;
  anchor: Cell;
}

export function selectionHandles(grid: HeatmapGrid, box: PlotBox, cells: CellRange): Handle[] {
  const { firstColumn, lastColumn, firstRow, lastRow } = cells;
  const x0 = xOfColumn(grid, box, firstColumn);
  const x1 = xOfColumn(grid, box, lastColumn + 1);
  const y0 = yOfRow(grid, box, firstRow);
  const y1 = yOfRow(grid, box, lastRow + 1);
  return [
    { x: x0, y: y0, anchor: { column: lastColumn, row: lastRow } },
    { x: x1, y: y0, anchor: { column: firstColumn, row: lastRow } },
    { x: x0, y: y1, anchor: { column: lastColumn, row: firstRow } },
    { x: x1, y: y1, anchor: { column: firstColumn, row: firstRow } },
  ];
}
