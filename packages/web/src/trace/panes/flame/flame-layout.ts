import type { PathTree } from '@tracebin/model';

/** Where every level of the tree begins; nodes stand level by level, in each from left to right. */
export function levelStarts(flame: PathTree): Int32Array {
  const starts = new Int32Array(flame.deepest + 1).fill(flame.count);
  for (let node = flame.count - 1; node >= 0; node--) starts[flame.depth[node]!] = node;
  return starts;
}

/** What fills the width: the whole, or one node with those above and beneath it. */
export interface FlameWindow {
  from: number;
  to: number;
}

export function windowOf(flame: PathTree, focus: number): FlameWindow {
  if (focus >= 0) return { from: flame.from[focus]!, to: flame.from[focus]! + flame.total[focus]! };
  let to = 0;
  for (let node = 0; node < flame.count && flame.depth[node] === 0; node++) to += flame.total[node]!;
  return { from: 0, to };
}

/** First node of the level that ends after `time`; the level's end where none does. */
export function nodeAfter(flame: PathTree, starts: Int32Array, level: number, time: number): number {
  let low = starts[level]!;
  let high = starts[level + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (flame.from[middle]! + flame.total[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The node at a place of a level, -1 where there is none. */
export function nodeAt(flame: PathTree, starts: Int32Array, level: number, time: number): number {
  if (level < 0 || level >= flame.deepest) return -1;
  const node = nodeAfter(flame, starts, level, time);
  return node < starts[level + 1]! && flame.from[node]! <= time ? node : -1;
}

export type FlameStep = 'up' | 'down' | 'left' | 'right';

/** Where an arrow key leads; the node itself where there is nothing in that direction. */
export function stepFrom(flame: PathTree, starts: Int32Array, node: number, step: FlameStep): number {
  const level = flame.depth[node]!;
  if (step === 'up') return flame.parent[node]! === -1 ? node : flame.parent[node]!;
  if (step === 'down') {
    const below = level + 1 < flame.deepest ? nodeAfter(flame, starts, level + 1, flame.from[node]!) : -1;
    return below !== -1 && below < starts[level + 2]! && flame.parent[below] === node ? below : node;
  }
  const next = step === 'left' ? node - 1 : node + 1;
  return next >= starts[level]! && next < starts[level + 1]! ? next : node;
}
