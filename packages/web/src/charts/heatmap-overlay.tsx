import type { ClockTick } from './clock-ticks.ts';
import { type Cell, type CellRange, countInside, type HeatmapGrid, oneCell } from './heatmap-grid.ts';
import { type PlotBox, selectionHandles, valueTicks, xOfColumn, xOfTime, yOfRow } from './heatmap-scale.ts';
import { besideLine, MarkerLines } from './marker-lines.tsx';
import { placedMarkers } from './placed-markers.ts';

/** A moment that crosses the chart: a deploy. */
export interface ChartMarker {
  /** Milliseconds since the epoch. */
  at: number;
  label: string;
}

interface HeatmapOverlayProps {
  grid: HeatmapGrid;
  box: PlotBox;
  width: number;
  height: number;
  ticks: readonly ClockTick[];
  markers: readonly ChartMarker[];
  selected: CellRange | undefined;
  /** What stands beside the selection. */
  selectedText: string;
  pointed: Cell | undefined;
  formatTick: (value: number) => string;
}

/** Axes, deploys, the selection with its handles, and the cell under the pointer, over the canvas of cells. */
export function HeatmapOverlay(props: HeatmapOverlayProps) {
  const { grid, box, width, height, ticks, markers, selected, pointed, formatTick } = props;
  const times = { from: grid.from, to: grid.from + grid.columns * grid.columnMs };
  const placed = placedMarkers(markers, {
    ...times,
    xOf: (at) => xOfTime(grid, box, at),
    anchorOf: besideLine(box),
  });
  return (
    <svg className="heatmap-overlay" width={width} height={height} aria-hidden="true">
      {valueTicks(grid, box).map(({ value, y }) => (
        <g key={value}>
          <line className="heat-grid" x1={box.left} x2={box.right} y1={crisp(y)} y2={crisp(y)} />
          <text x={box.left - 8} y={Math.min(box.bottom, Math.max(box.top + 8, y + 4))} textAnchor="end">
            {formatTick(value)}
          </text>
        </g>
      ))}
      <line
        className="heat-base"
        x1={box.left}
        x2={box.right}
        y1={crisp(box.bottom)}
        y2={crisp(box.bottom)}
      />
      {ticks.map(({ at, label }) => {
        const x = xOfTime(grid, box, at);
        return x < box.left + 16 || x > box.right - 24 ? null : (
          <text key={at} x={x} y={box.bottom + 15} textAnchor="middle">
            {label}
          </text>
        );
      })}
      <MarkerLines markers={placed} box={box} />
      {pointed !== undefined && <Outline {...props} cells={oneCell(pointed)} className="heat-pointed" />}
      {selected !== undefined && <Selection {...props} cells={selected} />}
    </svg>
  );
}

function Selection(props: HeatmapOverlayProps & { cells: CellRange }) {
  const { grid, box, cells, selectedText } = props;
  const left = xOfColumn(grid, box, cells.firstColumn);
  const right = xOfColumn(grid, box, cells.lastColumn + 1);
  const top = yOfRow(grid, box, cells.lastRow + 1);
  const bottom = yOfRow(grid, box, cells.firstRow);
  const middle = (top + bottom) / 2 + 4;
  // The words stand where there is room: left, right, above or below.
  const roomPx = selectedText.length * 7;
  const place =
    left - box.left > roomPx
      ? { x: left - 10, y: middle, anchor: 'end' as const }
      : box.right - right > roomPx
        ? { x: right + 10, y: middle, anchor: 'start' as const }
        : { x: left + 8, y: wordsBeside(top, bottom, box), anchor: 'start' as const };
  return (
    <>
      <Outline {...props} className="heat-selection" />
      {selectionHandles(grid, box, cells).map(({ x, y }) => (
        <rect key={`${x} ${y}`} className="heat-handle" x={x - 2.5} y={y - 2.5} width={5} height={5} />
      ))}
      <text className="heat-selected-text" x={place.x} y={place.y} textAnchor={place.anchor}>
        {selectedText}
      </text>
    </>
  );
}

/** Above or below a selection, or in it where it is as high as the chart. */
function wordsBeside(top: number, bottom: number, box: PlotBox): number {
  if (top > 24) return top - 7;
  return bottom + 16 < box.bottom ? bottom + 14 : top + 18;
}

interface OutlineProps {
  grid: HeatmapGrid;
  box: PlotBox;
  cells: CellRange;
  className: string;
}

function Outline({ grid, box, cells, className }: OutlineProps) {
  const x = xOfColumn(grid, box, cells.firstColumn);
  const y = yOfRow(grid, box, cells.lastRow + 1);
  return (
    <rect
      className={className}
      data-count={countInside(grid, cells)}
      x={crisp(x)}
      y={crisp(y)}
      width={Math.max(1, xOfColumn(grid, box, cells.lastColumn + 1) - x)}
      height={Math.max(1, yOfRow(grid, box, cells.firstRow) - y)}
    />
  );
}

/** Lines of one pixel are sharp half-way between two. */
const crisp = (place: number): number => Math.round(place) - 0.5;
