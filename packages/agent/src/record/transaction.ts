/**
 * The spans of one trace inside this process, from the first span to the last: where the sampling decision is
 * kept, and where repetitions are counted so that an N+1 gets its place in the code.
 *
 * Where everything is kept, each span is handed on as it ends. Where chance decides, spans wait for the end of the first
 * one: a slow or failed transaction is kept in any case, and then stands for itself; of the others, those that were chosen
 * stand for those that were not, which are counted and dropped.
 */

import type { FixedAttributes } from './fixed-attributes.ts';
import { withoutThreshold } from './sampling.ts';

/** What a transaction must know of its spans. */
export interface EndedSpan {
  readonly statusCode: number;
  readonly startMs: number;
  readonly endMs: number;
  traceState: string;
  release(): void;
}

export interface SpanSink<Span extends EndedSpan> {
  add(span: Span): void;
  /** Spans that were sampled away on purpose. */
  skip(count: number): void;
}

/** A transaction remembers at most this many spans for the case that it turns out slow. */
const MAX_HELD_SPANS = 1_000;

/** Different statements counted per transaction; texts with literals in them would otherwise pile up. */
const MAX_STATEMENTS = 1_000;

export class Transaction<Span extends EndedSpan> {
  readonly sampled: boolean;
  /** Whether it was chosen with others that were not, for which it stands. */
  readonly weighted: boolean;
  /** Milliseconds from which a sampled-out transaction is kept after all. */
  readonly slowMs: number;
  /** Route template set by a framework hook, without the method. */
  route = '';
  first: Span | undefined = undefined;
  readonly #sink: SpanSink<Span>;
  #held: Span[] | undefined = undefined;
  #fate: 'open' | 'kept' | 'kept for itself' | 'dropped' = 'open';
  #repeats: Map<string, Repeat> | undefined = undefined;
  #lastStatement = '';
  #lastRepeat: Repeat | undefined = undefined;

  constructor(sampled: boolean, weighted: boolean, slowMs: number, sink: SpanSink<Span>) {
    this.sampled = sampled;
    this.weighted = weighted;
    this.slowMs = slowMs;
    this.#sink = sink;
  }

  onEnd(span: Span): void {
    if (this.sampled && !this.weighted) this.#sink.add(span);
    else if (this.#fate === 'open') this.#hold(span);
    else this.#hand(span);
  }

  #hold(span: Span): void {
    this.#held ??= [];
    if (this.#held.length < MAX_HELD_SPANS || span === this.first) this.#held.push(span);
    else if (this.sampled) this.#sink.add(span);
    else this.#drop(span);
    if (span === this.first) this.#decide(span);
  }

  #decide(first: Span): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (first.statusCode === 2 || first.endMs - first.startMs >= this.slowMs) this.#fate = 'kept for itself';
    else this.#fate = this.sampled ? 'kept' : 'dropped';
    for (const span of held) this.#hand(span);
  }

  #hand(span: Span): void {
    if (this.#fate === 'dropped') this.#drop(span);
    else {
      if (this.#fate === 'kept for itself') span.traceState = withoutThreshold(span.traceState);
      this.#sink.add(span);
    }
  }

  #drop(span: Span): void {
    this.#sink.skip(1);
    span.release();
  }

  /** Counts one execution of `statement` beneath this transaction and returns what is known of it. */
  repeat(statement: string): Repeat {
    let repeat = this.#lastRepeat;
    if (repeat === undefined || this.#lastStatement !== statement) {
      repeat = this.known(statement) ?? this.expect(statement);
      this.#lastStatement = statement;
      this.#lastRepeat = repeat;
    }
    repeat.count++;
    return repeat;
  }

  known(statement: string): Repeat | undefined {
    return this.#repeats?.get(statement);
  }

  /** Makes a place for a statement that has not run yet. */
  expect(statement: string): Repeat {
    const repeat: Repeat = { count: 0, place: undefined };
    this.#repeats ??= new Map();
    if (this.#repeats.size < MAX_STATEMENTS) this.#repeats.set(statement, repeat);
    return repeat;
  }
}

export interface Repeat {
  count: number;
  /** Found once per transaction and statement, and then borrowed by every further execution. */
  place: CodePlace | null | undefined;
}

export interface CodePlace {
  /** The same as attributes of a span. */
  attributes: FixedAttributes;
  file: string;
  line: number;
  column: number;
  functionName: string;
}
