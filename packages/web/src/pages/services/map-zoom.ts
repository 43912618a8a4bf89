/** Which part of a map is seen, and how large. Pure. */
import type { Place } from './map-geometry.ts';

export interface MapSize {
  width: number;
  height: number;
}

/** A point of the map stands at its place times the scale, plus `x` and `y`. */
export interface MapZoom extends Place {
  scale: number;
}

export const MAX_SCALE = 2;
/** Of a part that is brought into sight, to the edge of the window. */
const EDGE_PX = 24;

/** All of it, in the middle; never larger than it is drawn. */
export function fitZoom(map: MapSize, window: MapSize): MapZoom {
  const scale = Math.min(1, window.width / Math.max(1, map.width), window.height / Math.max(1, map.height));
  return {
    scale,
    x: (window.width - map.width * scale) / 2,
    y: (window.height - map.height * scale) / 2,
  };
}

/** Larger or smaller by a factor, with one point of the window staying where it is; not smaller than all of it. */
export function zoomAt(zoom: MapZoom, factor: number, point: Place, map: MapSize, window: MapSize): MapZoom {
  const whole = fitZoom(map, window);
  const scale = Math.min(MAX_SCALE, zoom.scale * factor);
  if (scale <= whole.scale) return whole;
  const grown = scale / zoom.scale;
  return keepInSight(
    { scale, x: point.x - (point.x - zoom.x) * grown, y: point.y - (point.y - zoom.y) * grown },
    map,
    window,
  );
}

export const panBy = (zoom: MapZoom, by: Place, map: MapSize, window: MapSize): MapZoom =>
  keepInSight({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y }, map, window);

/** Moves as little as it takes to have a box of the map in the window. */
export function revealBox(zoom: MapZoom, box: Place & MapSize, map: MapSize, window: MapSize): MapZoom {
  const along = (offset: number, from: number, length: number, room: number): number => {
    const start = offset + from * zoom.scale;
    const end = start + length * zoom.scale;
    if (start < EDGE_PX) return EDGE_PX - start;
    return end > room - EDGE_PX ? room - EDGE_PX - end : 0;
  };
  return panBy(
    zoom,
    {
      x: along(zoom.x, box.x, box.width, window.width),
      y: along(zoom.y, box.y, box.height, window.height),
    },
    map,
    window,
  );
}

/** A map larger than the window fills it; a smaller one stands in the middle. */
function keepInSight({ scale, x, y }: MapZoom, map: MapSize, window: MapSize): MapZoom {
  const within = (offset: number, length: number, room: number): number =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset));
  return {
    scale,
    x: within(x, map.width * scale, window.width),
    y: within(y, map.height * scale, window.height),
  };
}
