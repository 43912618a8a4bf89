/** A large map in columns: short ones beside each other, so that all of it can be seen at once. Pure; runs in the worker. */
import { LOW_NODE_HEIGHT, type MapLayout, type MapShape, NODE_WIDTH, type Place } from './map-geometry.ts';

const MARGIN = 16;
const ROW_PX = LOW_NODE_HEIGHT + 9;
/** Between columns of nodes that are equally far from where calls begin. */
const COLUMN_GAP = 16;
/** Between those that are not: most lines run here. */
const RANK_GAP = 52;
/** Chains of calls longer than this would make the map too wide to be read: there the shortest steps share a column. */
const MAX_RANKS = 7;
/** How far a line between two nodes of a column bulges. */
const BULGE = 14;
/** Width to height of the place that a map usually has. */
const ASPECT = 1.35;

/**
 * @param allRanks nodes from those who call to those who are called; each from top to bottom
 * @param hubs stand last
 */
export function columnLayout(
  { nodes, edges }: MapShape,
  allRanks: readonly (readonly number[])[],
  hubs: readonly number[],
): MapLayout {
  const ranks = [...fewerRanks(allRanks), ...(hubs.length > 0 ? [hubs] : [])];
  const rows = bestRows(ranks.map(({ length }) => length));
  const { width, height } = sizeOf(
    ranks.map(({ length }) => length),
    rows,
  );
  const places: Place[] = Array.from({ length: nodes }, () => ({ x: 0, y: 0 }));
  let x = MARGIN;
  for (const rank of ranks) {
    const columns = Math.ceil(rank.length / rows);
    const used = Math.ceil(rank.length / columns);
    const top = MARGIN + ((rows - used) * ROW_PX) / 2;
    rank.forEach((node, at) => {
      // From top to bottom over all columns of the rank, so that neighbours stay at the same height.
      places[node] = {
        x: x + (at % columns) * (NODE_WIDTH + COLUMN_GAP),
        y: Math.round(top + Math.floor(at / columns) * ROW_PX),
      };
    });
    x += columns * (NODE_WIDTH + COLUMN_GAP) - COLUMN_GAP + RANK_GAP;
  }
  return {
    width,
    height,
    nodeHeight: LOW_NODE_HEIGHT,
    nodes: places,
    edges: edges.map(({ from, to }) => lineBetween(places[from]!, places[to]!)),
  };
}

/** Puts neighbours together, those first that are fewest together; each stays about as high as it was. */
function fewerRanks(ranks: readonly (readonly number[])[]): (readonly number[])[] {
  const left = [...ranks];
  const both = (at: number) => left[at]!.length + left[at + 1]!.length;
  while (left.length > MAX_RANKS) {
    let fewest = 0;
    for (let at = 1; at < left.length - 1; at++) if (both(at) < both(fewest)) fewest = at;
    const heights = [left[fewest]!, left[fewest + 1]!].flatMap((rank) =>
      rank.map((node, row) => ({ node, height: (row + 0.5) / rank.length })),
    );
    left.splice(
      fewest,
      2,
      heights.sort((a, b) => a.height - b.height).map(({ node }) => node),
    );
  }
  return left;
}

/** So many rows that the map can be drawn largest. */
function bestRows(lengths: readonly number[]): number {
  let best = 1;
  let largest = 0;
  for (let rows = 1; rows <= Math.max(1, ...lengths); rows++) {
    const { width, height } = sizeOf(lengths, rows);
    const scale = Math.min(ASPECT / width, 1 / height);
    if (scale > largest) {
      largest = scale;
      best = rows;
    }
  }
  return best;
}

function sizeOf(lengths: readonly number[], rows: number): { width: number; height: number } {
  const columns = lengths.reduce((sum, length) => sum + Math.ceil(length / rows), 0);
  return {
    width:
      2 * MARGIN + columns * (NODE_WIDTH + COLUMN_GAP) + lengths.length * (RANK_GAP - COLUMN_GAP) - RANK_GAP,
    height: 2 * MARGIN + rows * ROW_PX,
  };
}

/** Leaves at the side that faces what is called. */
function lineBetween(from: Place, to: Place): { points: Place[]; label: Place } {
  const middle = LOW_NODE_HEIGHT / 2;
  if (to.x === from.x) {
    const side = from.x + NODE_WIDTH;
    const [start, end] = [
      { x: side, y: from.y + middle },
      { x: side, y: to.y + middle },
    ];
    const bulge = { x: side + BULGE, y: (start.y + end.y) / 2 };
    return { points: [start, bulge, end], label: bulge };
  }
  const forward = to.x > from.x;
  const start = { x: forward ? from.x + NODE_WIDTH : from.x, y: from.y + middle };
  const end = { x: forward ? to.x : to.x + NODE_WIDTH, y: to.y + middle };
  return { points: [start, end], label: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } };
}
