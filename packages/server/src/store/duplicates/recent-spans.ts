import { HashSet } from './hash-set.ts';
import { SegmentMarks } from './segment-marks.ts';
import { StretchesOfTime } from './stretches-of-time.ts';

export interface RecentSpansOptions {
  /** How long a committed span is remembered. */
  windowMs: number;
  /** At most this many; the oldest are forgotten first. 16 bytes each. */
  maxSpans: number;
  /** With so many it is marked which sets may have a span. */
  markFromSpans?: number;
}

interface Segment {
  /** Everything committed from then until the next segment began is in it. */
  sinceMs: number;
  spans: HashSet;
  /** Its own among those that are remembered. */
  bit: number;
  /** Where they begin. */
  stretches: Set<number>;
}

const SEGMENTS = 8;
/** Looking into each set costs a miss of the processor's cache, as soon as they are larger than it. */
const DEFAULT_MARK_FROM_SPANS = 500_000;

/**
 * The spans that were committed lately, in a row of sets that are forgotten one at a time:
 *
 *   [ 18:00 ][ 18:02 ][ 18:04 ][ 18:06 .. now ]   completeSinceMs = 18:00
 *
 * A span that ended before `completeSinceMs` may have been committed and forgotten. Then the store has to be asked, unless
 * nothing that begins in the same five minutes has been: of a store that was empty at the start, or an import that goes
 * on from day to day, no span is looked up.
 */
export class RecentSpans {
  readonly #segmentMs: number;
  readonly #segmentSpans: number;
  /** Where those lie that are stored and not remembered. */
  readonly #forgotten = new StretchesOfTime();
  #lastStretch = -1;
  #segments: Segment[];
  readonly #markFromSpans: number;
  #marks: SegmentMarks | undefined;
  #begun = 0;

  constructor(
    { windowMs, maxSpans, markFromSpans = DEFAULT_MARK_FROM_SPANS }: RecentSpansOptions,
    nowMs: number,
  ) {
    this.#markFromSpans = markFromSpans;
    this.#segmentMs = windowMs / (SEGMENTS - 1);
    this.#segmentSpans = Math.ceil(maxSpans / SEGMENTS);
    this.#segments = [this.#newSegment(nowMs)];
  }

  /** All spans committed since then are remembered. */
  get completeSinceMs(): number {
    return (this.#segments[0] as Segment).sinceMs;
  }

  has(low: number, high: number): boolean {
    const candidates = this.#marks === undefined ? -1 : this.#marks.at(high);
    if (candidates === 0) return false;
    for (let index = this.#segments.length - 1; index >= 0; index--) {
      const { bit, spans } = this.#segments[index] as Segment;
      if ((candidates & bit) !== 0 && spans.has(low, high)) return true;
    }
    return false;
  }

  /** @param stretch in which the span begins */
  add(low: number, high: number, stretch: number, nowMs: number): void {
    let current = this.#segments.at(-1) as Segment;
    if (current.spans.size >= this.#segmentSpans || nowMs - current.sinceMs >= this.#segmentMs) {
      if (this.#segments.length === SEGMENTS) this.#forget(this.#segments.shift() as Segment);
      current = this.#newSegment(nowMs);
      this.#lastStretch = -1;
      this.#segments.push(current);
      this.#mark();
    }
    current.spans.add(low, high);
    this.#marks?.add(current.bit, high);
    if (stretch === this.#lastStretch) return;
    this.#lastStretch = stretch;
    current.stretches.add(stretch);
  }

  /** Whether spans that begin there may have been committed without being remembered now. */
  mayHaveForgotten(stretch: number): boolean {
    return this.#forgotten.has(stretch);
  }

  /**
   * Takes what the store says about the time before this process.
   *
   * @param sinceMs what was committed since then has been added
   * @param days on which the spans lie that are stored, as `2026-01-31`
   */
  preloaded(sinceMs: number, days: readonly string[]): void {
    (this.#segments[0] as Segment).sinceMs = sinceMs;
    for (const day of days) this.#forgotten.addDay(day);
  }

  #newSegment(sinceMs: number): Segment {
    return { sinceMs, spans: new HashSet(), bit: 1 << (this.#begun++ % SEGMENTS), stretches: new Set() };
  }

  #forget({ bit, stretches }: Segment): void {
    this.#forgotten.addAll(stretches);
    this.#marks?.remove(bit);
  }

  /** Begins to mark where there have come to be many spans, and ends it where there are few again. */
  #mark(): void {
    const spans = this.#segments.reduce((sum, segment) => sum + segment.spans.size, 0);
    if (spans < this.#markFromSpans) this.#marks = undefined;
    else if (this.#marks === undefined) {
      this.#marks = new SegmentMarks();
      for (const segment of this.#segments) this.#marks.addAll(segment.bit, segment.spans);
    }
  }
}
