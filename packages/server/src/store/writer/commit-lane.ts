/**
 * Groups of one table: one is open and takes rows, at most one is being committed, and their memory goes round.
 *
 *   requests ->  [ open ]   ->   [ committing ]  ->  disk, answers
 *                   ^----- empty again -----'
 *
 * After a pause a request waits only `lingerMs` for company. Under load a commit begins at most every
 * `commitIntervalMs`, or as soon as the group is full and the one before it is done.
 */

import { StoreUnavailableError } from '../../errors.ts';
import type { CommitResult, Committer } from './committer.ts';
import type { BlockBuilder, Group, GroupRequest } from './group.ts';
import { ShareOfTime } from './share-of-time.ts';

export interface CommitLaneOptions {
  commitIntervalMs: number;
  lingerMs: number;
  maxGroupRows: number;
  maxGroupBytes: number;
  /** From so many rows on, those of the commit under way included, the lane counts as pressed. */
  pressingRows: number;
}

export interface CommitObservation extends Omit<CommitResult, 'errors'> {
  table: string;
  requests: number;
  failedRequests: number;
  durationMs: number;
}

export interface CommitListener {
  /** Called before the requests are answered. */
  onCommitted(group: Group, request: GroupRequest): void;
  onGroupDone(observation: CommitObservation): void;
}

export class CommitLane<Builder extends BlockBuilder> {
  readonly #options: CommitLaneOptions;
  readonly #committer: Committer;
  readonly #listener: CommitListener;
  #open: Group<Builder>;
  #spare: Group<Builder>;
  #committing: Group<Builder> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastCommitAt = Number.NEGATIVE_INFINITY;
  #isDraining = false;
  #whenIdle: (() => void)[] = [];
  readonly #pressed = new ShareOfTime();

  constructor(
    options: CommitLaneOptions,
    committer: Committer,
    listener: CommitListener,
    groups: readonly [Group<Builder>, Group<Builder>],
  ) {
    this.#options = options;
    this.#committer = committer;
    this.#listener = listener;
    [this.#open, this.#spare] = groups;
  }

  get open(): Group<Builder> {
    return this.#open;
  }

  get committing(): Group<Builder> | undefined {
    return this.#committing;
  }

  /** Bytes in memory that are not committed. */
  get waitingBytes(): number {
    return this.#open.bytes + (this.#committing?.bytes ?? 0);
  }

  get waitingRequests(): number {
    return this.#open.requests.length + (this.#committing?.requests.length ?? 0);
  }

  /** Second in which the oldest request was received that waits for its commit or for the end of it. */
  get waitingSince(): number | undefined {
    return (this.#committing ?? this.#open).requests[0]?.receivedAt;
  }

  /**
   * For how much of the last seconds many rows were being committed or waiting for the commit before theirs: near 1 when
   * commits follow each other without a pause, because senders bring more than is taken.
   */
  get pressure(): number {
    return this.#pressed.at(performance.now());
  }

  /** Adds a decoded request to the open group. */
  add(request: GroupRequest): void {
    const group = this.#open;
    group.requests.push(request);
    group.bytes = group.builder.byteLength;
    this.#notePressure();
    this.#schedule();
  }

  /** Commits what is waiting, without delay from now on; resolves when nothing waits any more. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    if (this.#isIdle) return;
    const idle = new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule();
    await idle;
  }

  get #isIdle(): boolean {
    return this.#committing === undefined && this.#open.requests.length === 0;
  }

  #schedule(): void {
    if (this.#committing !== undefined || this.#open.requests.length === 0) return;
    const { maxGroupRows, maxGroupBytes, commitIntervalMs, lingerMs } = this.#options;
    const { builder, bytes } = this.#open;
    if (this.#isDraining || builder.rows >= maxGroupRows || bytes >= maxGroupBytes) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      void this.#commit();
      return;
    }
    if (this.#timer !== undefined) return;
    const sinceLast = performance.now() - this.#lastCommitAt;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#commit();
      },
      Math.max(lingerMs, commitIntervalMs - sinceLast),
    );
  }

  #notePressure(): void {
    const committing = this.#committing?.builder.rows ?? 0;
    const isPressed = committing > 0 && committing + this.#open.builder.rows >= this.#options.pressingRows;
    this.#pressed.turn(isPressed, performance.now());
  }

  async #commit(): Promise<void> {
    const group = this.#open;
    this.#open = this.#spare;
    this.#committing = group;
    this.#notePressure();
    const startedAt = performance.now();
    this.#lastCommitAt = startedAt;
    const result = await this.#committer.commit(group);
    const failedRequests = this.#settle(group, result.errors);
    this.#listener.onGroupDone({
      table: group.builder.table,
      requests: group.requests.length,
      failedRequests,
      rows: result.rows,
      bytes: result.bytes,
      duplicates: result.duplicates,
      durationMs: performance.now() - startedAt,
    });
    group.clear();
    this.#spare = group;
    this.#committing = undefined;
    this.#notePressure();
    this.#schedule();
    if (this.#isIdle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Answers everyone; a request that left out a span for another's sake fails when that other did. */
  #settle(group: Group<Builder>, errors: (Error | undefined)[]): number {
    const anyFailed = errors.some((error) => error !== undefined);
    let failed = 0;
    group.requests.forEach((request, index) => {
      let error = errors[index];
      if (error === undefined) {
        this.#listener.onCommitted(group, request);
        if (request.leansOnGroup && anyFailed) error = leanedOnFailure();
      }
      if (request.previousFailed) error ??= leanedOnFailure();
      if (error !== undefined) failed++;
      request.settle(error);
    });
    // What is open now saw this group as about to be committed.
    if (anyFailed) {
      for (const request of this.#open.requests) if (request.leansOnPrevious) request.previousFailed = true;
    }
    return failed;
  }
}

function leanedOnFailure(): StoreUnavailableError {
  return new StoreUnavailableError('The same spans were on their way in another request that failed.');
}
