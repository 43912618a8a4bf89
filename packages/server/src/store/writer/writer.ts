/**
 * Takes decoded requests and answers each after its rows are committed: what is acknowledged is on the disk.
 * What waits is bounded; beyond the bound, while the store fails and while the server stops, a request is refused
 * before it is decoded, with an error that asks the sender to come back.
 */
import { OverloadedError, StoreUnavailableError } from '../../errors.ts';
import type { BinScope, EventSink, Ingest, MetricSink } from '../../receive/ingest.ts';
import { BatchHash } from '../duplicates/batch-hash.ts';
import { RecentSpans } from '../duplicates/recent-spans.ts';
import { SpanHash } from '../duplicates/span-hash.ts';
import { readDays, readRecentSpans } from '../duplicates/stored-spans.ts';
import { repairTraces } from '../duplicates/trace-repair.ts';
import type { Engine } from '../engine/engine.ts';
import { CommitLane, type CommitObservation } from './commit-lane.ts';
import { Committer } from './committer.ts';
import { DeduplicatingSink } from './deduplicating-sink.ts';
import { EventBlockBuilder } from './event-block-builder.ts';
import { type BlockBuilder, Group, type GroupRequest } from './group.ts';
import { MetricBlockBuilder } from './metric-block-builder.ts';
import { dropRepeatedBatch } from './repeated-batch.ts';
import { StoreHealth, type StoreState } from './store-health.ts';
import { DEFAULT_WRITER_OPTIONS, type WriterOptions } from './writer-options.ts';

export interface WriterCounters {
  /** Since the start of the process. */
  commits: number;
  failedCommits: number;
  rows: number;
  bytes: number;
  commitMs: number;
  /** Spans that were known already and not stored again. */
  duplicates: number;
  refusedRequests: number;
  /** Now. */
  waitingBytes: number;
  waitingRequests: number;
}

