import { formatCount } from '@tracebin/model';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { useWidth } from '../controls/use-width.ts';
import { formatRange } from '../format/times.ts';
import { useShownTheme } from '../shell/theme.ts';
import { clockTicks } from './clock-ticks.ts';
import { drawHeatmap, readHeatColors } from './draw-heatmap.ts';
import {
  type Cell,
  type CellRange,
  cellsOfRange,
  countInside,
  endsInsideCells,
  type HeatmapData,
  type HeatmapGrid,
  type HeatmapRange,
  heatmapGrid,
  oneCell,
  rangeOfCells,
} from './heatmap-grid.ts';
import './heatmap.css';
import { type ChartMarker, HeatmapOverlay } from './heatmap-overlay.tsx';
import { type PlotBox, xOfColumn, xOfTime, yOfRow } from './heatmap-scale.ts';
import { useHeatmapKeys } from './use-heatmap-keys.ts';
import { useHeatmapPointer } from './use-heatmap-pointer.ts';
import { useLinkedTime } from './use-linked-time.ts';

/** Room for the labels of both axes. */
const AXIS_LEFT_PX = 52;
const AXIS_BOTTOM_PX = 20;
const TOP_PX = 4;
/** What a label beside a cell takes; on a phone it lies over the cell rather than beside the page. */
const LABEL_ROOM_PX = 250;

interface HeatmapProps {
  data: HeatmapData;
  height: number;
  /** What is drawn, to a reader who hears the page. */
  label: string;
  /** `request`: what a count counts, in the singular. */
  noun: string;
  /** A value in words: `318 ms`. */
  format: (value: number) => string;
  /** A round value on the axis: `100 ms`. */
  formatTick: (value: number) => string;
  selection?: HeatmapRange | undefined;
  /** Left out where nothing can be selected. */
  select?: ((selection: HeatmapRange | undefined) => void) | undefined;
  /** A click on a cell. */
  pick: (cell: HeatmapRange) => void;
  markers?: readonly ChartMarker[];
}

