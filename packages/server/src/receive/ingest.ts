/**
 * What a protocol needs of the rest of the server: a place to put what it decoded, and a promise that
 * settles when that is safe. The writer in `store/` is the one implementation that runs in production.
 */
import type { EventRow } from './event/event-row.ts';
import type { MetricPoint } from './event/metric-point.ts';

/** The bin a request writes to, resolved from its key before decoding begins. */
export interface BinScope {
  /** Internal id of the bin, never a secret. */
  bin: string;
  retentionHours: number;
}

export interface EventSink {
  /** Copies the row into the open block. The caller has validated it. */
  append(row: EventRow): void;
}

export interface MetricSink {
  append(point: MetricPoint): void;
}

export interface Ingest {
  /**
   * Runs `decode` at once and synchronously against the open block, and resolves with what it returned after
   * that block was committed. When `decode` throws, everything it appended is taken back and its error is passed on.
   *
   * @param bodyBytes size of the decompressed body, counted against the backlog bound
   * @throws OverloadedError before `decode` is called, when the backlog is above its bound or the server drains
   * @throws StoreUnavailableError when the block could not be committed; the sender should try again
   */
  events<T>(scope: BinScope, bodyBytes: number, decode: (sink: EventSink) => T): Promise<T>;
  /** The same for metrics. */
  metrics<T>(scope: BinScope, bodyBytes: number, decode: (sink: MetricSink) => T): Promise<T>;
}
