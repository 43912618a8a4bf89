import { type RefObject, useState } from 'react';
import { type Cell, type CellRange, cellsBetween, type HeatmapGrid } from './heatmap-grid.ts';
import { cellAt, isInside, type PlotBox, selectionHandles } from './heatmap-scale.ts';

/** A shorter drag is a click. */
const DRAG_FROM_PX = 4;
const HANDLE_REACH_PX = 7;

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
  select: (cells: CellRange) => void;
  pick: (cell: Cell) => void;
}

/** Pointer over a heatmap: the cell under it, a rectangle being dragged anew or by a handle, a click on a cell. */
export function useHeatmapPointer({ surface, grid, box, selected, select, pick }: HeatmapPointerProps) {
  const [pointed, setPointed] = useState<Cell>();
  const [drag, setDrag] = useState<Drag>();

  const place = (event: React.PointerEvent) => {
    const bounds = surface.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const handleAt = (x: number, y: number) =>
    selected === undefined
      ? undefined
      : selectionHandles(grid, box, selected).find(
          (handle) => Math.abs(handle.x - x) <= HANDLE_REACH_PX && Math.abs(handle.y - y) <= HANDLE_REACH_PX,
        );

  const handlers = {
    onPointerDown: (event: React.PointerEvent) => {
      const { x, y } = place(event);
      if (event.button !== 0 || !isNear(box, x, y)) return;
      // A finger scrolls the page; it selects by the keyboard's way or not at all.
      if (event.pointerType === 'touch') return;
      surface.current?.setPointerCapture(event.pointerId);
      const cell = cellAt(grid, box, x, y);
      const handle = handleAt(x, y);
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
      setPointed(isInside(box, x, y) ? cellAt(grid, box, x, y) : undefined);
      if (drag === undefined) return;
      const hasMoved =
        drag.hasMoved ||
        Math.abs(x - drag.startX) >= DRAG_FROM_PX ||
        Math.abs(y - drag.startY) >= DRAG_FROM_PX;
      setDrag({ ...drag, to: cellAt(grid, box, x, y), hasMoved });
    },
    onPointerUp: (event: React.PointerEvent) => {
      const { x, y } = place(event);
      if (drag === undefined) {
        if (event.pointerType === 'touch' && isInside(box, x, y)) setPointed(cellAt(grid, box, x, y));
        return;
      }
      setDrag(undefined);
      if (drag.hasMoved) select(cellsBetween(drag.anchor, cellAt(grid, box, x, y)));
      else pick(drag.anchor);
    },
    onPointerCancel: () => setDrag(undefined),
    onPointerLeave: () => setPointed(undefined),
  };
  return {
    handlers,
    pointed,
    point: setPointed,
    /** The rectangle while it is being dragged. */
    dragged: drag?.hasMoved ? cellsBetween(drag.anchor, drag.to) : undefined,
    cancel: () => setDrag(undefined),
  };
}
