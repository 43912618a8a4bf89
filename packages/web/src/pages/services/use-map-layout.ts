import { useEffect, useRef, useState } from 'react';
import type { MapLayout, MapShape } from './map-geometry.ts';

interface LaidOut {
  shape: MapShape;
  layout: MapLayout;
}

/**
 * The layout of a map, worked out in a worker; undefined until the first is there. The one before stays while the next
 * is on its way, with the shape that it belongs to.
 */
export function useMapLayout(shape: MapShape): LaidOut | undefined {
  const worker = useRef<Worker>(undefined);
  const [laidOut, setLaidOut] = useState<LaidOut>();
  const asked = useRef(0);
  useEffect(() => {
    worker.current = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    return () => worker.current?.terminate();
  }, []);
  useEffect(() => {
    const number = ++asked.current;
    const target = worker.current!;
    const answered = ({ data }: MessageEvent<{ number: number; layout: MapLayout }>) => {
      if (data.number === number) setLaidOut({ shape, layout: data.layout });
    };
    target.addEventListener('message', answered);
    target.postMessage({ number, shape });
    return () => target.removeEventListener('message', answered);
  }, [shape]);
  return laidOut;
}
