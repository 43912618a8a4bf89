import { type MapLayout, NODE_WIDTH } from './map-geometry.ts';
import type { GraphEdge } from './service-graph.ts';

/** Half of what the two or three lines of a label take: `1,200 /min` over `wait 12.5 ms`. */
const HALF_WIDTH = 30;
const ABOVE = 16;
const LINE = 13;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * The lines whose numbers can be read: not where a label would lie on a node or on the label of a line with more calls.
 * The table has them all, and so has the panel of a node that is selected.
 * @param wanted those of `all` that may have one; `layout.edges` is in the order of `all`
 */
export function labelsWithRoom(
  layout: MapLayout,
  wanted: readonly GraphEdge[],
  all: readonly GraphEdge[],
): Set<GraphEdge> {
  const taken: Box[] = layout.nodes.map(({ x, y }) => ({
    left: x,
    right: x + NODE_WIDTH,
    top: y,
    bottom: y + layout.nodeHeight,
  }));
  const place = new Map(all.map((edge, index) => [edge, layout.edges[index]!.label]));
  const shown = new Set<GraphEdge>();
  for (const edge of [...wanted].sort((a, b) => b.perMinute - a.perMinute)) {
    const { x, y } = place.get(edge)!;
    const box = {
      left: x - HALF_WIDTH,
      right: x + HALF_WIDTH,
      top: y - ABOVE,
      bottom: y + LINE + (edge.errors > 0 ? LINE : 0),
    };
    if (taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    shown.add(edge);
  }
  return shown;
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
