/**
 * Hands ended spans on, and shows each one to observers first: the development warning and the testing helper. In
 * production nobody observes and this is one comparison a span.
 */
import type { RecordedSpan } from './span.ts';
import type { SpanSink } from './transaction.ts';

/** Called with a span that has ended and still has its attributes. Must not keep it. */
export type SpanObserver = (span: RecordedSpan) => void;

export class WatchedSink implements SpanSink<RecordedSpan> {
  readonly #next: SpanSink<RecordedSpan>;
  readonly #observers = new Set<SpanObserver>();

  constructor(next: SpanSink<RecordedSpan>) {
    this.#next = next;
  }

  observe(observer: SpanObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  add(span: RecordedSpan): void {
    if (this.#observers.size > 0) for (const observer of this.#observers) observer(span);
    this.#next.add(span);
  }

  skip(count: number): void {
    this.#next.skip(count);
  }
}

/** Where spans go that nobody wants to have sent. */
export const NOWHERE: SpanSink<RecordedSpan> = {
  add: (span) => span.release(),
  skip: () => {},
};
