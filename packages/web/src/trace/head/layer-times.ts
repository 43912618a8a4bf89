import { LAYER_NAMES, layerBreakdown, type TraceTree } from '@tracebin/model';
import type { TraceLayout } from '../layout/trace-layout.ts';

/** What the wall time of a whole trace went to: the parts and `idle` add up to its duration exactly. */
export interface LayerTimes {
  /** Nanoseconds by layer, in the order of `LAYER_NAMES`. */
  layers: readonly number[];
  /** Time in which no span ran that has arrived. */
  idle: number;
}

const OTHER = LAYER_NAMES.length - 1;

/**
 * The model cuts time by transaction; a trace is taken as one, under an imagined root from its first start to its
 * last end, for a root may end long before what it set off (a gateway that gives up). The imagined root has time of its
 * own only while nothing else runs: that is the idle time.
 */
export function layerTimes(layout: TraceLayout): LayerTimes {
  const { count, tree, duration, answer } = layout;
  if (count === 0) return { layers: LAYER_NAMES.map(() => 0), idle: 0 };
  const root = answer.spans.spanId.length;
  const under: TraceTree = {
    ...tree,
    count: count + 1,
    order: withFirst(tree.order, root, 0),
    parent: withFirst(tree.parent, -1, 1),
    depth: withFirst(tree.depth, 0, 1),
    subtreeEnd: withFirst(tree.subtreeEnd, count + 1, 1),
    start: withFirst64(layout.start, 0),
    end: withFirst64(layout.end, duration),
    roots: Int32Array.of(0),
  };
  const rows = Int32Array.from({ length: count + 1 }, (_, row) => row);
  const transactions = {
    count: 1,
    root: Int32Array.of(0),
    of: new Int32Array(count + 1),
    offset: Int32Array.of(0, count + 1),
    rows,
  };
  const layers = [...layerBreakdown(under, transactions, [...answer.spans.layer, OTHER])];
  const idle = Math.min(layers[OTHER]!, idleTime(layout));
  layers[OTHER]! -= idle;
  return { layers, idle };
}

/** Length of the gaps between spans. */
function idleTime({ count, start, end, duration }: TraceLayout): number {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  order.sort((a, b) => start[a]! - start[b]!);
  let idle = 0;
  let until = 0;
  for (const at of order) {
    if (start[at]! > until) idle += start[at]! - until;
    if (end[at]! > until) until = end[at]!;
  }
  return idle + Math.max(0, duration - until);
}

function withFirst(column: Int32Array, first: number, shift: number): Int32Array {
  const wider = new Int32Array(column.length + 1);
  wider[0] = first;
  for (let at = 0; at < column.length; at++) wider[at + 1] = column[at]! + shift;
  return wider;
}

function withFirst64(column: Float64Array, first: number): Float64Array {
  const wider = new Float64Array(column.length + 1);
  wider[0] = first;
  wider.set(column, 1);
  return wider;
}
