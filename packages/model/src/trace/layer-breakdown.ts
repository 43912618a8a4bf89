/**
 * What the wall time of a transaction went to, by layer.
 *
 * Time is swept from the start of the transaction's first span to its end. Each instant belongs to the spans that run
 * and have nothing running beneath them, shared equally when several do:
 *
 *     app   ----------          app 3, view 2, db 5: where the two queries overlap, each has half
 *     view    -------
 *     db       ---
 *     db         ---
 *
 * The parts are whole nanoseconds and add up to the transaction's duration exactly.
 */
import { LAYER_NAMES } from '../event-codes.ts';
import type { Nanoseconds } from '../units.ts';
import { ActiveTree } from './active-tree.ts';
import type { TraceTree } from './build-tree.ts';
import { ColumnBuffer } from './column-buffer.ts';
import { rowsOf, type Transactions } from './find-transactions.ts';
import { Scratch } from './scratch.ts';
import { sortBy } from './sort-by.ts';
import type { SpanColumns } from './span-columns.ts';

const LAYERS = LAYER_NAMES.length;
const SCRATCH = new Scratch();

/** By transaction and layer: `parts[transaction * LAYER_NAMES.length + layer]`. */
export function layerBreakdown(
  tree: TraceTree,
  transactions: Transactions,
  layer: SpanColumns['layer'],
): Float64Array {
  const length = transactions.count * LAYERS;
  const parts = new ColumnBuffer({ float64: length }).float64(length);
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const rows = rowsOf(transactions, transaction);
    const own = parts.subarray(transaction * LAYERS, (transaction + 1) * LAYERS);
    if (addSelfTimes(tree, rows, layer, own)) continue;
    const root = rows[0]!;
    own.set(sweep(tree, rows, layer, tree.start[root]!, tree.end[root]!).parts);
  }
  return parts;
}

/**
 * The same for a trace as a whole, from its first start to its last end. `idle` is the time in which nothing ran that
 * has arrived; it and the parts add up exactly.
 */
export function traceLayerBreakdown(
  tree: TraceTree,
  layer: SpanColumns['layer'],
): { parts: Float64Array; idle: Nanoseconds } {
  if (tree.count === 0) return { parts: new Float64Array(LAYERS), idle: 0 };
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < tree.count; row++) {
    from = Math.min(from, tree.start[row]!);
    to = Math.max(to, tree.end[row]!);
  }
  const rows = Int32Array.from({ length: tree.count }, (_, row) => row);
  return sweep(tree, rows, layer, from, to);
}

/**
 * Most transactions do one thing after another: each span inside of its parent and none beside another. There the sweep
 * would say that each instant is that of one span, so the parts are the spans' own times, at a tenth of the price.
 *
 * @param parts zeros; dirty where it was in vain
 * @returns false where the time has to be swept
 */
function addSelfTimes(
  tree: TraceTree,
  rows: Int32Array,
  layer: SpanColumns['layer'],
  parts: Float64Array,
): boolean {
  const { parent, start, end } = tree;
  /** By row: until when its children have been seen. */
  const seenUntil = SCRATCH.float64(2, tree.count);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const from = start[row]!;
    const to = end[row]!;
    if (to < from) return false;
    if (at > 0) {
      const above = parent[row]!;
      if (from < seenUntil[above]! || to > end[above]!) return false;
      seenUntil[above] = to;
      parts[layerOf(tree, above, layer)]! -= to - from;
    }
    seenUntil[row] = from;
    parts[layerOf(tree, row, layer)]! += to - from;
  }
  return true;
}

