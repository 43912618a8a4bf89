/** What the page and the worker that lays it out both know of a map: the library stays with the worker. */

/** What is to be placed; nodes are numbered by their order. */
export interface MapShape {
  nodes: number;
  edges: readonly { from: number; to: number }[];
}

export interface Place {
  x: number;
  y: number;
}

/** In pixels from the upper left corner. */
export interface MapLayout {
  width: number;
  height: number;
  nodeHeight: number;
  /** Upper left corner of each node. */
  nodes: Place[];
  edges: { points: Place[]; label: Place }[];
}

export const NODE_WIDTH = 156;
export const NODE_HEIGHT = 46;
/** Of a large map: a name and its layers. */
export const LOW_NODE_HEIGHT = 29;
/** With more edges a label stands only at those of the node that is looked at. */
export const MAX_LABELLED_EDGES = 60;
/** With more nodes a map is large: its nodes are low and stand in columns. */
export const LARGE_MAP_NODES = 40;

/** A curve through the points, as an SVG path, level at each of them. */
export function curvePath(points: readonly Place[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${at(first)}`;
  let before = first;
  for (const point of rest) {
    const bend = (point.x - before.x) / 2;
    path += `C${at({ x: before.x + bend, y: before.y })} ${at({ x: point.x - bend, y: point.y })} ${at(point)}`;
    before = point;
  }
  return path;
}

const at = ({ x, y }: Place): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
