/** Spans of a trace put together by what they have in common, each group with what it comes to. */
import { StatusCode } from '../event-codes.ts';
import type { Nanoseconds } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';
import type { SpanColumns } from './span-columns.ts';

/** One entry a group, the one with most self time first. */
export interface SpanStatistics {
  readonly count: number;
  /** The number that all spans of the group share. */
  readonly key: Int32Array;
  readonly spans: Int32Array;
  readonly failed: Int32Array;
  /** Sum of the durations; what runs side by side or inside another span of the group counts each time. */
  readonly total: Float64Array;
  /** Sum of what the spans spent themselves: over all groups, no time of a span counts twice. */
  readonly self: Float64Array;
  /** Durations of a single span: half are no longer, 95 of a hundred are no longer, none is longer. */
  readonly median: Float64Array;
  readonly p95: Float64Array;
  readonly max: Float64Array;
  /** The longest span. */
  readonly slowest: Int32Array;
}

/**
 * @param keyOf by span: what it is grouped by
 * @param self by row
 */
export function spanStatistics(
  tree: TraceTree,
  status: SpanColumns['status'],
  keyOf: ArrayLike<number>,
  self: ArrayLike<Nanoseconds>,
): SpanStatistics {
  const groups = new Map<number, Row[]>();
  for (let row = 0; row < tree.count; row++) {
    const key = keyOf[tree.order[row]!]!;
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  const found = [...groups].map(([key, rows]) => measure(tree, status, self, key, rows));
  found.sort((a, b) => b.self - a.self || b.total - a.total || a.key - b.key);
  const ints = (of: (group: Measured) => number) => Int32Array.from(found, of);
  const numbers = (of: (group: Measured) => number) => Float64Array.from(found, of);
  return {
    count: found.length,
    key: ints(({ key }) => key),
    spans: ints(({ spans }) => spans),
    failed: ints(({ failed }) => failed),
    total: numbers(({ total }) => total),
    self: numbers(({ self }) => self),
    median: numbers(({ median }) => median),
    p95: numbers(({ p95 }) => p95),
    max: numbers(({ max }) => max),
    slowest: ints(({ slowest }) => slowest),
  };
}

type Measured = ReturnType<typeof measure>;

function measure(
  tree: TraceTree,
  status: SpanColumns['status'],
  self: ArrayLike<Nanoseconds>,
  key: number,
  rows: readonly Row[],
) {
  const durations = new Float64Array(rows.length);
  let total = 0;
  let ownTime = 0;
  let failed = 0;
  let slowest = rows[0]!;
  rows.forEach((row, at) => {
    const duration = Math.max(0, tree.end[row]! - tree.start[row]!);
    durations[at] = duration;
    total += duration;
    ownTime += self[row]!;
    if (status[tree.order[row]!] === StatusCode.error) failed++;
    if (duration > tree.end[slowest]! - tree.start[slowest]!) slowest = row;
  });
  durations.sort();
  const quantile = (share: number) => durations[Math.max(0, Math.ceil(share * rows.length) - 1)]!;
  return {
    key,
    spans: rows.length,
    failed,
    total,
    self: ownTime,
    median: quantile(0.5),
    p95: quantile(0.95),
    max: durations[rows.length - 1]!,
    slowest,
  };
}