export class Writer implements Ingest {
  readonly #options: WriterOptions;
  readonly #health: StoreHealth;
  readonly #recent: RecentSpans;
  readonly #hash = new SpanHash();
  readonly #events: CommitLane<EventBlockBuilder>;
  readonly #metrics: CommitLane<MetricBlockBuilder>;
  readonly #isStoreShared: boolean;
  readonly #totals = {
    commits: 0,
    failedCommits: 0,
    rows: 0,
    bytes: 0,
    commitMs: 0,
    duplicates: 0,
    refusedRequests: 0,
  };
  #lastFailureMs = 0;
  #isDraining = false;

  private constructor(engine: Engine, options: WriterOptions) {
    this.#options = options;
    this.#isStoreShared = engine.kind === 'cluster';
    this.#health = new StoreHealth(engine, options.probeIntervalMs);
    this.#recent = new RecentSpans(
      { windowMs: options.duplicateWindowMs, maxSpans: options.maxRememberedSpans },
      Date.now(),
    );
    const committer = () => new Committer(engine, this.#health, new SpanHash(this.#hash));
    const listener = {
      onCommitted: (group: Group, request: GroupRequest) => this.#remember(group, request),
      onGroupDone: (observation: CommitObservation) => this.#count(observation),
    };
    this.#events = new CommitLane(options, committer(), listener, [
      new Group(new EventBlockBuilder(options.maxRequestBytes)),
      new Group(new EventBlockBuilder(options.maxRequestBytes)),
    ]);
    this.#metrics = new CommitLane(options, committer(), listener, [
      new Group(new MetricBlockBuilder()),
      new Group(new MetricBlockBuilder()),
    ]);
  }

  /** Mends what a crash may have left half done, and remembers what was committed lately. */
  static async open(engine: Engine, options: Partial<WriterOptions> = {}): Promise<Writer> {
    const writer = new Writer(engine, { ...DEFAULT_WRITER_OPTIONS, ...options });
    await repairTraces(engine);
    await writer.#preload(engine);
    return writer;
  }

  get state(): StoreState | { state: 'draining' } {
    return this.#isDraining ? { state: 'draining' } : this.#health.state;
  }

  get counters(): WriterCounters {
    return {
      ...this.#totals,
      waitingBytes: this.#waitingBytes,
      waitingRequests: this.#events.waitingRequests + this.#metrics.waitingRequests,
    };
  }

  /** For how much of the last seconds requests waited for the commit before theirs, 0 to 1. */
  get pressure(): number {
    return Math.max(this.#events.pressure, this.#metrics.pressure);
  }

  /** Second in which the oldest request with spans or logs was received whose commit is not over. */
  get uncommittedSince(): number | undefined {
    return this.#events.waitingSince;
  }

  async events<T>(scope: BinScope, bodyBytes: number, decode: (sink: EventSink) => T): Promise<T> {
    this.#admit(bodyBytes);
    const group = this.#events.open;
    const request = newRequest(group, scope.bin);
    const sink = new DeduplicatingSink({
      group,
      committing: this.#events.committing,
      request,
      recent: this.#recent,
      hash: this.#hash,
      lookupBeforeMs: this.#lookupBeforeMs,
      rememberedFromMs: this.#recent.completeSinceMs + this.#options.clockSkewMs,
    });
    const answer = await this.#submit(this.#events, group, request, scope, () => {
      const decoded = decode(sink);
      sink.finish();
      return decoded;
    });
    this.#totals.duplicates += sink.dropped;
    return answer;
  }

  async metrics<T>(scope: BinScope, bodyBytes: number, decode: (sink: MetricSink) => T): Promise<T> {
    this.#admit(bodyBytes);
    const group = this.#metrics.open;
    const request = newRequest(group, scope.bin);
    const batch = new BatchHash(scope.bin);
    return this.#submit(this.#metrics, group, request, scope, () => {
      const decoded = decode({
        append: (point) => {
          group.builder.append(point);
          batch.addPoint(point);
        },
      });
      if (group.builder.rows > request.rows.from) {
        const { committing } = this.#metrics;
        this.#totals.duplicates += dropRepeatedBatch(batch, group, committing, request, this.#recent);
      }
      return decoded;
    });
  }

  /** Takes no more requests, and resolves when all that were taken are answered. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await Promise.all([this.#events.drain(), this.#metrics.drain()]);
    this.#health.close();
  }

  get #waitingBytes(): number {
    return this.#events.waitingBytes + this.#metrics.waitingBytes;
  }

  #admit(bodyBytes: number): void {
    try {
      if (this.#isDraining) throw new OverloadedError('overloaded', 'The server is stopping.');
      if (this.#health.isFailing) {
        throw new StoreUnavailableError(`The store cannot take data now: ${this.#health.state.reason}`);
      }
      const waiting = this.#waitingBytes;
      // A single request may be as large as its own limit allows; it is taken when nothing else waits.
      if (waiting > 0 && waiting + bodyBytes > this.#options.maxBacklogBytes) {
        throw new OverloadedError('overloaded', `${waiting} bytes are waiting to be stored.`);
      }
    } catch (error) {
      this.#totals.refusedRequests++;
      throw error;
    }
  }

  #submit<Builder extends BlockBuilder, T>(
    lane: CommitLane<Builder>,
    group: Group<Builder>,
    request: GroupRequest,
    scope: BinScope,
    decode: () => T,
  ): Promise<T> {
    let answer: T;
    try {
      group.builder.openRequest(scope, request.receivedAt);
      answer = decode();
    } catch (error) {
      group.rollback(request.rows.from, request.spans.from);
      throw error;
    }
    request.rows.to = group.builder.rows;
    request.spans.to = group.spans.length;
    const addedNothing = request.rows.to === request.rows.from;
    if (addedNothing && !request.leansOnGroup && !request.leansOnPrevious) return Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      request.settle = (error) => (error === undefined ? resolve(answer) : reject(error));
      lane.add(request);
    });
  }

  /** Spans that ended before this may be in the store without ever having been remembered. */
  get #lookupBeforeMs(): number {
    if (this.#isStoreShared) return Number.POSITIVE_INFINITY;
    return this.#lastFailureMs + this.#options.clockSkewMs;
  }

  #remember(group: Group, request: GroupRequest): void {
    const now = Date.now();
    const { spans } = group;
    for (let span = request.spans.from; span < request.spans.to; span++) {
      this.#recent.add(spans.lowOf(span), spans.highOf(span), spans.stretchOf(span), now);
    }
  }

  #count(observation: CommitObservation): void {
    const totals = this.#totals;
    totals.commits++;
    totals.rows += observation.rows;
    totals.bytes += observation.bytes;
    totals.commitMs += observation.durationMs;
    totals.duplicates += observation.duplicates;
    if (observation.failedRequests > 0) {
      totals.failedCommits++;
      // Some of its rows may be stored all the same.
      this.#lastFailureMs = Date.now();
    }
    this.#options.onCommit?.(observation);
  }

  async #preload(engine: Engine): Promise<void> {
    if (this.#isStoreShared) return;
    const { duplicateWindowMs, maxPreloadedSpans } = this.#options;
    const since = await readRecentSpans(
      engine,
      Date.now() - duplicateWindowMs,
      maxPreloadedSpans,
      this.#hash,
      // The days of the store hold their stretches.
      (low, high) => this.#recent.add(low, high, 0, Date.now()),
    );
    this.#recent.preloaded(since, await readDays(engine));
  }
}

function newRequest(group: Group, bin: string): GroupRequest {
  return {
    bin,
    receivedAt: Math.floor(Date.now() / 1000),
    rows: { from: group.builder.rows, to: group.builder.rows },
    spans: { from: group.spans.length, to: group.spans.length },
    late: [],
    leansOnGroup: false,
    leansOnPrevious: false,
    previousFailed: false,
    settle: () => {},
  };
}
