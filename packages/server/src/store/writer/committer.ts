/**
 * Commits a group and, when that fails, finds out what is true afterwards: which rows are there, whether the store takes
 * anything at all, and which request it will not take.
 */
import { BadRequestError, StoreUnavailableError } from '../../errors.ts';
import { HashSet } from '../duplicates/hash-set.ts';
import type { SpanHash } from '../duplicates/span-hash.ts';
import { findStoredSpans, type TraceKey } from '../duplicates/stored-spans.ts';
import { repairTraces } from '../duplicates/trace-repair.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineError } from '../engine/engine-error.ts';
import type { RowSelection } from '../native/index.ts';
import { isOutOfResources, isRefusedContent } from './commit-failure.ts';
import type { Group, GroupRequest } from './group.ts';
import type { StoreHealth } from './store-health.ts';

/** Beyond this a sender has given up on its retries. */
const DOUBT_MS = 10 * 60_000;

export interface CommitResult {
  /** Outcome of each request of the group, in order; undefined is success. */
  errors: (Error | undefined)[];
  rows: number;
  bytes: number;
  /** Spans that the store had already. */
  duplicates: number;
}

export class Committer {
  readonly #engine: Engine;
  readonly #health: StoreHealth;
  readonly #hash: SpanHash;
  /** An insert has begun and not succeeded. */
  #isTorn = false;
  /** Until then `traces` may lack spans that are stored. */
  #doubtUntilMs = 0;

  constructor(engine: Engine, health: StoreHealth, hash: SpanHash) {
    this.#engine = engine;
    this.#health = health;
    this.#hash = hash;
    // The process before this one may have died inside an insert.
    if (engine.kind === 'cluster') this.#doubtUntilMs = Date.now() + DOUBT_MS;
  }

  /** Never throws. */
  async commit(group: Group): Promise<CommitResult> {
    const result: CommitResult = {
      errors: group.requests.map(() => undefined),
      rows: 0,
      bytes: 0,
      duplicates: 0,
    };
    try {
      await this.#mend();
      const stored = await this.#storedRows(group, group.requests, lateSpans);
      await this.#insert(group, group.requests, stored, result);
    } catch (error) {
      await this.#afterFailure(group, error, result);
    }
    return result;
  }

  async #afterFailure(group: Group, error: unknown, result: CommitResult): Promise<void> {
    if (isOutOfResources(error) || !(await this.#health.probe())) {
      this.#health.failed(error);
      result.errors.fill(unavailable(error));
      return;
    }
    // The store takes data, so the failure has passed or lies in the block.
    await this.#retry(group, group.requests, result);
  }

  /** Everything once more, then ever smaller parts of it, until the request that the store refuses is alone. */
  async #retry(group: Group, requests: GroupRequest[], result: CommitResult): Promise<void> {
    try {
      // An insert that failed may have stored some partitions of the block.
      await this.#mend();
      const stored = await this.#storedRows(group, requests, allSpans);
      await this.#insert(group, requests, stored, result);
    } catch (error) {
      if (isOutOfResources(error) || !(await this.#health.probe())) {
        this.#health.failed(error);
        this.#fail(group, requests, unavailable(error), result);
      } else if (requests.length === 1) {
        this.#fail(group, requests, refused(error), result);
      } else {
        const half = requests.length >> 1;
        await this.#retry(group, requests.slice(0, half), result);
        await this.#retry(group, requests.slice(half), result);
      }
    }
  }

  #fail(group: Group, requests: GroupRequest[], error: Error, result: CommitResult): void {
    for (const request of requests) result.errors[group.requests.indexOf(request)] = error;
  }

  /** Inserts the rows of these requests, without those that are stored. */
  async #insert(
    group: Group,
    requests: GroupRequest[],
    stored: Uint8Array | undefined,
    result: CommitResult,
  ): Promise<void> {
    const { builder } = group;
    const selection = select(builder.rows, requests, stored);
    const rows = selection === undefined ? builder.rows : selection.count;
    if (rows > 0) {
      const block = builder.encode(selection);
      this.#isTorn = true;
      await this.#engine.insertNative(builder.table, block, rows, builder.blockColumns);
      this.#isTorn = false;
      result.bytes += block.reduce((bytes, piece) => bytes + piece.length, 0);
    }
    result.rows += rows;
    if (stored !== undefined) result.duplicates += stored.reduce((count, flag) => count + flag, 0);
  }

  /**
   * After an insert that failed half-way `traces` may lack spans that are stored; nothing is looked up before it has
   * them. On a cluster nobody here can tell what other servers are inserting, so there the doubt lasts for a while.
   */
  async #mend(): Promise<void> {
    if (!this.#isTorn) return;
    if (this.#engine.kind === 'embedded') await repairTraces(this.#engine);
    else this.#doubtUntilMs = Date.now() + DOUBT_MS;
    this.#isTorn = false;
  }

  /** A flag for each row of the group that the store has, as far as it was asked; undefined when there is none. */
  async #storedRows(
    group: Group,
    requests: GroupRequest[],
    spansOf: (request: GroupRequest) => Iterable<number>,
  ): Promise<Uint8Array | undefined> {
    const traces = tracesOf(group, requests, spansOf);
    if (traces.length === 0) return undefined;
    const found = new HashSet();
    await findStoredSpans(this.#engine, traces, this.#hash, found, Date.now() > this.#doubtUntilMs);
    let stored: Uint8Array | undefined;
    for (const request of requests) {
      for (const span of spansOf(request)) {
        if (!found.has(group.spans.lowOf(span), group.spans.highOf(span))) continue;
        stored ??= new Uint8Array(group.builder.rows);
        stored[group.spans.rowOf(span)] = 1;
      }
    }
    return stored;
  }
}

function lateSpans(request: GroupRequest): Iterable<number> {
  return request.late;
}

/** A batch of logs or points is noted among the spans too, but has no trace to look for. */
function* allSpans(request: GroupRequest): Iterable<number> {
  for (let span = request.spans.from; span < request.spans.to; span++) yield span;
}

function tracesOf(
  group: Group,
  requests: GroupRequest[],
  spansOf: (request: GroupRequest) => Iterable<number>,
): TraceKey[] {
  const traces = new Map<string, TraceKey>();
  for (const request of requests) {
    for (const span of spansOf(request)) {
      const traceId = Buffer.from(group.builder.traceIdOf(group.spans.rowOf(span))).toString('hex');
      traces.set(`${traceId} ${request.bin}`, { bin: request.bin, traceId });
    }
  }
  return [...traces.values()];
}

/** Rows of these requests that are not stored; undefined when that is the whole group. */
function select(
  height: number,
  requests: GroupRequest[],
  stored: Uint8Array | undefined,
): RowSelection | undefined {
  const mask = new Uint8Array(height);
  for (const { rows } of requests) mask.fill(1, rows.from, rows.to);
  let count = 0;
  for (let row = 0; row < height; row++) {
    if (stored !== undefined && stored[row] === 1) mask[row] = 0;
    count += mask[row] as number;
  }
  return count === height ? undefined : { mask, count };
}

function unavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError('The store cannot take data now.', { cause: error });
}

/** For a request that fails while the store works. When in doubt the sender may try again. */
function refused(error: unknown): Error {
  if (!isRefusedContent(error)) return unavailable(error);
  return new BadRequestError(
    'refused-by-store',
    `The store refuses this data: ${(error as EngineError).message}`,
  );
}