function sweep(
  tree: TraceTree,
  rows: Int32Array,
  layer: SpanColumns['layer'],
  from: Nanoseconds,
  to: Nanoseconds,
): { parts: Float64Array; idle: Nanoseconds } {
  const count = rows.length;
  const start = SCRATCH.float64(0, count);
  const end = SCRATCH.float64(1, count);
  const subtreeEnd = SCRATCH.int32(0, count);
  // A span mostly ends after all that is beneath it, so they are left nearly in the order of their ends.
  const left = subtreeEndsWithin(tree, rows, subtreeEnd);
  const maxima = SCRATCH.int32(1, ActiveTree.columnLength(count)).fill(0, 0, ActiveTree.columnLength(count));
  const active = new ActiveTree(count, subtreeEnd, maxima);
  const layers = SCRATCH.uint8(0, count);
  const isDeepest = SCRATCH.uint8(1, count).fill(0, 0, count);
  const entered: number[] = [];
  for (let node = 0; node < count; node++) {
    const row = rows[node]!;
    start[node] = Math.max(tree.start[row]!, from);
    end[node] = Math.min(tree.end[row]!, to);
    layers[node] = layerOf(tree, row, layer);
    if (start[node]! < end[node]!) entered.push(node);
  }
  // Arrays, not typed ones: their sort takes 1 ms where 100,000 spans are almost in order, not 20.
  const starts = sortBy(entered, start);
  const ends = sortBy(
    left.filter((node) => start[node]! < end[node]!),
    end,
  );
  const shares = new Shares();
  let now = from;
  let nextStart = 0;
  for (let nextEnd = 0; nextEnd < ends.length; ) {
    const endTime = end[ends[nextEnd]!]!;
    const startTime = nextStart < starts.length ? start[starts[nextStart]!]! : Number.POSITIVE_INFINITY;
    const time = Math.min(startTime, endTime);
    shares.pass(time - now);
    now = time;
    if (endTime <= startTime) {
      const node = ends[nextEnd++]!;
      active.stop(node);
      if (isDeepest[node] === 1) {
        isDeepest[node] = 0;
        shares.remove(layers[node]!);
        const above = active.runningAbove(node);
        if (above !== -1 && !active.runsBeneath(above)) {
          isDeepest[above] = 1;
          shares.add(layers[above]!);
        }
      }
    } else {
      const node = starts[nextStart++]!;
      if (!active.runsBeneath(node)) {
        const above = active.runningAbove(node);
        if (above !== -1 && isDeepest[above] === 1) {
          isDeepest[above] = 0;
          shares.remove(layers[above]!);
        }
        isDeepest[node] = 1;
        shares.add(layers[node]!);
      }
      active.start(node);
    }
  }
  shares.pass(to - now);
  return { parts: shares.parts(to - from - shares.idle), idle: shares.idle };
}

function layerOf(tree: TraceTree, row: number, layer: SpanColumns['layer']): number {
  const value = layer[tree.order[row]!]!;
  return value < LAYERS ? value : LAYERS - 1;
}

/**
 * `subtreeEnd` among the rows of one transaction, in positions of `rows`.
 *
 * @returns the positions in post-order: each after all beneath it
 */
function subtreeEndsWithin(tree: TraceTree, rows: Int32Array, ends: Int32Array): number[] {
  const open: number[] = [];
  const left: number[] = [];
  for (let node = 0; node < rows.length; node++) {
    while (open.length > 0 && tree.subtreeEnd[rows[open[open.length - 1]!]!]! <= rows[node]!) {
      const closed = open.pop()!;
      ends[closed] = node;
      left.push(closed);
    }
    open.push(node);
  }
  while (open.length > 0) {
    const closed = open.pop()!;
    ends[closed] = rows.length;
    left.push(closed);
  }
  return left;
}

/**
 * Adds up equal shares of time without losing any: whole nanoseconds exactly, and what does not divide as fractions
 * that are handed out at the end, largest first.
 */
class Shares {
  readonly #deepest: number[] = new Array<number>(LAYERS).fill(0);
  readonly #whole: number[] = new Array<number>(LAYERS).fill(0);
  readonly #fractions: number[] = new Array<number>(LAYERS).fill(0);
  /** Time that passed while nothing ran. */
  idle = 0;
  #running = 0;
  /** Sum of the layers of what runs deepest: where only one does, its layer. */
  #layers = 0;

  add(layer: number): void {
    this.#deepest[layer]!++;
    this.#running++;
    this.#layers += layer;
  }

  remove(layer: number): void {
    this.#deepest[layer]!--;
    this.#running--;
    this.#layers -= layer;
  }

  pass(time: Nanoseconds): void {
    const running = this.#running;
    if (time <= 0) return;
    if (running === 0) {
      this.idle += time;
      return;
    }
    if (running === 1) {
      this.#whole[this.#layers]! += time;
      return;
    }
    const each = Math.floor(time / running);
    const rest = time - each * running;
    for (let layer = 0; layer < LAYERS; layer++) {
      const deepest = this.#deepest[layer]!;
      if (deepest === 0) continue;
      this.#whole[layer]! += each * deepest;
      if (rest > 0) this.#fractions[layer]! += (rest * deepest) / running;
    }
  }

  parts(duration: Nanoseconds): Float64Array {
    const parts = new Float64Array(this.#whole);
    let left = duration;
    for (let layer = 0; layer < LAYERS; layer++) {
      const whole = Math.floor(this.#fractions[layer]!);
      parts[layer]! += whole;
      this.#fractions[layer]! -= whole;
      left -= parts[layer]!;
    }
    if (left === 0) return parts;
    // Sums of fractions are off by less than a nanosecond each, so what is left is a few at most.
    const order = Array.from({ length: LAYERS }, (_, layer) => layer)
      .filter((layer) => parts[layer]! > 0 || this.#fractions[layer]! > 0)
      .sort((a, b) => this.#fractions[b]! - this.#fractions[a]!);
    for (let at = 0; left !== 0 && order.length > 0; at++) {
      const step = left > 0 ? 1 : -1;
      const layer = order[at % order.length]!;
      if (step < 0 && parts[layer] === 0) continue;
      parts[layer]! += step;
      left -= step;
    }
    return parts;
  }
}
