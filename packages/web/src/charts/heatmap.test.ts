import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  cellsBetween,
  cellsOfRange,
  countInside,
  type HeatmapData,
  heatmapGrid,
  heatStep,
  heatSteps,
  highestCell,
  movedCells,
  oneCell,
  rangeOfCells,
  rowOfValue,
} from './heatmap-grid.ts';
import { cellAt, selectionHandles, valueTicks, xOfColumn, yOfRow, yOfValue } from './heatmap-scale.ts';

const FROM = Date.parse('2026-11-20T21:20:00Z');
const BOX = { left: 52, right: 1_000, top: 4, bottom: 286 };

/** 60 rows from 1 ms to 60 s, each a factor above the one before. */
const logEdges = (rows: number, low = 1e6, high = 60e9): number[] =>
  Array.from({ length: rows + 1 }, (_, row) => low * (high / low) ** (row / rows));

const anyData: fc.Arbitrary<HeatmapData> = fc
  .record({
    columns: fc.integer({ min: 1, max: 300 }),
    rows: fc.integer({ min: 1, max: 60 }),
    columnMs: fc.constantFrom(1_000, 12_000, 288_000),
    isLogarithmic: fc.boolean(),
    cells: fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.integer({ min: 1, max: 1e7 })), { maxLength: 50 }),
  })
  .map(({ columns, rows, columnMs, isLogarithmic, cells }) => ({
    from: FROM,
    columnMs,
    columns,
    edges: isLogarithmic ? logEdges(rows) : Array.from({ length: rows + 1 }, (_, row) => row * 250),
    isLogarithmic,
    column: cells.map(([column]) => column % columns),
    row: cells.map(([, row]) => row % rows),
    count: cells.map(([, , count]) => count),
  }));

const anyCell = fc.tuple(fc.nat(1e6), fc.nat(1e6));

