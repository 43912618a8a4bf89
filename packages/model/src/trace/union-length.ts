import type { Nanoseconds } from '../units.ts';

/** Length of the union of intervals, each cut to `from`..`to`. `items` are in the order of their starts. */
export function unionLength(
  items: ArrayLike<number>,
  start: ArrayLike<Nanoseconds>,
  end: ArrayLike<Nanoseconds>,
  from: Nanoseconds,
  to: Nanoseconds,
): Nanoseconds {
  let length = 0;
  let until = from;
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const itemEnd = Math.min(end[item]!, to);
    const itemStart = Math.max(start[item]!, until);
    if (itemEnd <= itemStart) continue;
    length += itemEnd - itemStart;
    until = itemEnd;
  }
  return length;
}
