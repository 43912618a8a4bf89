import { readColors } from '../design/read-colors.ts';
import { type CellRange, HEAT_STEPS, type HeatmapGrid, heatStep } from './heatmap-grid.ts';
import { type PlotBox, xOfColumn, yOfRow } from './heatmap-scale.ts';

const STEP_NAMES = [
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'heat-5',
  'heat-6',
  'heat-7',
  'heat-8',
  'heat-9',
] as const;

export interface HeatColors {
  steps: readonly string[];
  accent: string;
  selected: string;
}

export function readHeatColors(): HeatColors {
  const colors = readColors([...STEP_NAMES, 'accent-fill', 'bg-selected']);
  return {
    steps: STEP_NAMES.map((name) => colors[name]),
    accent: colors['accent-fill'],
    selected: colors['bg-selected'],
  };
}

interface HeatmapDrawing {
  context: CanvasRenderingContext2D;
  grid: HeatmapGrid;
  box: PlotBox;
  colors: HeatColors;
  /** Cells that take the accent. */
  selected: CellRange | undefined;
}

/**
 * Fills the cells, a colour at a time: changing the fill for each of 18,000 cells costs more than drawing them.
 * Cells end on whole pixels, so that no hairline of the background runs between two of the same colour.
 */
export function drawHeatmap({ context, grid, box, colors, selected }: HeatmapDrawing): void {
  context.clearRect(0, 0, box.right, box.bottom + 1);
  const xs = Array.from({ length: grid.columns + 1 }, (_, column) =>
    Math.round(xOfColumn(grid, box, column)),
  );
  const ys = Array.from({ length: grid.rows + 1 }, (_, row) => Math.round(yOfRow(grid, box, row)));
  if (selected !== undefined) {
    context.fillStyle = colors.selected;
    fillCells(context, xs, ys, selected);
  }
  const cellsOfStep: number[][] = Array.from({ length: HEAT_STEPS }, () => []);
  const marked: number[] = [];
  for (let at = 0; at < grid.counts.length; at++) {
    const count = grid.counts[at]!;
    if (count <= 0) continue;
    if (selected !== undefined && contains(selected, at, grid.rows)) marked.push(at);
    else cellsOfStep[heatStep(count, grid.largest)]!.push(at);
  }
  cellsOfStep.forEach((cells, step) => {
    context.fillStyle = colors.steps[step]!;
    for (const at of cells) fillCell(context, xs, ys, at, grid.rows);
  });
  context.fillStyle = colors.accent;
  for (const at of marked) {
    context.globalAlpha = 0.55 + (0.45 * heatStep(grid.counts[at]!, grid.largest)) / (HEAT_STEPS - 1);
    fillCell(context, xs, ys, at, grid.rows);
  }
  context.globalAlpha = 1;
}

function contains(cells: CellRange, at: number, rows: number): boolean {
  const column = Math.floor(at / rows);
  const row = at % rows;
  return (
    column >= cells.firstColumn && column <= cells.lastColumn && row >= cells.firstRow && row <= cells.lastRow
  );
}

function fillCell(
  context: CanvasRenderingContext2D,
  xs: readonly number[],
  ys: readonly number[],
  at: number,
  rows: number,
): void {
  const column = Math.floor(at / rows);
  const row = at % rows;
  fillCells(context, xs, ys, { firstColumn: column, lastColumn: column, firstRow: row, lastRow: row });
}

/** At least a pixel each way: an event that cannot be seen is a lie. */
function fillCells(
  context: CanvasRenderingContext2D,
  xs: readonly number[],
  ys: readonly number[],
  cells: CellRange,
): void {
  const x = xs[cells.firstColumn]!;
  const y = ys[cells.lastRow + 1]!;
  const width = Math.max(1, xs[cells.lastColumn + 1]! - x);
  const height = Math.max(1, ys[cells.firstRow]! - y);
  context.fillRect(x, y, width, height);
}
