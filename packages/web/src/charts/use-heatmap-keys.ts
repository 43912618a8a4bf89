import { useRef, useState } from 'react';
import {
  type Cell,
  type CellRange,
  cellsBetween,
  type HeatmapGrid,
  highestCell,
  movedCells,
  oneCell,
} from './heatmap-grid.ts';

const STEPS: Record<string, [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface HeatmapKeysProps {
  grid: HeatmapGrid;
  selected: CellRange | undefined;
  pointed: Cell | undefined;
  point: (cell: Cell | undefined) => void;
  /** Left out where nothing can be selected. */
  select: ((cells: CellRange | undefined) => void) | undefined;
  pick: (cell: Cell) => void;
}

/**
 * The heatmap without a pointer: arrows move a cell, with Shift they draw a rectangle from it, Enter takes it; arrows
 * move a rectangle that is there; Shift and Enter take one cell. What is being drawn is a draft: only Enter asks the server.
 */
export function useHeatmapKeys({ grid, selected, pointed, point, select, pick }: HeatmapKeysProps) {
  const [draft, setDraft] = useState<CellRange>();
  const anchor = useRef<Cell | undefined>(undefined);

  const onArrow = ([columns, rows]: [number, number], isDrawing: boolean) => {
    const at = pointed ?? highestCell(grid) ?? { column: 0, row: 0 };
    const area = draft ?? selected;
    if (isDrawing) {
      anchor.current ??= at;
      const to = movedCells(grid, oneCell(pointed === undefined ? anchor.current : at), columns, rows);
      const cell = { column: to.firstColumn, row: to.firstRow };
      point(cell);
      setDraft(cellsBetween(anchor.current, cell));
    } else if (area !== undefined) {
      setDraft(movedCells(grid, area, columns, rows));
    } else {
      const to = pointed === undefined ? oneCell(at) : movedCells(grid, oneCell(at), columns, rows);
      point({ column: to.firstColumn, row: to.firstRow });
    }
  };
  const forget = () => {
    setDraft(undefined);
    anchor.current = undefined;
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      // Ten cells at once with Page keys would be one more thing to learn; holding an arrow repeats it.
      onArrow(step, event.shiftKey && select !== undefined);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (draft !== undefined) select?.(draft);
      else if (pointed !== undefined && event.shiftKey) select?.(oneCell(pointed));
      else if (pointed !== undefined) pick(pointed);
      forget();
    } else if (event.key === 'Escape' && (draft !== undefined || selected !== undefined)) {
      event.preventDefault();
      event.stopPropagation();
      if (draft === undefined) select?.(undefined);
      forget();
    }
  };
  return { draft, onKeyDown, forget };
}
