import { HashSet } from './hash-set.ts';

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
}

const SEGMENTS = 8;

/**
 * The spans that were committed lately, in a row of sets that are forgotten one at a time:
 *
 *   [ 18:00 ][ 18:02 ][ 18:04 ][ 18:06 .. now ]   completeSinceMs = 18:00
 *
 * A span that ended before `completeSinceMs` may have been committed and forgotten; the store has to be asked.
 */
export class RecentSpans {
  readonly #segmentMs: number;
  readonly #segmentSpans: number;
  #segments: Segment[];

  constructor({ windowMs, maxSpans }: RecentSpansOptions, nowMs: number) {
    this.#segmentMs = windowMs / (SEGMENTS - 1);
    this.#segmentSpans = Math.ceil(maxSpans / SEGMENTS);
    this.#segments = [{ sinceMs: nowMs, spans: new HashSet() }];
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

  add(low: number, high: number, nowMs: number): void {
    let current = this.#segments.at(-1) as Segment;
    if (current.spans.size >= this.#segmentSpans || nowMs - current.sinceMs >= this.#segmentMs) {
      current = { sinceMs: nowMs, spans: new HashSet() };
      this.#segments.push(current);
      if (this.#segments.length > SEGMENTS) this.#segments.shift();
    }
    current.spans.add(low, high);
  }

  /** Takes what the store says about the time before this process, given that it holds all of it since then. */
  preloaded(sinceMs: number): void {
    (this.#segments[0] as Segment).sinceMs = sinceMs;
  }
}
