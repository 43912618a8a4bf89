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
