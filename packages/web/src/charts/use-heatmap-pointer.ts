import { type RefObject, useState } from 'react';
import { type Cell, type CellRange, cellsBetween, type HeatmapGrid, oneCell } from './heatmap-grid.ts';
import { cellAt, isInside, type PlotBox, selectionHandles } from './heatmap-scale.ts';

/** A shorter drag is a click, of a finger a tap. */
const DRAG_FROM_PX = { fine: 4, touch: 10 };
const HANDLE_REACH_PX = { fine: 7, touch: 22 };

const precision = ({ pointerType }: React.PointerEvent) => (pointerType === 'touch' ? 'touch' : 'fine');

/** A drag that is to begin in the outermost cells often begins a little beside them. */
const MARGIN_PX = 10;

const isNear = (box: PlotBox, x: number, y: number): boolean =>
  x >= box.left - MARGIN_PX && y >= box.top - MARGIN_PX && y <= box.bottom + MARGIN_PX;

interface Drag {
  anchor: Cell;
  to: Cell;
  startX: number;
  startY: number;
  hasMoved: boolean;
}

interface HeatmapPointerProps {
  surface: RefObject<HTMLElement | null>;
  grid: HeatmapGrid;
  box: PlotBox;
  selected: CellRange | undefined;
  /** Left out where nothing can be selected. */
  select: ((cells: CellRange) => void) | undefined;
  pick: (cell: Cell) => void;
}

/**
 * Pointer over a heatmap: the cell under it, a rectangle being dragged anew or by a handle, a click on a cell; with Shift
 * a click selects the cell. A finger that sets out sideways drags a rectangle, up or down it scrolls the page (the
 * browser tells them apart: `touch-action`); a tap shows the cell, a second one on it is the click.
 */
export function useHeatmapPointer({ surface, grid, box, selected, select, pick }: HeatmapPointerProps) {
  const [pointed, setPointed] = useState<Cell>();
  const [drag, setDrag] = useState<Drag>();

  const place = (event: React.PointerEvent) => {
    const bounds = surface.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const handleAt = (x: number, y: number, reach: number) =>
    selected === undefined
      ? undefined
      : selectionHandles(grid, box, selected).find(
          (handle) => Math.abs(handle.x - x) <= reach && Math.abs(handle.y - y) <= reach,
        );

  const handlers = {
    onPointerDown: (event: React.PointerEvent) => {
      const { x, y } = place(event);
      if (event.button !== 0 || !isNear(box, x, y)) return;
      surface.current?.setPointerCapture(event.pointerId);
      const cell = cellAt(grid, box, x, y);
      const handle = handleAt(x, y, HANDLE_REACH_PX[precision(event)]);
      setDrag({
        anchor: handle?.anchor ?? cell,
        to: cell,
        startX: x,
        startY: y,
        hasMoved: handle !== undefined,
      });
    },
    onPointerMove: (event: React.PointerEvent) => {
      const { x, y } = place(event);
      // Under a finger only a tap points: else each scroll of the page would.
      if (event.pointerType !== 'touch')
        setPointed(isInside(box, x, y) ? cellAt(grid, box, x, y) : undefined);
      if (drag === undefined) return;
      const hasMoved =
        drag.hasMoved ||
        Math.abs(x - drag.startX) >= DRAG_FROM_PX[precision(event)] ||
        Math.abs(y - drag.startY) >= DRAG_FROM_PX[precision(event)];
      setDrag({ ...drag, to: cellAt(grid, box, x, y), hasMoved });
    },
    onPointerUp: (event: React.PointerEvent) => {
      const { x, y } = place(event);
      if (drag === undefined) return;
      setDrag(undefined);
      const { anchor } = drag;
      const isNew = pointed?.column !== anchor.column || pointed.row !== anchor.row;
      if (drag.hasMoved) select?.(cellsBetween(anchor, cellAt(grid, box, x, y)));
      else if (event.shiftKey) select?.(oneCell(anchor));
      else if (event.pointerType === 'touch' && isNew) setPointed(anchor);
      else pick(anchor);
    },
    onPointerCancel: () => setDrag(undefined),
    onPointerLeave: (event: React.PointerEvent) => {
      if (event.pointerType !== 'touch') setPointed(undefined);
    },
  };
  return {
    handlers,
    pointed,
    point: setPointed,
    /** The rectangle while it is being dragged. */
    dragged: drag?.hasMoved && select !== undefined ? cellsBetween(drag.anchor, drag.to) : undefined,
    cancel: () => setDrag(undefined),
  };
}
