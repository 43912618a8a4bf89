import { EventType } from '@tracebin/model';
import type { EventRow } from '../../receive/event/event-row.ts';
import type { EventSink } from '../../receive/ingest.ts';
import { BatchHash } from '../duplicates/batch-hash.ts';
import type { RecentSpans } from '../duplicates/recent-spans.ts';
import type { SpanHash } from '../duplicates/span-hash.ts';
import { stretchOf } from '../duplicates/stretches-of-time.ts';
import type { EventBlockBuilder } from './event-block-builder.ts';
import type { Group, GroupRequest } from './group.ts';
import { dropRepeatedBatch } from './repeated-batch.ts';

/** Puts rows into a group, except spans that are stored or about to be. */
export class DeduplicatingSink implements EventSink {
  dropped = 0;
  #spans = 0;
  #others = 0;
  readonly #batch: BatchHash;
  readonly #group: Group<EventBlockBuilder>;
  readonly #committing: Group<EventBlockBuilder> | undefined;
  readonly #request: GroupRequest;
  readonly #recent: RecentSpans;
  readonly #hash: SpanHash;
  readonly #lookupBefore: number;
  readonly #rememberedFrom: number;

  constructor(options: {
    group: Group<EventBlockBuilder>;
    /** The group before this one, while its commit has not ended. */
    committing: Group<EventBlockBuilder> | undefined;
    request: GroupRequest;
    recent: RecentSpans;
    hash: SpanHash;
    /** Spans that ended before this time, in milliseconds, have to be looked up in the store. */
    lookupBeforeMs: number;
    /** Those that ended before this time only where stored spans have been forgotten. */
    rememberedFromMs: number;
  }) {
    this.#group = options.group;
    this.#committing = options.committing;
    this.#request = options.request;
    this.#recent = options.recent;
    this.#hash = options.hash;
    this.#lookupBefore = options.lookupBeforeMs * 1e6;
    this.#rememberedFrom = options.rememberedFromMs * 1e6;
    this.#batch = new BatchHash(options.request.bin);
    options.hash.openBin(options.request.bin);
  }

  append(row: EventRow): void {
    const { builder, spans } = this.#group;
    if (row.type !== EventType.span) {
      builder.append(row);
      this.#batch.addRow(row);
      this.#others++;
      return;
    }
    this.#spans++;
    const hash = this.#hash;
    hash.ofSpan(row.traceId, row.spanId, row.kind);
    const { low, high } = hash;
    if (this.#recent.has(low, high)) {
      this.dropped++;
      return;
    }
    if (spans.has(low, high)) {
      this.dropped++;
      this.#request.leansOnGroup = true;
      return;
    }
    if (this.#committing?.spans.has(low, high)) {
      this.dropped++;
      this.#request.leansOnPrevious = true;
      return;
    }
    const endNanos = (row.timeHigh >>> 0) * 4294967296 + (row.timeLow >>> 0) + row.duration;
    const stretch = stretchOf(row.timeLow, row.timeHigh);
    const isLate =
      endNanos < this.#lookupBefore ||
      (endNanos < this.#rememberedFrom && this.#recent.mayHaveForgotten(stretch));
    if (isLate) this.#request.late.push(spans.length);
    builder.append(row);
    spans.add(low, high, builder.rows - 1, stretch);
  }

  /** To be called when the whole request is decoded: logs are known by the batch in which they come. */
  finish(): void {
    if (this.#others === 0 || this.#spans > 0) return;
    this.dropped += dropRepeatedBatch(
      this.#batch,
      this.#group,
      this.#committing,
      this.#request,
      this.#recent,
    );
  }
}
