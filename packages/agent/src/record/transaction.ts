/**
 * The spans of one trace inside this process, from the first span to the last: where the sampling decision is
 * kept, and where repetitions are counted so that an N+1 gets its place in the code.
 *
 * A sampled transaction hands each span on as it ends. One that was sampled out keeps its spans until its
 * first span ends: if that was slow or failed they are handed on after all, otherwise they are counted and
 * dropped.
 */

/** What a transaction must know of its spans. */
export interface EndedSpan {
  readonly statusCode: number;
  readonly startMs: number;
  readonly endMs: number;
  release(): void;
}

export interface SpanSink<Span extends EndedSpan> {
  add(span: Span): void;
  /** Spans that were sampled away on purpose. */
  skip(count: number): void;
}

/** A sampled-out transaction remembers at most this many spans for the case that it turns out slow. */
const MAX_HELD_SPANS = 1_000;

/** Different statements counted per transaction; texts with literals in them would otherwise pile up. */
const MAX_STATEMENTS = 1_000;

export class Transaction<Span extends EndedSpan> {
  readonly sampled: boolean;
  /** Milliseconds from which a sampled-out transaction is kept after all. */
  readonly slowMs: number;
  /** Route template set by a framework hook, without the method. */
  route = '';
  first: Span | undefined = undefined;
  readonly #sink: SpanSink<Span>;
  #held: Span[] | undefined = undefined;
  #repeats: Map<string, Repeat> | undefined = undefined;

  constructor(sampled: boolean, slowMs: number, sink: SpanSink<Span>) {
    this.sampled = sampled;
    this.slowMs = slowMs;
    this.#sink = sink;
  }

  onEnd(span: Span): void {
    if (this.sampled) {
      this.#sink.add(span);
      return;
    }
    this.#held ??= [];
    if (this.#held.length < MAX_HELD_SPANS) this.#held.push(span);
    else this.#sink.skip(1);
    if (span !== this.first) return;
    const keep = span.statusCode === 2 || span.endMs - span.startMs >= this.slowMs;
    if (keep) for (const held of this.#held) this.#sink.add(held);
    else {
      this.#sink.skip(this.#held.length);
      for (const held of this.#held) held.release();
    }
    this.#held = undefined;
  }

  /** Counts one execution of `statement` beneath this transaction and returns what is known of it. */
  repeat(statement: string): Repeat {
    const repeat = this.known(statement) ?? this.expect(statement);
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
  file: string;
  line: number;
  column: number;
  functionName: string;
}
