/**
 * The stretches in which a span worked itself, that is, in which none of its children ran. The segments of the
 * span at position `p` are those from `first[p]` to `first[p + 1]`, in time order.
 * `before[s]` is the length of all segments before `s`, over all spans, so that the self time between any two
 * moments costs two searches and no walk: the waterfall draws a pixel with 4,000 segments in it by asking for
 * their share of the pixel.
 */
export interface SelfSegments {
  first: Int32Array;
  from: Float64Array;
  to: Float64Array;
  before: Float64Array;
}

/** Columns in tree order; siblings by start. Children are cut to the extent of their parent. */
export function selfSegments(start: Float64Array, end: Float64Array, subtreeEnd: Int32Array): SelfSegments {
  const count = start.length;
  const first = new Int32Array(count + 1);
  // Each child splits its parent at most once more, so two a span are enough.
  const from = new Float64Array(2 * count);
  const to = new Float64Array(2 * count);
  const before = new Float64Array(2 * count + 1);
  let n = 0;
  let sum = 0;
  const add = (a: number, b: number) => {
    from[n] = a;
    to[n] = b;
    before[n] = sum;
    sum += b - a;
    n++;
  };
  for (let at = 0; at < count; at++) {
    first[at] = n;
    const last = end[at]!;
    const stop = subtreeEnd[at]!;
    let cursor = start[at]!;
    for (let child = at + 1; child < stop; child = subtreeEnd[child]!) {
      if (cursor >= last) break;
      const childStart = start[child]!;
      if (childStart > cursor) add(cursor, Math.min(childStart, last));
      if (end[child]! > cursor) cursor = end[child]!;
    }
    if (cursor < last) add(cursor, last);
  }
  first[count] = n;
  before[n] = sum;
  return {
    first,
    from: from.subarray(0, n),
    to: to.subarray(0, n),
    before: before.subarray(0, n + 1),
  };
}

/** Nanoseconds of self time of the span at `at`. */
export function selfTimeAt(self: SelfSegments, at: number): number {
  return self.before[self.first[at + 1]!]! - self.before[self.first[at]!]!;
}

/** First segment of the span at `at` that ends after `time`; `first[at + 1]` when there is none. */
export function segmentAfter(self: SelfSegments, at: number, time: number): number {
  let low = self.first[at]!;
  let high = self.first[at + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (self.to[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Self time of the span at `at` between two moments. */
export function selfTimeBetween(self: SelfSegments, at: number, from: number, to: number): number {
  return selfTimeUntil(self, at, to) - selfTimeUntil(self, at, from);
}

function selfTimeUntil(self: SelfSegments, at: number, time: number): number {
  const segment = segmentAfter(self, at, time);
  const done = self.before[segment]!;
  if (segment === self.first[at + 1]) return done;
  return done + Math.max(0, time - self.from[segment]!);
}