describe('the cells of a heatmap', () => {
  it('holds every count, wherever a rectangle is drawn', () => {
    fc.assert(
      fc.property(anyData, anyCell, anyCell, (data, [c0, r0], [c1, r1]) => {
        const grid = heatmapGrid(data);
        assert.equal(
          grid.total,
          data.count.reduce((sum, count) => sum + count, 0),
        );
        const cells = cellsBetween(
          { column: c0 % grid.columns, row: r0 % grid.rows },
          { column: c1 % grid.columns, row: r1 % grid.rows },
        );
        const range = rangeOfCells(grid, cells);
        const inside = data.count.filter((_, index) => {
          const at = grid.from + data.column[index]! * grid.columnMs;
          const value = grid.edges[data.row[index]!]!;
          return at >= range.from && at < range.to && value >= range.min && value < range.max;
        });
        assert.equal(
          countInside(grid, cells),
          inside.reduce((sum, count) => sum + count, 0),
        );
        assert.deepEqual(cellsOfRange(grid, range), cells, 'a range gives its own cells back');
      }),
    );
  });

  it('leaves out a range that is elsewhere and cuts one that reaches beyond', () => {
    const grid = heatmapGrid({
      from: FROM,
      columnMs: 1_000,
      columns: 10,
      edges: [0, 10, 20],
      isLogarithmic: false,
      column: [],
      row: [],
      count: [],
    });
    const range = (from: number, to: number, min: number, max: number) =>
      cellsOfRange(grid, { from: FROM + from, to: FROM + to, min, max });
    assert.equal(range(-5_000, 0, 0, 20), undefined);
    assert.equal(range(10_000, 12_000, 0, 20), undefined);
    assert.equal(range(0, 1_000, 20, 30), undefined);
    assert.equal(range(0, 1_000, -10, 0), undefined);
    assert.deepEqual(range(-5_000, 50_000, -1, 99), {
      firstColumn: 0,
      lastColumn: 9,
      firstRow: 0,
      lastRow: 1,
    });
    assert.equal(rowOfValue(grid, -0.1), -1);
    assert.equal(rowOfValue(grid, 0), 0);
    assert.equal(rowOfValue(grid, 10), 1);
    assert.equal(rowOfValue(grid, 20), 2);
  });

  it('shows one event beside millions, and each step of the scale', () => {
    assert.equal(heatStep(1, 1), 0);
    assert.equal(heatStep(1, 5e6), 0);
    assert.equal(heatStep(5e6, 5e6), 8);
    assert.equal(heatStep(0.5, 10), 0);
    const steps = new Set(Array.from({ length: 200 }, (_, index) => heatStep(index + 1, 200)));
    assert.deepEqual([...steps], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('has a key of the shades that its counts can take', () => {
    assert.deepEqual(heatSteps(1, 1), [0]);
    assert.deepEqual(heatSteps(1, 2), [0, 8]);
    assert.deepEqual(heatSteps(1, 3), [0, 5, 8]);
    assert.deepEqual(heatSteps(1, 5e6), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    // Each event stands for ten: there is no cell of one.
    assert.deepEqual(heatSteps(10, 10), [8]);
    assert.deepEqual(heatSteps(0.5, 0.5), [0]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 0, max: 3_000 }),
        (smallest, more) => {
          const largest = smallest + more;
          const taken = Array.from({ length: more + 1 }, (_, at) => heatStep(smallest + at, largest));
          assert.deepEqual(
            heatSteps(smallest, largest),
            [...new Set(taken)].sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  it('moves a rectangle by cells and never out of the plot', () => {
    fc.assert(
      fc.property(anyData, anyCell, anyCell, fc.integer(), fc.integer(), (data, a, b, columns, rows) => {
        const grid = heatmapGrid(data);
        const cells = cellsBetween(
          { column: a[0] % grid.columns, row: a[1] % grid.rows },
          { column: b[0] % grid.columns, row: b[1] % grid.rows },
        );
        const moved = movedCells(grid, cells, columns, rows);
        assert.equal(moved.lastColumn - moved.firstColumn, cells.lastColumn - cells.firstColumn);
        assert.equal(moved.lastRow - moved.firstRow, cells.lastRow - cells.firstRow);
        assert.ok(moved.firstColumn >= 0 && moved.lastColumn < grid.columns);
        assert.ok(moved.firstRow >= 0 && moved.lastRow < grid.rows);
      }),
    );
  });

  it('begins with the highest cell that holds something', () => {
    const empty = { from: FROM, columnMs: 1_000, columns: 3, edges: [1, 2, 3, 4], isLogarithmic: false };
    assert.equal(highestCell(heatmapGrid({ ...empty, column: [], row: [], count: [] })), undefined);
    const grid = heatmapGrid({ ...empty, column: [0, 1, 2], row: [1, 1, 0], count: [1, 1, 9] });
    assert.deepEqual(highestCell(grid), { column: 1, row: 1 });
  });
});

describe('places on a heatmap', () => {
  it('finds the cell it drew, and the nearest one from outside', () => {
    fc.assert(
      fc.property(anyData, anyCell, (data, [c, r]) => {
        const grid = heatmapGrid(data);
        const cell = { column: c % grid.columns, row: r % grid.rows };
        const x = xOfColumn(grid, BOX, cell.column + 0.5);
        const y = yOfRow(grid, BOX, cell.row + 0.5);
        assert.deepEqual(cellAt(grid, BOX, x, y), cell);
        assert.deepEqual(cellAt(grid, BOX, -1e4, 1e4), { column: 0, row: 0 });
        assert.deepEqual(cellAt(grid, BOX, 1e4, -1e4), { column: grid.columns - 1, row: grid.rows - 1 });
        const middle = (grid.edges[cell.row]! + grid.edges[cell.row + 1]!) / 2;
        const yOfMiddle = yOfValue(grid, BOX, middle)!;
        assert.ok(yOfMiddle <= yOfRow(grid, BOX, cell.row) && yOfMiddle >= yOfRow(grid, BOX, cell.row + 1));
      }),
    );
  });

  it('labels round values that stand apart', () => {
    const data = { from: FROM, columnMs: 1_000, columns: 9, column: [], row: [], count: [] };
    const log = heatmapGrid({ ...data, edges: logEdges(60), isLogarithmic: true });
    assert.deepEqual(
      valueTicks(log, BOX).map(({ value }) => value),
      [1e6, 1e7, 1e8, 1e9, 1e10],
    );
    const narrow = heatmapGrid({ ...data, edges: logEdges(60, 3e6, 40e6), isLogarithmic: true });
    assert.deepEqual(
      valueTicks(narrow, BOX).map(({ value }) => value),
      [5e6, 1e7, 2e7],
    );
    const linear = heatmapGrid({ ...data, edges: [0, 250, 500, 750, 1_000], isLogarithmic: false });
    assert.deepEqual(
      valueTicks(linear, BOX).map(({ value }) => value),
      [0, 200, 400, 600, 800, 1_000],
    );
    fc.assert(
      fc.property(anyData, (any) => {
        const ys = valueTicks(heatmapGrid(any), BOX).map(({ y }) => y);
        ys.forEach((y, index) => {
          assert.ok(y >= BOX.top - 1e-6 && y <= BOX.bottom + 1e-6);
          if (index > 0) assert.ok(ys[index - 1]! - y >= 26);
        });
      }),
    );
  });

  it('offers four corners, each holding the opposite one', () => {
    const grid = heatmapGrid({
      from: FROM,
      columnMs: 1_000,
      columns: 10,
      edges: logEdges(6),
      isLogarithmic: true,
      column: [],
      row: [],
      count: [],
    });
    const handles = selectionHandles(grid, BOX, { firstColumn: 2, lastColumn: 4, firstRow: 1, lastRow: 3 });
    for (const { x, y, anchor } of handles) {
      const cell = cellAt(grid, BOX, x + (anchor.column === 2 ? -1 : 1), y + (anchor.row === 1 ? 1 : -1));
      assert.deepEqual(cellsBetween(anchor, cell), {
        firstColumn: 2,
        lastColumn: 4,
        firstRow: 1,
        lastRow: 3,
      });
    }
    assert.equal(countInside(grid, oneCell({ column: 0, row: 0 })), 0);
  });
});
