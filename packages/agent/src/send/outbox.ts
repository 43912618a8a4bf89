/**
 * Spans or log records on their way out: bounded, oldest dropped first, handed over when enough have gathered or
 * enough time has passed. Adding one is a push and a comparison; everything else happens at the flush.
 */

/** Forgets what it holds: it was sent, or never will be. */
export interface Releasable {
  release(): void;
}

export interface OutboxOptions {
  /** Items that are sent in one request. */
  batchItems: number;
  /** Items that may wait; beyond them the oldest batch is dropped and counted. */
  maxWaitingItems: number;
}

export class Outbox<Item extends Releasable> {
  dropped = 0;
  skipped = 0;
  #filling: Item[] = [];
  #batches: Item[][] = [];
  readonly #options: OutboxOptions;
  readonly #onBatch: () => void;

  constructor(options: OutboxOptions, onBatch: () => void) {
    this.#options = options;
    this.#onBatch = onBatch;
  }

  add(item: Item): void {
    if (this.#filling.push(item) < this.#options.batchItems) return;
    this.#close();
    this.#onBatch();
  }

  skip(count: number): void {
    this.skipped += count;
  }

  get waiting(): number {
    return this.#filling.length + this.#batches.reduce((sum, batch) => sum + batch.length, 0);
  }

  /** The oldest ones, at most one batch; undefined when nothing waits. */
  take(): Item[] | undefined {
    if (this.#batches.length === 0 && this.#filling.length > 0) this.#close();
    return this.#batches.shift();
  }

  /** Puts back what could not be sent, in front of everything else. */
  putBack(batch: Item[]): void {
    this.#batches.unshift(batch);
    this.#dropOldest();
  }

  #close(): void {
    this.#batches.push(this.#filling);
    this.#filling = [];
    this.#dropOldest();
  }

  #dropOldest(): void {
    while (this.#batches.length > 1 && this.waiting > this.#options.maxWaitingItems) {
      const oldest = this.#batches.shift() as Item[];
      this.dropped += oldest.length;
      for (const item of oldest) item.release();
    }
  }
}
