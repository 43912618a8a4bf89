import { useEffect, useRef } from 'react';
import type { Cell, HeatmapGrid } from './heatmap-grid.ts';
import { usePointedTime } from './pointed-time.tsx';

/**
 * Tells the other charts of the group which moment the pointer is over here, and gives theirs while it is elsewhere.
 * @returns milliseconds since the epoch, undefined where nothing is to be drawn
 */
export function useLinkedTime(grid: HeatmapGrid, pointed: Cell | undefined): number | undefined {
  const [at, pointAt] = usePointedTime();
  const isHere = useRef(false);
  const own = pointed === undefined ? undefined : grid.from + (pointed.column + 0.5) * grid.columnMs;
  useEffect(() => {
    if (own !== undefined || isHere.current) pointAt(own);
    isHere.current = own !== undefined;
  }, [own, pointAt]);
  if (own !== undefined || at === undefined) return undefined;
  const end = grid.from + grid.columns * grid.columnMs;
  return at >= grid.from && at < end ? at : undefined;
}
