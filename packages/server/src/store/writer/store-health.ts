/**
 * Whether the store takes data. After a failed commit it is probed with a row of its own until that succeeds, so the
 * server recovers by itself and says so even when nobody sends anything.
 */
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine/engine.ts';

const PROBE_INTERVAL_MS = 1_000;

export interface StoreState {
  state: 'ok' | 'failing';
  /** Since when it has been failing. */
  since?: Date;
  reason?: string;
}

export class StoreHealth {
  readonly #engine: Engine;
  readonly #id = randomUUID();
  readonly #probeIntervalMs: number;
  #failing: { since: Date; reason: string } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(engine: Engine, probeIntervalMs = PROBE_INTERVAL_MS) {
    this.#engine = engine;
    this.#probeIntervalMs = probeIntervalMs;
  }

  get state(): StoreState {
    return this.#failing === undefined ? { state: 'ok' } : { state: 'failing', ...this.#failing };
  }

  get isFailing(): boolean {
    return this.#failing !== undefined;
  }

  /** A commit failed for a reason that is not in its data. */
  failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#failing = { since: this.#failing?.since ?? new Date(), reason };
    this.#scheduleProbe();
  }

  /** Writes one row. */
  async probe(): Promise<boolean> {
    try {
      await this.#engine.command('INSERT INTO probes (writer, at) SELECT {writer:String}, now64(3)', {
        writer: this.#id,
      });
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #scheduleProbe(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(async () => {
      this.#timer = undefined;
      if (await this.probe()) this.#failing = undefined;
    }, this.#probeIntervalMs);
    this.#timer.unref();
  }
}
