import type { Engine } from '../store/engine/engine.ts';
import type { DeriveOptions } from './derive-options.ts';
import type { QuietTraces } from './quiet-traces.ts';
import { nextReceipt, readArrivals } from './read-arrivals.ts';

/** Seconds of receipts in one look while catching up. */
const LONGEST_WINDOW = 60;
/** A look that brings more traces makes the next window shorter, one that brings fewer makes it longer. */
const MANY_TRACES = 20_000;
const FEW_TRACES = 5_000;
/** Nearly all commits end so soon after the receipt: every look goes back by these, and a thorough one as far as a commit may take. */
const RECENT_SECONDS = 5;

/** Looks through what has been received, one stretch of seconds after the other, for traces that got spans. */
export class Receipts {
  readonly #engine: Engine;
  readonly #options: DeriveOptions;
  #window = 10;
  /** Seconds at which the last looks began. */
  #lookedAt: number | undefined;
  #thoroughAt = 0;
  /** What was received then or later may not have been committed when the last look began. */
  #uncommitted: number | undefined;
  /** Every receipt up to this second has been seen; 0 before the beginning. */
  seen = 0;

  constructor(engine: Engine, options: DeriveOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** What was received before this second has been seen: a commit under way may have older receipts than the last look. */
  get complete(): number {
    return Math.min(this.seen, this.#uncommitted ?? this.seen);
  }

  get isBehind(): boolean {
    return this.seen < nowSeconds() - 1;
  }

  /**
   * What was received shortly before the note may have been committed after it.
   *
   * @param noted second up to which all has been worked up; undefined where nothing has been yet
   */
  async begin(noted: number | undefined): Promise<void> {
    if (noted !== undefined) this.seen = Math.max(1, noted - this.#overlap - this.#thoroughEvery - 1);
    else this.seen = ((await nextReceipt(this.#engine, 0)) ?? nowSeconds()) - 1;
    this.#thoroughAt = this.seen;
  }

  /** @param isThorough looks as far back as a commit may take */
  async look(quiet: QuietTraces, isThorough: boolean): Promise<void> {
    const now = nowSeconds();
    // Before the store is: what is committed meanwhile may be seen or not.
    const uncommitted = this.#options.uncommittedSince();
    const goesFar = isThorough || now - this.#thoroughAt >= this.#thoroughEvery;
    const back = goesFar ? this.#thoroughAt - this.#overlap : (this.#lookedAt ?? now) - RECENT_SECONDS;
    const to = Math.min(now, this.seen + this.#window);
    const from = Math.max(0, Math.min(this.complete, back));
    const arrivals = await readArrivals(this.#engine, { from, to }, this.#options.share);
    const before = quiet.count;
    for (const receipt of arrivals) quiet.arrived(receipt);
    const added = quiet.count - before;
    this.seen = to;
    this.#uncommitted = uncommitted;
    this.#lookedAt = now;
    if (goesFar) this.#thoroughAt = now;
    if (added > MANY_TRACES) this.#window = Math.max(1, this.#window >> 1);
    else if (added < FEW_TRACES) this.#window = Math.min(LONGEST_WINDOW, this.#window * 2);
    // Nothing for long stretches: jump to where the next receipts are.
    if (arrivals.length === 0 && to < now - LONGEST_WINDOW) {
      const next = await nextReceipt(this.#engine, to);
      this.seen = Math.max(to, Math.min(now, next ?? now) - 1);
    }
    quiet.forgetBefore(Math.min(this.complete, this.#thoroughAt - this.#overlap));
  }

  get #thoroughEvery(): number {
    return Math.ceil(this.#options.thoroughEveryMs / 1000);
  }

  get #overlap(): number {
    return Math.ceil(this.#options.overlapMs / 1000);
  }
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
