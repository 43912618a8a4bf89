import type { MapShape } from './map-geometry.ts';
import { layOutMap } from './map-layout.ts';

/** Lays a map out beside the page, which stays responsive; each question is answered with its number. */
self.onmessage = ({ data }: MessageEvent<{ number: number; shape: MapShape }>) => {
  self.postMessage({ number: data.number, layout: layOutMap(data.shape) });
};
