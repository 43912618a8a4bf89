import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useShownTheme } from '../../shell/theme.ts';
import type { PathParts } from '../layout/path-parts.ts';
import type { Tick, TimeWindow } from '../layout/time-scale.ts';
import type { DrawnTrace } from '../view/folding.ts';
import { drawLanes, type LaneMarks, type LaneRow } from './draw-lanes.ts';
import { type LaneColors, readLaneColors } from './lane-colors.ts';

/** Room on both sides of the lanes, so that signs at the very edge are whole. */
export const LANE_MARGIN = 16;

/**
 * The number of rows on the screen goes up and down by one while scrolling, and a canvas that changes its size is
 * allocated and cleared anew: a fifth of a frame. So its height goes in steps and shrinks late.
 */
const HEIGHT_STEP = 240;

interface LaneCanvasProps {
  trace: DrawnTrace;
  window: TimeWindow;
  rows: readonly LaneRow[];
  ticks: readonly Tick[];
  /** Where the canvas begins in the list: it moves along when the list scrolls, so bars never lag behind names. */
  top: number;
  width: number;
  height: number;
  marks: LaneMarks | null;
  path: PathParts | null;
}

export function LaneCanvas({ trace, window, rows, ticks, top, width, height, marks, path }: LaneCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useLaneColors(canvas);
  const pixel = 1 / useDevicePixelRatio();
  const isMarked = useRef(false);

  const wanted = Math.ceil(Math.max(1, height) / HEIGHT_STEP) * HEIGHT_STEP;
  const [allocated, setAllocated] = useState(wanted);
  if (wanted > allocated || wanted < allocated / 2) setAllocated(wanted);

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || !context || colors === null || width <= 0) return;
    const deviceWidth = Math.round((width + 2 * LANE_MARGIN) / pixel);
    const deviceHeight = Math.round(allocated / pixel);
    if (element.width !== deviceWidth) element.width = deviceWidth;
    if (element.height !== deviceHeight) element.height = deviceHeight;
    context.setTransform(1 / pixel, 0, 0, 1 / pixel, LANE_MARGIN / pixel, 0);
    drawLanes(
      { context, width, pixel, window, colors, strength: 1 },
      trace,
      rows,
      ticks,
      allocated,
      marks,
      path,
    );
    element.dataset.rows = String(rows.length);
    if (!isMarked.current) performance.mark('trace:lanes-drawn');
    isMarked.current = true;
  });

  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: without a tabIndex a canvas is never focused; the tree beside it says the same in words
    <canvas
      ref={canvas}
      className="trace-lanes"
      aria-hidden="true"
      style={{ top, width: width + 2 * LANE_MARGIN, height: allocated }}
    />
  );
}

/** Colours of the theme on the screen; null until the canvas is there to read them from. */
export function useLaneColors(canvas: React.RefObject<HTMLCanvasElement | null>): LaneColors | null {
  const theme = useShownTheme();
  const [colors, setColors] = useState<{ theme: string; colors: LaneColors } | null>(null);
  useLayoutEffect(() => {
    if (canvas.current?.parentElement)
      setColors({ theme, colors: readLaneColors(canvas.current.parentElement) });
  }, [theme, canvas]);
  return useMemo(() => colors?.colors ?? null, [colors]);
}

/** Changes when the reader zooms the page or moves the window to another screen. */
export function useDevicePixelRatio(): number {
  const [ratio, setRatio] = useState(() => globalThis.devicePixelRatio || 1);
  useLayoutEffect(() => {
    const query = matchMedia(`(resolution: ${ratio}dppx)`);
    const changed = () => setRatio(globalThis.devicePixelRatio || 1);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, [ratio]);
  return ratio;
}
