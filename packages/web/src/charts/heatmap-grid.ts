/**
 * Counts over time and value as a heatmap draws them: columns of equal length in time, rows between neighbouring
 * edges. Every row is equally high, so bins that grow by a factor make a logarithmic axis by themselves.
 *
 *     edges[3] ┌───┬───┬───┐
 *              │   │   │ 1 │ row 2
 *     edges[2] ├───┼───┼───┤
 *              │ 8 │ 9 │ 7 │ row 1
 *     edges[1] ├───┼───┼───┤
 *              │   │ 2 │   │ row 0
 *     edges[0] └───┴───┴───┘
 *              from  + columnMs ...
 */
export interface HeatmapData {
  /** Start of the first column, milliseconds since the epoch. */
  from: number;
  columnMs: number;
  columns: number;
  /** Ascending, one more than there are rows; a value on an edge belongs to the row above it. */
  edges: readonly number[];
  isLogarithmic: boolean;
  /** The values are nanoseconds, which are round in minutes and hours. */
  isDuration?: boolean;
  /** Cells that hold something, in any order. Counts are weighted, so they may be fractions. */
  column: readonly number[];
  row: readonly number[];
  count: readonly number[];
}

/** The cells laid out for looking up, with what the colour scale needs. */
export interface HeatmapGrid extends HeatmapData {
  rows: number;
  /** `counts[column * rows + row]` */
  counts: Float64Array;
  largest: number;
  total: number;
}

/** A rectangle of cells, both ends included. */
export interface CellRange {
  firstColumn: number;
  lastColumn: number;
  firstRow: number;
  lastRow: number;
}

/** The same in time and value: `from <= t < to`, `min <= value < max`. */
export interface HeatmapRange {
  from: number;
  to: number;
  min: number;
  max: number;
}

export function heatmapGrid(data: HeatmapData): HeatmapGrid {
  const rows = Math.max(0, data.edges.length - 1);
  const counts = new Float64Array(data.columns * rows);
  let largest = 0;
  let total = 0;
  for (let index = 0; index < data.count.length; index++) {
    const column = data.column[index]!;
    const row = data.row[index]!;
    // The engine's clock and the page's may differ by a bucket at the edge of the range.
    if (column < 0 || column >= data.columns || row < 0 || row >= rows) continue;
    const at = column * rows + row;
    counts[at]! += data.count[index]!;
    total += data.count[index]!;
    largest = Math.max(largest, counts[at]!);
  }
  return { ...data, rows, counts, largest, total };
}

export const HEAT_STEPS = 9;

/**
 * Step of the colour scale, 0 to 8: the logarithm of the count, so that one event is seen beside millions. Weights
 * below one (a rate is never below one, but a share may be) take the first step.
 */
export function heatStep(count: number, largest: number): number {
  if (count <= 1 || largest <= 1) return 0;
  return Math.min(HEAT_STEPS - 1, Math.floor((Math.log(count) / Math.log(largest)) * (HEAT_STEPS - 0.01)));
}

/**
 * The steps that whole counts from the smallest to the largest of a heatmap take: a key that showed all nine where no cell
 * holds more than three events would show shades that are nowhere.
 */
export function heatSteps(smallest: number, largest: number): number[] {
  const steps = new Set([heatStep(smallest, largest), heatStep(largest, largest)]);
  for (let count = Math.ceil(smallest); count < largest && steps.size < HEAT_STEPS; ) {
    const step = heatStep(count, largest);
    steps.add(step);
    // On to the first count of the next step; of millions not each one is looked at.
    count = Math.max(count + 1, Math.ceil(largest ** ((step + 1) / (HEAT_STEPS - 0.01))));
  }
  return [...steps].sort((a, b) => a - b);
}

export function countInside(grid: HeatmapGrid, range: CellRange): number {
  let sum = 0;
  for (let column = range.firstColumn; column <= range.lastColumn; column++)
    for (let row = range.firstRow; row <= range.lastRow; row++) sum += grid.counts[column * grid.rows + row]!;
  return sum;
}

