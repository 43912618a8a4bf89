import { HashSet } from './hash-set.ts';
import { StretchesOfTime } from './stretches-of-time.ts';

export interface RecentSpansOptions {
  /** How long a committed span is remembered. */
  windowMs: number;
  /** At most this many; the oldest are forgotten first. 16 bytes each. */
  maxSpans: number;
}

interface Segment {
  /** Everything committed from then until the next segment began is in it. */
  sinceMs: number;
  spans: HashSet;
  /** Where they begin. */
  stretches: Set<number>;
}

const SEGMENTS = 8;

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

  constructor({ windowMs, maxSpans }: RecentSpansOptions, nowMs: number) {
    this.#segmentMs = windowMs / (SEGMENTS - 1);
    this.#segmentSpans = Math.ceil(maxSpans / SEGMENTS);
    this.#segments = [newSegment(nowMs)];
  }

  /** All spans committed since then are remembered. */
  get completeSinceMs(): number {
    return (this.#segments[0] as Segment).sinceMs;
  }

  has(low: number, high: number): boolean {
    for (let index = this.#segments.length - 1; index >= 0; index--) {
      if ((this.#segments[index] as Segment).spans.has(low, high)) return true;
    }
    return false;
  }

  /** @param stretch in which the span begins */
  add(low: number, high: number, stretch: number, nowMs: number): void {
    let current = this.#segments.at(-1) as Segment;
    if (current.spans.size >= this.#segmentSpans || nowMs - current.sinceMs >= this.#segmentMs) {
      current = newSegment(nowMs);
      this.#lastStretch = -1;
      this.#segments.push(current);
      if (this.#segments.length > SEGMENTS)
        this.#forgotten.addAll((this.#segments.shift() as Segment).stretches);
    }
    current.spans.add(low, high);
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
}

function newSegment(sinceMs: number): Segment {
  return { sinceMs, spans: new HashSet(), stretches: new Set() };
}
