/**
 * Gives back what the process needed for a while: after a million spans 700 MB stayed with the engine's allocator and
 * 200 MB with the heap of V8, in a server that had nothing to do. Both are asked only when nobody waits for us, because
 * collecting a large heap stops everything for up to a tenth of a second.
 */
import { Session } from 'node:inspector/promises';
import type { Engine } from '../store/index.ts';

const CHECK_EVERY_MS = 10_000;
/** Of one core, since the last check. An idle server needs 3 %. */
const BUSY_SHARE = 0.15;
/** Less than this above what was left last time is not worth it. */
const WORTHWHILE_BYTES = 16 * 2 ** 20;

export class IdleMemory {
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  readonly #checkEveryMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #left = 0;
  /** The engine's allocator passes over an arena that another thread is just clearing: what is left then waits for us. */
  #again = false;
  #cpu = process.cpuUsage();
  #checkedAt = performance.now();

  constructor(engine: Engine, onError: (error: unknown) => void, checkEveryMs = CHECK_EVERY_MS) {
    this.#engine = engine;
    this.#onError = onError;
    this.#checkEveryMs = checkEveryMs;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const grown = process.memoryUsage.rss() - this.#left >= WORTHWHILE_BYTES;
      if (this.#isBusy() || !(grown || this.#again)) return;
      this.#again = grown;
      this.#running ??= this.release()
        .catch((error: unknown) => {
          // An engine built without this allocator will not have it later.
          clearInterval(this.#timer);
          this.#onError(error);
        })
        .finally(() => {
          this.#running = undefined;
        });
    }, this.#checkEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async release(): Promise<void> {
    await collectGarbage();
    await this.#engine.releaseMemory();
    this.#left = process.memoryUsage.rss();
  }

  #isBusy(): boolean {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const share = (user + system) / 1000 / (now - this.#checkedAt);
    this.#cpu = process.cpuUsage();
    this.#checkedAt = now;
    return share > BUSY_SHARE;
  }
}

async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
