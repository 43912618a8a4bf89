/**
 * The loop that works up what has been received. One turn:
 *
 *     look   which traces got spans since the last look        (a window of receipts; a short one when there is much)
 *     derive those that have been quiet, a batch at a time     (read, beside the batch before it; analyse, replace their rows)
 *     note   up to which receipt nothing is left to do
 *
 * A start goes on where the last note stands and looks at what came after it again. That costs some work and changes
 * nothing, because writing a trace replaces its rows.
 */

import { setImmediate } from 'node:timers/promises';
import type { Engine } from '../store/engine/engine.ts';
import { TraceAnalyser } from './analyse/analyse-trace.ts';
import { type DerivedRows, joinRows } from './analyse/derived-rows.ts';
import { clearRows, countSpans } from './clear-rows.ts';
import { DEFAULT_DERIVE_OPTIONS, type DeriveOptions } from './derive-options.ts';
import { KnownTexts } from './known-texts.ts';
import { pause } from './pause.ts';
import { noteProgress, readProgress } from './progress.ts';
import { QuietTraces } from './quiet-traces.ts';
import { readSizes, readTraces, type TraceSize } from './read-spans.ts';
import { type RebuildProgress, RebuildTally } from './rebuild-tally.ts';
import { nowSeconds, Receipts } from './receipts.ts';
import { SenderPriority } from './sender-priority.ts';
import { batchesOf, type SizedTrace } from './sized-batches.ts';
import type { SpanBlocks } from './span-blocks.ts';
import { QuarterSeals } from './sums/quarter-seals.ts';
import { SumTurns } from './sums/sum-turns.ts';
import { extentOf } from './trace-key.ts';
import { replaceRows } from './write-rows.ts';

export interface DeriveState {
  /** Age of the oldest receipt that should have been worked up; 0 when all that is quiet has been. */
  lagMs: number;
  waitingTraces: number;
  /** They wait because senders send more than the store takes. */
  ingestFirst: boolean;
  /** Since the start of the process. */
  traces: number;
  rewrittenTraces: number;
  spans: number;
  failures: number;
  /** Of everything that is or was made again last. */
  rebuild: RebuildProgress | undefined;
}

const NOTE_EVERY_MS = 5_000;
const PAUSE_AFTER_FAILURE_MS = 5_000;
/** After so many spans whoever sends or asks has a turn: some 20 ms. */
const SPANS_AT_ONCE = 2_000;
/** So many are taken before it is looked again what has come. */
const BATCHES_AT_ONCE = 4;
/** How often it is asked whether senders still wait. */
const YIELD_MS = 250;

export class Deriver {
  readonly #engine: Engine;
  readonly #options: DeriveOptions;
  readonly #onError: (error: unknown) => void;
  readonly #analyser = new TraceAnalyser();
  readonly #known = new KnownTexts();
  #quiet = new QuietTraces();
  readonly #totals = { traces: 0, rewrittenTraces: 0, spans: 0, failures: 0 };
  readonly #stopped = new AbortController();
  #receipts: Receipts;
  #noted = -1;
  #notedAt = 0;
  #loop: Promise<void> | undefined;
  readonly #rebuild = new RebuildTally();
  readonly #quarters: QuarterSeals;
  readonly #sums: SumTurns;
  readonly #senders: SenderPriority;

