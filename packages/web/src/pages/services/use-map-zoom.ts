import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useKeys } from '../../shell/keys.ts';
import type { Place } from './map-geometry.ts';
import { fitZoom, type MapSize, type MapZoom, panBy, revealBox, zoomAt } from './map-zoom.ts';

/** One press of a key. */
const STEP = 1.25;
/** A notch of a wheel is about 100 px; fingers on a pad send many small ones. */
const WHEEL_STEP_PER_PX = 0.0016;
/** Shorter moves are clicks. */
const MIN_DRAG_PX = 4;

interface MapHandling {
  zoom: MapZoom;
  isWhole: boolean;
  fit: () => void;
  zoomBy: (factor: number) => void;
  reveal: (box: Place & MapSize) => void;
}

/**
 * Wheel and keys make the map in an element larger and smaller, dragging moves it. It begins with all of it in sight, and
 * stays so while the window changes, until the reader looks closer.
 *
 * @param center what keys and buttons come closer to, as a place of the map; else the middle of the window
 */
export function useMapZoom(
  element: RefObject<HTMLElement | null>,
  map: MapSize | undefined,
  center: Place | undefined,
): MapHandling {
  const [size, setSize] = useState<MapSize>({ width: 0, height: 0 });
  const [closer, setCloser] = useState<MapZoom>();
  const latest = useRef<{ zoom: MapZoom; map: MapSize; size: MapSize }>(undefined);
  const whole = fitZoom(map ?? { width: 0, height: 0 }, size);
  const zoom = closer ?? whole;
  if (map !== undefined) latest.current = { zoom, map, size };

  // Another map begins with all of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is what changes
  useEffect(() => setCloser(undefined), [map]);

  const zoomTo = (factor: number, point?: Place) => {
    const now = latest.current;
    if (now === undefined) return;
    const middle =
      center === undefined
        ? { x: now.size.width / 2, y: now.size.height / 2 }
        : { x: center.x * now.zoom.scale + now.zoom.x, y: center.y * now.zoom.scale + now.zoom.y };
    const next = zoomAt(now.zoom, factor, point ?? middle, now.map, now.size);
    setCloser(next.scale <= fitZoom(now.map, now.size).scale ? undefined : next);
  };
  const pan = (by: Place) => {
    const now = latest.current;
    if (now !== undefined) setCloser((before) => before && panBy(before, by, now.map, now.size));
  };
  const handlers = useRef({ zoomTo, pan });
  handlers.current = { zoomTo, pan };

  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(target);
    // React listens to wheels passively: the page would scroll along.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = target.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
      const delta = Math.max(-300, Math.min(300, event.deltaY * lines));
      handlers.current.zoomTo(Math.exp(-delta * WHEEL_STEP_PER_PX), {
        x: event.clientX - box.left,
        y: event.clientY - box.top,
      });
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    const stopDrag = listenToDrags(target, (by) => handlers.current.pan(by));
    return () => {
      observer.disconnect();
      target.removeEventListener('wheel', onWheel);
      stopDrag();
    };
  }, [element]);

  useKeys('Map', [
    { keys: '+', label: 'Closer; the wheel does too', run: () => zoomTo(STEP) },
    { keys: '-', label: 'Farther', run: () => zoomTo(1 / STEP) },
    { keys: '0', label: 'All of it', run: () => setCloser(undefined) },
  ]);
  return {
    zoom,
    isWhole: closer === undefined,
    fit: () => setCloser(undefined),
    zoomBy: (factor) => zoomTo(factor),
    reveal: (box) => {
      const now = latest.current;
      if (now !== undefined) setCloser((before) => before && revealBox(before, box, now.map, now.size));
    },
  };
}

/** A drag is no click on what lies under it. @returns takes the listeners away */
function listenToDrags(target: HTMLElement, pan: (by: Place) => void): () => void {
  let last: (Place & { id: number; isDrag: boolean }) | undefined;
  const down = (event: PointerEvent) => {
    if (event.button === 0) last = { x: event.clientX, y: event.clientY, id: event.pointerId, isDrag: false };
  };
  const move = (event: PointerEvent) => {
    if (last === undefined || last.id !== event.pointerId) return;
    const by = { x: event.clientX - last.x, y: event.clientY - last.y };
    if (!last.isDrag && Math.hypot(by.x, by.y) < MIN_DRAG_PX) return;
    if (!last.isDrag) target.setPointerCapture(event.pointerId);
    last = { ...last, x: event.clientX, y: event.clientY, isDrag: true };
    pan(by);
  };
  const up = () => {
    const wasDrag = last?.isDrag === true;
    last = undefined;
    if (!wasDrag) return;
    const swallow = (event: Event) => event.stopPropagation();
    target.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => target.removeEventListener('click', swallow, { capture: true }));
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up } as const;
  for (const [name, listener] of Object.entries(listeners))
    target.addEventListener(name, listener as EventListener);
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      target.removeEventListener(name, listener as EventListener);
  };
}