/** Ends of a rectangle of cells in time and value. */
export const rangeOfCells = (grid: HeatmapGrid, cells: CellRange): HeatmapRange => ({
  from: grid.from + cells.firstColumn * grid.columnMs,
  to: grid.from + (cells.lastColumn + 1) * grid.columnMs,
  min: grid.edges[cells.firstRow]!,
  max: grid.edges[cells.lastRow + 1]!,
});

/** The cells a range touches; undefined where it lies outside of what is shown. */
export function cellsOfRange(grid: HeatmapGrid, range: HeatmapRange): CellRange | undefined {
  // Half a thousandth of a cell: ends that were written as text and read again land on their own edge.
  const slack = 5e-4;
  const firstColumn = Math.floor((range.from - grid.from) / grid.columnMs + slack);
  const lastColumn = Math.ceil((range.to - grid.from) / grid.columnMs - slack) - 1;
  const firstRow = rowOfValue(grid, range.min);
  const lastRow = lastRowBelow(grid, range.max);
  if (lastColumn < 0 || firstColumn >= grid.columns || lastRow < 0 || firstRow >= grid.rows) return undefined;
  return {
    firstColumn: Math.max(0, firstColumn),
    lastColumn: Math.min(grid.columns - 1, Math.max(firstColumn, lastColumn)),
    firstRow: Math.max(0, firstRow),
    lastRow: Math.min(grid.rows - 1, Math.max(firstRow, lastRow)),
  };
}

/** True where a range ends inside of cells: they hold more than what is in it. */
export function endsInsideCells(grid: HeatmapGrid, cells: CellRange, range: HeatmapRange): boolean {
  const whole = rangeOfCells(grid, cells);
  // Times are written in whole milliseconds.
  return (
    range.from > whole.from + 1 || range.to < whole.to - 1 || range.min > whole.min || range.max < whole.max
  );
}

/** The row a value lies in: -1 below the first edge, the number of rows at or above the last. */
export function rowOfValue(grid: HeatmapGrid, value: number): number {
  let row = -1;
  while (row < grid.rows && grid.edges[row + 1]! <= value) row++;
  return row;
}

/** The last row that begins below `max`. */
function lastRowBelow(grid: HeatmapGrid, max: number): number {
  let row = -1;
  while (row < grid.rows - 1 && grid.edges[row + 1]! < max) row++;
  return row;
}

/** Moves a rectangle by whole cells and keeps it inside. */
export function movedCells(grid: HeatmapGrid, cells: CellRange, columns: number, rows: number): CellRange {
  const right = clamp(columns, -cells.firstColumn, grid.columns - 1 - cells.lastColumn);
  const up = clamp(rows, -cells.firstRow, grid.rows - 1 - cells.lastRow);
  return {
    firstColumn: cells.firstColumn + right,
    lastColumn: cells.lastColumn + right,
    firstRow: cells.firstRow + up,
    lastRow: cells.lastRow + up,
  };
}

/** A rectangle of a single cell. */
export const oneCell = ({ column, row }: Cell): CellRange => ({
  firstColumn: column,
  lastColumn: column,
  firstRow: row,
  lastRow: row,
});

/** A rectangle between two cells, in whichever order they were met. */
export const cellsBetween = (a: Cell, b: Cell): CellRange => ({
  firstColumn: Math.min(a.column, b.column),
  lastColumn: Math.max(a.column, b.column),
  firstRow: Math.min(a.row, b.row),
  lastRow: Math.max(a.row, b.row),
});

export interface Cell {
  column: number;
  row: number;
}

/** The highest cell that holds something, the latest of them: where a reader who looks for the slow ones begins. */
export function highestCell(grid: HeatmapGrid): Cell | undefined {
  for (let row = grid.rows - 1; row >= 0; row--)
    for (let column = grid.columns - 1; column >= 0; column--)
      if (grid.counts[column * grid.rows + row]! > 0) return { column, row };
  return undefined;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
