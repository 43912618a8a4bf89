import type { Place } from './map-geometry.ts';

const DIRECTIONS: Record<string, readonly [x: number, y: number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The node to which an arrow key leads: the nearest that lies more that way than aside. -1 where there is none. */
export function neighbourOf(nodes: readonly Place[], from: number, key: string): number {
  const direction = DIRECTIONS[key];
  const origin = nodes[from];
  if (direction === undefined || origin === undefined) return -1;
  let best = -1;
  let shortest = Number.POSITIVE_INFINITY;
  nodes.forEach(({ x, y }, index) => {
    const [dx, dy] = [x - origin.x, y - origin.y];
    const ahead = dx * direction[0] + dy * direction[1];
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
    // Columns are three times as far apart as rows: what stands beside may lie well above.
    const slope = direction[0] === 0 ? 0.5 : 3;
    if (ahead <= 0 || aside > ahead * slope) return;
    const distance = ahead + aside;
    if (distance >= shortest) return;
    shortest = distance;
    best = index;
  });
  return best;
}
