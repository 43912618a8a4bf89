/**
 * Finished spans on their way out: bounded, oldest dropped first, handed over when enough have gathered or
 * enough time has passed. Adding a span is a push and a comparison; everything else happens at the flush.
 */
import type { RecordedSpan } from '../record/span.ts';
import type { SpanSink } from '../record/transaction.ts';

export interface OutboxOptions {
  /** Spans that are sent in one request. */
  batchSpans: number;
  /** Spans that may wait; beyond them the oldest batch is dropped and counted. */
  maxWaitingSpans: number;
}

export class Outbox implements SpanSink<RecordedSpan> {
  dropped = 0;
  skipped = 0;
  #filling: RecordedSpan[] = [];
  #batches: RecordedSpan[][] = [];
  readonly #options: OutboxOptions;
  readonly #onBatch: () => void;

  constructor(options: OutboxOptions, onBatch: () => void) {
    this.#options = options;
    this.#onBatch = onBatch;
  }

  add(span: RecordedSpan): void {
    if (this.#filling.push(span) < this.#options.batchSpans) return;
    this.#close();
    this.#onBatch();
  }

  skip(count: number): void {
    this.skipped += count;
  }

  get waiting(): number {
    return this.#filling.length + this.#batches.reduce((sum, batch) => sum + batch.length, 0);
  }

  /** The oldest spans, at most one batch; undefined when nothing waits. */
  take(): RecordedSpan[] | undefined {
    if (this.#batches.length === 0 && this.#filling.length > 0) this.#close();
    return this.#batches.shift();
  }

  /** Puts back what could not be sent, in front of everything else. */
  putBack(batch: RecordedSpan[]): void {
    this.#batches.unshift(batch);
    this.#dropOldest();
  }

  #close(): void {
    this.#batches.push(this.#filling);
    this.#filling = [];
    this.#dropOldest();
  }

  #dropOldest(): void {
    while (this.#batches.length > 1 && this.waiting > this.#options.maxWaitingSpans) {
      const oldest = this.#batches.shift() as RecordedSpan[];
      this.dropped += oldest.length;
      for (const span of oldest) span.release();
    }
  }
}