  constructor(
    engine: Engine,
    options: Partial<DeriveOptions> = {},
    onError: (error: unknown) => void = () => {},
  ) {
    this.#engine = engine;
    this.#options = { ...DEFAULT_DERIVE_OPTIONS, ...options };
    this.#receipts = new Receipts(engine, this.#options);
    this.#senders = new SenderPriority(this.#options.pressure, this.#options.maxYieldMs);
    this.#onError = onError;
    this.#quarters = new QuarterSeals(engine);
    this.#sums = new SumTurns(this.#quarters, (error) => {
      this.#totals.failures++;
      this.#onError(error);
    });
  }

  get state(): DeriveState {
    const oldest = this.#quiet.oldest ?? this.#receipts.seen;
    const lag =
      this.#receipts.seen === 0
        ? 0
        : Date.now() - oldest * 1000 - this.#options.quietMs - this.#options.tickMs;
    return {
      lagMs: Math.max(0, Math.round(lag)),
      waitingTraces: this.#quiet.count,
      ingestFirst: this.#senders.isOn,
      ...this.#totals,
      rebuild: this.#rebuild.progress(this.#totals.spans),
    };
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Ends after the batch that is being written. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
  }

  /** Lets the loop make all rows again, from its next turn on; `state` tells how far it is. */
  rebuild(): void {
    this.#rebuild.wanted = true;
  }

  /**
   * Works up everything that has been received, quiet or not. For imports, rebuilding and tests.
   *
   * @param onProgress after each batch
   */
  async finish(onProgress: (state: DeriveState) => void = () => {}): Promise<void> {
    if (this.#rebuild.wanted) await this.#clear();
    if (this.#receipts.seen === 0) await this.#begin();
    const now = nowSeconds();
    while (this.#receipts.seen < now) {
      await this.#receipts.look(this.#quiet, true);
      // What comes later for these makes them wait again.
      while (
        this.#quiet.count >= this.#options.maxPendingTraces &&
        (await this.#derive(this.#receipts.seen)) > 0
      ) {
        onProgress(this.state);
      }
    }
    while ((await this.#derive(now)) > 0) onProgress(this.state);
    this.#rebuild.end(this.#totals.spans);
    // What comes later in this same second must not be taken for what was just seen.
    this.#quiet.forgetBefore(Number.POSITIVE_INFINITY);
    await this.#note(true);
  }

  /** Sums every quarter of an hour that is over and has no sums, quiet or not. For tests and measurements. */
  async sumQuarters(): Promise<void> {
    while (await this.#quarters.sumHour(false));
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const { tickMs } = this.#options;
    while (!signal.aborted) {
      try {
        const began = Date.now();
        const next = await this.#turn();
        if (next === 'rest') await pause(this.#senders.isOn ? Math.min(YIELD_MS, tickMs) : tickMs, signal);
        // Each turn asks the same questions, however few traces are quiet.
        else if (next === 'wait') await pause(Math.max(0, began + tickMs - Date.now()), signal);
      } catch (error) {
        this.#totals.failures++;
        this.#onError(error);
        await pause(PAUSE_AFTER_FAILURE_MS, signal);
      }
    }
    await this.#note(true).catch(this.#onError);
  }

  /** @returns what to do next: go on at once, wait until the next look is due, or rest as nothing was to do */
  async #turn(): Promise<'go on' | 'wait' | 'rest'> {
    if (this.#rebuild.wanted) await this.#clear();
    if (this.#receipts.seen === 0) await this.#begin();
    if (this.#senders.ask(this.state.lagMs)) return 'rest';
    if (this.#quiet.count < this.#options.maxPendingTraces) await this.#receipts.look(this.#quiet, false);
    const { isBehind } = this.#receipts;
    // While catching up, time is where the looks have come to.
    const quietBefore = this.#receipts.seen - Math.ceil(this.#options.quietMs / 1000);
    const derived = await this.#derive(quietBefore);
    await this.#note(false);
    if (derived === 0 && !isBehind) this.#rebuild.end(this.#totals.spans);
    if (this.#options.share.count === 1) await this.#sums.turn(derived > 0 || isBehind, this.#stopped.signal);
    if (isBehind || derived >= this.#options.maxBatchTraces) return 'go on';
    return derived > 0 ? 'wait' : 'rest';
  }

  async #clear(): Promise<void> {
    this.#rebuild.begin(await countSpans(this.#engine), this.#totals.spans);
    await clearRows(this.#engine);
    this.#quarters.forget();
    this.#quiet = new QuietTraces();
    this.#receipts = new Receipts(this.#engine, this.#options);
    this.#noted = -1;
  }

  async #begin(): Promise<void> {
    await this.#receipts.begin(await readProgress(this.#engine, this.#options.share));
  }

  /** @returns how many traces have been quiet since then, as far as they are looked at now */
  async #derive(quietBefore: number): Promise<number> {
    const { maxBatchTraces, maxBatchSpans } = this.#options;
    const waiting = this.#quiet.quietSince(quietBefore, maxBatchTraces * BATCHES_AT_ONCE);
    if (waiting.length === 0) return 0;
    const sizes: TraceSize[] = [];
    for (let at = 0; at < waiting.length; at += maxBatchTraces)
      sizes.push(...(await readSizes(this.#engine, waiting.slice(at, at + maxBatchTraces))));
    const batches = batchesOf(waiting, sizes, { maxTraces: maxBatchTraces, maxSpans: maxBatchSpans });
    // The engine reads the next traces while these are analysed here, and written.
    let reading = this.#read(batches[0]);
    for (const [at, batch] of batches.entries()) {
      const read = await reading;
      const isEnough = this.#stopped.signal.aborted || this.#senders.ask(this.state.lagMs);
      reading = isEnough ? undefined : this.#read(batches[at + 1]);
      if (read !== undefined) await this.#deriveBatch(batch, read);
      if (isEnough) break;
    }
    return waiting.length;
  }

  #read(batch: readonly SizedTrace[] | undefined): Promise<SpanBlocks> | undefined {
    if (batch === undefined) return undefined;
    const { maxBatchSpans, maxTraceSpans } = this.#options;
    const reading = readTraces(
      this.#engine,
      tracesOf(batch),
      extentOfAll(batch),
      this.#known,
      Math.max(maxBatchSpans, maxTraceSpans),
    );
    // Nobody waits for it when the batch before it fails; it is read again then.
    reading.catch(() => {});
    return reading;
  }

  async #deriveBatch(batch: readonly SizedTrace[], read: SpanBlocks): Promise<void> {
    const traces = tracesOf(batch);
    const rows: DerivedRows[] = [];
    let atOnce = 0;
    for (const trace of read.traces()) {
      atOnce += trace.spans.spanId.length;
      if (atOnce > SPANS_AT_ONCE) {
        atOnce = 0;
        await setImmediate();
      }
      try {
        rows.push(this.#analyser.analyse(trace, this.#options.thresholdsOf(trace.bin)));
        this.#totals.spans += trace.spans.spanId.length;
      } catch (error) {
        // A trace that cannot be analysed must not keep all others waiting.
        this.#totals.failures++;
        this.#onError(error);
      }
    }
    await this.#quarters.touch(batch.map(({ trace, extent }) => ({ bin: trace.bin, extent })));
    this.#totals.rewrittenTraces += await replaceRows(
      this.#engine,
      traces,
      extentOfAll(batch),
      joinRows(rows),
    );
    this.#quiet.done(traces);
    this.#totals.traces += traces.length;
  }

  async #note(always: boolean): Promise<void> {
    if (this.#receipts.seen === 0 || (!always && Date.now() - this.#notedAt < NOTE_EVERY_MS)) return;
    const until = Math.min(this.#quiet.oldest ?? this.#receipts.seen, this.#receipts.complete);
    this.#notedAt = Date.now();
    if (until === this.#noted) return;
    await noteProgress(this.#engine, this.#options.share, until);
    this.#noted = until;
  }
}

const tracesOf = (batch: readonly SizedTrace[]) => batch.map(({ trace }) => trace);

const extentOfAll = (batch: readonly SizedTrace[]) => extentOf(batch.map(({ extent }) => extent));
