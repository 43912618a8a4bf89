import { formatDuration } from '@tracebin/model';
import { type RefObject, useEffect, useRef } from 'react';
import { type TimeWindow, zoomWindow } from '../layout/time-scale.ts';
import type { HistoryStep } from '../view/use-trace-view.ts';

interface LaneGestures {
  /** Around axis and rows: where the pointer is heard. */
  area: RefObject<HTMLElement | null>;
  /** Moved by hand, without React: they follow the pointer at its own rate. */
  crosshair: RefObject<HTMLElement | null>;
  brush: RefObject<HTMLElement | null>;
  /** Distance of the lanes from the left edge of the area, and their width. */
  left: number;
  width: number;
  window: TimeWindow;
  duration: number;
  onWindow: (window: TimeWindow, step: HistoryStep) => void;
}

/** A drag shorter than this is a click. */
const BRUSH_FROM_PX = 4;

/**
 * Wheel with ctrl (or a pinch) zooms around the pointer, wheel sideways or with shift moves along, a drag over the lanes zooms into what it
 * covers; the crosshair shows the moment under the pointer.
 */
export function useLaneGestures(gestures: LaneGestures): void {
  const latest = useRef(gestures);
  latest.current = gestures;
  const { area } = gestures;
  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    let from: number | null = null;
    let brushing = false;

    const xIn = (event: MouseEvent) =>
      event.clientX - element.getBoundingClientRect().left - latest.current.left;
    const timeAt = (x: number) => {
      const { window, width } = latest.current;
      return window.from + (Math.min(width, Math.max(0, x)) / width) * (window.to - window.from);
    };
    const inLanes = (x: number) => x >= -6 && x <= latest.current.width + 6;
    const hide = () => {
      if (latest.current.crosshair.current) latest.current.crosshair.current.hidden = true;
    };
    const showCrosshair = (event: PointerEvent) => {
      const { crosshair, left, width } = latest.current;
      const x = xIn(event);
      if (crosshair.current === null || event.pointerType === 'touch') return;
      crosshair.current.hidden = !inLanes(x);
      const at = Math.min(width, Math.max(0, x));
      crosshair.current.style.transform = `translateX(${left + at}px)`;
      crosshair.current.dataset.side = at > width - 70 ? 'left' : 'right';
      crosshair.current.firstElementChild!.textContent = formatDuration(timeAt(x));
    };
    const showBrush = (event: PointerEvent) => {
      const { brush, left, width } = latest.current;
      if (brush.current === null || from === null) return;
      const x = Math.min(width, Math.max(0, xIn(event)));
      brush.current.hidden = false;
      brush.current.style.left = `${left + Math.min(from, x)}px`;
      brush.current.style.width = `${Math.abs(x - from)}px`;
      brush.current.firstElementChild!.textContent = formatDuration(Math.abs(timeAt(x) - timeAt(from)));
    };
    const stop = () => {
      from = null;
      brushing = false;
      if (latest.current.brush.current) latest.current.brush.current.hidden = true;
    };

    const onDown = (event: PointerEvent) => {
      if (event.button !== 0 || event.pointerType === 'touch' || event.defaultPrevented) return;
      const x = xIn(event);
      if (inLanes(x)) from = Math.min(latest.current.width, Math.max(0, x));
    };
    const onMove = (event: PointerEvent) => {
      showCrosshair(event);
      if (from === null) return;
      if (!brushing && Math.abs(xIn(event) - from) >= BRUSH_FROM_PX) {
        brushing = true;
        element.setPointerCapture(event.pointerId);
      }
      if (brushing) showBrush(event);
    };
    const onUp = (event: PointerEvent) => {
      if (brushing && from !== null) {
        const a = timeAt(from);
        const b = timeAt(xIn(event));
        latest.current.onWindow({ from: Math.min(a, b), to: Math.max(a, b) }, 'push');
        // The click that ends a drag is not a click on the row under it.
        element.addEventListener('click', swallow, { capture: true, once: true });
        setTimeout(() => element.removeEventListener('click', swallow, { capture: true }), 0);
      }
      stop();
    };
    const swallow = (event: Event) => event.stopPropagation();
    const onWheel = (event: WheelEvent) => {
      const { window, duration, width, onWindow } = latest.current;
      const length = window.to - window.from;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.008);
        onWindow(zoomWindow(window, timeAt(xIn(event)), factor, duration), 'later');
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY) || length >= duration) return;
      event.preventDefault();
      const delta = (sideways / width) * length;
      onWindow({ from: window.from + delta, to: window.to + delta }, 'later');
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !brushing) return;
      event.preventDefault();
      stop();
    };
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', stop);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('wheel', onWheel, { passive: false });
    globalThis.addEventListener('keydown', onEscape, { capture: true });
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', stop);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('wheel', onWheel);
      globalThis.removeEventListener('keydown', onEscape, { capture: true });
    };
  }, [area]);
}