/** Counts over time and value: exact numbers under the pointer, a rectangle by dragging or by Shift and arrows. */
export function Heatmap(props: HeatmapProps) {
  const { data, height, label, noun, format, formatTick, selection, select, pick, markers = [] } = props;
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(surface);
  const theme = useShownTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  const colors = useMemo(readHeatColors, [theme]);
  const grid = useMemo(() => heatmapGrid(data), [data]);
  const box = useMemo<PlotBox>(
    () => ({
      left: AXIS_LEFT_PX,
      right: Math.max(AXIS_LEFT_PX + 1, width),
      top: TOP_PX,
      bottom: height - AXIS_BOTTOM_PX,
    }),
    [width, height],
  );
  const committed = useMemo(
    () => (selection === undefined ? undefined : cellsOfRange(grid, selection)),
    [grid, selection],
  );
  const selectCells = (cells: CellRange | undefined) =>
    select?.(cells === undefined ? undefined : rangeOfCells(grid, cells));
  const pickCell = (cell: Cell) => pick(rangeOfCells(grid, oneCell(cell)));
  const pointer = useHeatmapPointer({
    surface,
    grid,
    box,
    selected: committed,
    select: select && selectCells,
    pick: pickCell,
  });
  const { pointed, point } = pointer;
  const crosshairAt = useLinkedTime(grid, pointed);
  const keys = useHeatmapKeys({
    grid,
    selected: committed,
    pointed,
    point,
    select: select && selectCells,
    pick: pickCell,
  });
  const selected = pointer.dragged ?? keys.draft ?? committed;

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null || width === 0) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawHeatmap({ context, grid, box, colors, selected });
  }, [grid, box, colors, selected, width]);

  const ticks = clockTicks(grid.from, grid.from + grid.columns * grid.columnMs, box.right - box.left);
  const ratio = window.devicePixelRatio;
  const selectedCount = selected === undefined ? 0 : countInside(grid, selected);
  // A selection that was made over other cells: the range has moved, or was written by hand.
  const isUpTo =
    selected !== undefined &&
    selected === committed &&
    selection !== undefined &&
    endsInsideCells(grid, selected, selection);
  const words = `${isUpTo ? 'up to ' : ''}${selectedText(selectedCount, grid.total, noun)}`;
  return (
    <div className="heatmap">
      <div
        ref={surface}
        className="heatmap-surface"
        role="application"
        aria-label={`${label}. Arrows move over the cells, ${select === undefined ? 'Enter opens an example' : 'Shift and arrows select, Enter takes the selection'}.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application region is operated by keys
        tabIndex={0}
        data-total={grid.total}
        data-columns={grid.columns}
        data-rows={grid.rows}
        style={{ height }}
        onKeyDown={keys.onKeyDown}
        onBlur={() => {
          keys.forget();
          point(undefined);
        }}
        {...pointer.handlers}
      >
        <canvas
          ref={canvas}
          width={Math.round(width * ratio)}
          height={Math.round(height * ratio)}
          style={{ width, height }}
        />
        <HeatmapOverlay
          grid={grid}
          box={box}
          width={width}
          height={height}
          ticks={ticks}
          markers={markers}
          selected={selected}
          selectedText={words}
          pointed={selected !== undefined && pointer.dragged !== undefined ? undefined : pointed}
          formatTick={formatTick}
        />
        {crosshairAt !== undefined && (
          <svg className="heatmap-overlay" width={width} height={height} aria-hidden="true">
            <line
              className="series-crosshair"
              x1={xOfTime(grid, box, crosshairAt)}
              x2={xOfTime(grid, box, crosshairAt)}
              y1={box.top}
              y2={box.bottom}
            />
          </svg>
        )}
        {pointed !== undefined && pointer.dragged === undefined && (
          <PointLabel grid={grid} box={box} cell={pointed} noun={noun} format={format} />
        )}
      </div>
      <p className="sr-only" role="status">
        {selected !== undefined
          ? `${words} selected`
          : pointed !== undefined && cellText(grid, pointed, noun, format)}
      </p>
    </div>
  );
}

/** `214 requests, 0.05 %` */
function selectedText(count: number, total: number, noun: string): string {
  const share = total === 0 ? 0 : (100 * count) / total;
  const digits = share === 0 || share >= 10 ? 0 : share >= 1 ? 1 : 2;
  return `${countText(count, noun)}, ${share.toFixed(digits)} %`;
}

const countText = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;

function cellText(grid: HeatmapGrid, cell: Cell, noun: string, format: (value: number) => string): string {
  const { from, to, min, max } = rangeOfCells(grid, oneCell(cell));
  const count = countInside(grid, oneCell(cell));
  const when = formatRange(new Date(from), new Date(to), new Date());
  return `${countText(count, noun)}, ${format(min)} – ${format(max)}, ${when}`;
}

interface PointLabelProps {
  grid: HeatmapGrid;
  box: PlotBox;
  cell: Cell;
  noun: string;
  format: (value: number) => string;
}

function PointLabel({ grid, box, cell, noun, format }: PointLabelProps) {
  const x = xOfColumn(grid, box, cell.column + 0.5);
  const y = yOfRow(grid, box, cell.row + 0.5);
  const { from, to, min, max } = rangeOfCells(grid, oneCell(cell));
  const count = countInside(grid, oneCell(cell));
  const isLeft = x < (box.left + box.right) / 2;
  const beside = (isLeft ? x : box.right - x) + 14;
  const side = { [isLeft ? 'left' : 'right']: Math.max(0, Math.min(beside, box.right - LABEL_ROOM_PX)) };
  return (
    <div className="chart-label small" style={{ ...side, top: Math.max(0, y - 30) }}>
      <span className="medium">{countText(count, noun)}</span> {format(min)} – {format(max)}
      <br />
      <span className="muted">{formatRange(new Date(from), new Date(to), new Date())}</span>
    </div>
  );
}
