/**
 * Where work that was started side by side has to queue: however much is waiting, never more than so many run.
 *
 *     --- ---             two of six run at a time: the limit is two, and it is
 *     --- ---             reached all the time
 *       --- ---
 */
import type { Nanoseconds } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';

export interface Concurrency {
  /** The most that ran at the same time. */
  most: number;
  /** Share of the time in which so many ran, of the time in which any did. */
  share: number;
  time: Nanoseconds;
  longest: Nanoseconds;
}

export function concurrencyOf(
  { start, end }: Pick<TraceTree, 'start' | 'end'>,
  rows: readonly Row[],
): Concurrency {
  const starts = rows.map((row) => start[row]!).sort((a, b) => a - b);
  const ends = rows.map((row) => end[row]!).sort((a, b) => a - b);
  /** By number of rows that ran at the same time: how long. */
  const times: number[] = [];
  let running = 0;
  let now = starts[0] ?? 0;
  for (let s = 0, e = 0; e < ends.length; ) {
    const next = s < starts.length ? Math.min(starts[s]!, ends[e]!) : ends[e]!;
    if (next > now) {
      times[running] = (times[running] ?? 0) + next - now;
      now = next;
    }
    // What ends makes room first: back to back is not side by side.
    if (ends[e]! <= next) {
      running--;
      e++;
    } else {
      running++;
      s++;
    }
  }
  const most = times.length - 1;
  const time = times.reduce((sum, each, at) => (at === 0 ? sum : sum + (each ?? 0)), 0);
  return {
    most: Math.max(0, most),
    share: time === 0 ? 0 : (times[most] ?? 0) / time,
    time,
    longest: rows.reduce((most, row) => Math.max(most, end[row]! - start[row]!), 0),
  };
}

export interface Queue {
  /** Of the call that waited least. */
  shortest: Nanoseconds;
  longest: Nanoseconds;
  time: Nanoseconds;
}

/** So straight a line from begin to end is no chance among as few as eight calls. */
const MIN_CORRELATION = 0.8;
/** Below it they may differ by what they do. */
const MIN_STRETCH = 2;

/** @param rows by start; undefined where they do not end as if they stood in a queue */
export function queueOf(
  { start, end }: Pick<TraceTree, 'start' | 'end'>,
  rows: readonly Row[],
): Queue | undefined {
  if (rows.length === 0) return undefined;
  const lastStart = start[rows[rows.length - 1]!]!;
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  let lastEnd = lastStart;
  for (const row of rows) {
    if (end[row]! < lastStart) return undefined;
    shortest = Math.min(shortest, end[row]! - start[row]!);
    longest = Math.max(longest, end[row]! - start[row]!);
    lastEnd = Math.max(lastEnd, end[row]!);
  }
  if (longest < MIN_STRETCH * shortest || correlation(ranksOf(rows, start), rows, end) < MIN_CORRELATION)
    return undefined;
  return { shortest, longest, time: lastEnd - start[rows[0]!]! };
}

/** Positions in the order of starts; those that start together share the middle of theirs, for they have no order. */
function ranksOf(rows: readonly Row[], start: Float64Array): number[] {
  const ranks: number[] = [];
  for (let from = 0; from < rows.length; ) {
    let to = from + 1;
    while (to < rows.length && start[rows[to]!] === start[rows[from]!]) to++;
    for (let at = from; at < to; at++) ranks.push((from + to - 1) / 2);
    from = to;
  }
  return ranks;
}

/** -1 to 1; 0 where one of both never differs. */
function correlation(ranks: readonly number[], rows: readonly Row[], column: Float64Array): number {
  const middle = (rows.length - 1) / 2;
  const mean = rows.reduce((sum, row) => sum + column[row]!, 0) / rows.length;
  let both = 0;
  let ofRanks = 0;
  let ofValues = 0;
  rows.forEach((row, at) => {
    const rank = ranks[at]! - middle;
    const value = column[row]! - mean;
    both += rank * value;
    ofRanks += rank ** 2;
    ofValues += value ** 2;
  });
  return ofRanks === 0 || ofValues === 0 ? 0 : both / Math.sqrt(ofRanks * ofValues);
}
