import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { stepAt, type TimeAxis } from './time-axis.ts';
import type { StepRange } from './track.ts';

/** A pointer that moved less has clicked. */
const DRAG_PX = 4;

interface TrackPointerOptions {
  axis: TimeAxis;
  at: number | null;
  setAt: (at: number | null) => void;
  selection: StepRange | null;
  setSelection: (selection: StepRange | null) => void;
  zoom: () => void;
}

/** The crosshair follows the pointer or the arrow keys; dragging, or the arrows with Shift, draw a stretch of time. */
export function useTrackPointer({ axis, at, setAt, selection, setSelection, zoom }: TrackPointerOptions) {
  const drag = useRef<{ x: number; step: number; isMoving: boolean } | null>(null);
  const anchor = useRef(0);
  const placeOf = (event: PointerEvent<SVGSVGElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const pointer = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return;
      const x = placeOf(event);
      drag.current = { x, step: stepAt(axis, x), isMoving: false };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      const x = placeOf(event);
      const step = stepAt(axis, x);
      setAt(step);
      const from = drag.current;
      if (from === null) return;
      if (!from.isMoving && Math.abs(x - from.x) < DRAG_PX) return;
      from.isMoving = true;
      setSelection({ first: Math.min(from.step, step), last: Math.max(from.step, step) });
    },
    onPointerUp: () => {
      if (drag.current !== null && !drag.current.isMoving) setSelection(null);
      drag.current = null;
    },
    onPointerLeave: () => {
      if (drag.current === null) setAt(null);
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const from = at ?? (step > 0 ? -1 : axis.count);
      const next = Math.min(axis.count - 1, Math.max(0, from + step));
      if (event.shiftKey) {
        if (selection === null) anchor.current = at ?? next;
        setSelection({ first: Math.min(anchor.current, next), last: Math.max(anchor.current, next) });
      }
      setAt(next);
    } else if (event.key === 'Enter' && selection !== null) zoom();
    else if (event.key === 'Escape' && (selection !== null || at !== null)) {
      setSelection(null);
      setAt(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { pointer, onKeyDown };
}
