import { formatDuration } from '@tracebin/model';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useMemo, useRef } from 'react';
import type { FoundSpans } from '../layout/find-spans.ts';
import { layerDensity } from '../layout/layer-density.ts';
import { clampWindow, SHORTEST_WINDOW_NS, type TimeWindow } from '../layout/time-scale.ts';
import type { TraceLayout } from '../layout/trace-layout.ts';
import type { HistoryStep } from '../view/use-trace-view.ts';
import { drawMinimap, matchColumns } from './draw-minimap.ts';
import { useDevicePixelRatio, useLaneColors } from './lane-canvas.tsx';

export const MINIMAP_HEIGHT = 44;

interface MinimapProps {
  layout: TraceLayout;
  window: TimeWindow;
  width: number;
  found: FoundSpans | null;
  onWindow: (window: TimeWindow | null, step: HistoryStep) => void;
}

type Grip = 'from' | 'to' | 'move' | 'new';

/** The whole trace in small, with the part that the lanes show: dragged, resized, or drawn anew. */
export function Minimap({ layout, window, width, found, onWindow }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useLaneColors(canvas);
  const ratio = useDevicePixelRatio();
  const columns = Math.max(1, Math.round(width));
  const density = useMemo(() => layerDensity(layout, columns), [layout, columns]);
  const matches = useMemo(
    () =>
      found === null || found.count === 0
        ? null
        : matchColumns(found.matches, layout.start, layout.duration, columns),
    [found, layout, columns],
  );
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || !context || colors === null || width <= 0) return;
    element.width = Math.round(width * ratio);
    element.height = Math.round(MINIMAP_HEIGHT * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMinimap(context, density, matches, colors, width, MINIMAP_HEIGHT);
  }, [density, matches, colors, width, ratio]);

  // A trace of no length at all is shown in the shortest window, and this is as wide as the whole.
  const whole = Math.max(layout.duration, SHORTEST_WINDOW_NS);
  const drag = useRef<{ grip: Grip; x: number; window: TimeWindow; moved: boolean } | null>(null);
  const onDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const named = (event.target as HTMLElement).dataset.grip as Grip | undefined;
    const isWhole = window.to - window.from >= whole * 0.999;
    const grip = named === 'move' && isWhole ? 'new' : (named ?? 'new');
    drag.current = { grip, x: event.clientX, window, moved: false };
  };
  const onMove = (event: PointerEvent<HTMLElement>) => {
    const at = drag.current;
    if (at === null) return;
    if (!at.moved && Math.abs(event.clientX - at.x) < 3) return;
    at.moved = true;
    onWindow(dragged(at.grip, at, event), 'later');
  };
  const dragged = (
    grip: Grip,
    at: { x: number; window: TimeWindow },
    event: PointerEvent<HTMLElement>,
  ): TimeWindow => {
    const delta = ((event.clientX - at.x) / width) * whole;
    const { from, to } = at.window;
    if (grip === 'move') return clampWindow({ from: from + delta, to: to + delta }, whole);
    if (grip === 'from') return ordered(from + delta, to);
    if (grip === 'to') return ordered(from, to + delta);
    const left = event.currentTarget.getBoundingClientRect().left;
    const begin = ((at.x - left) / width) * whole;
    return ordered(begin, begin + delta);
  };
  const ordered = (a: number, b: number): TimeWindow =>
    clampWindow({ from: Math.max(0, Math.min(a, b)), to: Math.min(whole, Math.max(a, b)) }, whole);
  const onUp = () => {
    drag.current = null;
  };

  const nudge = (grip: 'from' | 'to') => (event: KeyboardEvent) => {
    const step = (window.to - window.from) * (event.shiftKey ? 0.1 : 0.02);
    const delta = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
    if (delta === 0) return;
    event.preventDefault();
    onWindow(
      grip === 'from' ? ordered(window.from + delta, window.to) : ordered(window.from, window.to + delta),
      'later',
    );
  };
  const left = (window.from / whole) * width;
  const right = (window.to / whole) * width;
  const handle = (grip: 'from' | 'to', x: number) => (
    <div
      className="trace-grip"
      data-grip={grip}
      role="slider"
      tabIndex={0}
      aria-label={grip === 'from' ? 'Lanes begin at' : 'Lanes end at'}
      aria-valuemin={0}
      aria-valuemax={Math.round(whole)}
      aria-valuenow={Math.round(window[grip])}
      aria-valuetext={formatDuration(window[grip])}
      style={{ transform: `translateX(${x}px)` }}
      onKeyDown={nudge(grip)}
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      role="group"
      aria-label="Whole trace"
      className="trace-minimap"
      style={{ width, height: MINIMAP_HEIGHT }}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onUp}
      onDoubleClick={() => onWindow(null, 'push')}
    >
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: without a tabIndex a canvas is never focused */}
      <canvas ref={canvas} aria-hidden="true" style={{ width, height: MINIMAP_HEIGHT }} />
      <div className="trace-shade" style={{ left: 0, width: Math.max(0, left) }} />
      <div className="trace-shade" style={{ left: right, width: Math.max(0, width - right) }} />
      <div className="trace-window" data-grip="move" style={{ left, width: Math.max(2, right - left) }} />
      {handle('from', left)}
      {handle('to', right)}
    </div>
  );
}
