import { useEffect, useRef } from 'react';
import type { Cell, HeatmapGrid } from './heatmap-grid.ts';
import { usePointedTime } from './pointed-time.tsx';

/**
 * Tells the other charts of the group which moment the pointer is over here, and gives theirs while it is elsewhere.
 * @returns milliseconds since the epoch, undefined where nothing is to be drawn
 */
export function useLinkedTime(grid: HeatmapGrid, pointed: Cell | undefined): number | undefined {
  const [at, pointAt, leave] = usePointedTime();
  const last = useRef<number | undefined>(undefined);
  const own = pointed === undefined ? undefined : grid.from + (pointed.column + 0.5) * grid.columnMs;
  useEffect(() => {
    if (own !== undefined) pointAt(own);
    else if (last.current !== undefined) leave(last.current);
    last.current = own;
  }, [own, pointAt, leave]);
  if (own !== undefined || at === undefined) return undefined;
  const end = grid.from + grid.columns * grid.columnMs;
  return at >= grid.from && at < end ? at : undefined;
}
