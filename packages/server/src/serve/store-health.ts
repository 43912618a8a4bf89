/** Whether the store answers and takes data. Asked at most once a second, however often health is asked for. */
import type { Engine, Writer } from '../store/index.ts';

const KEPT_FOR_MS = 1_000;
const ANSWER_TIMEOUT_MS = 2_000;

export class StoreHealth {
  engineVersion = 'unknown';
  readonly #engine: Engine;
  readonly #writer: Writer;
  #asked: Promise<boolean> | undefined;
  #askedAt = 0;

  constructor(engine: Engine, writer: Writer) {
    this.#engine = engine;
    this.#writer = writer;
  }

  isWell(): Promise<boolean> {
    const now = performance.now();
    if (this.#asked === undefined || now - this.#askedAt > KEPT_FOR_MS) {
      this.#asked = this.#ask();
      this.#askedAt = now;
    }
    return this.#asked;
  }

  async #ask(): Promise<boolean> {
    try {
      await Promise.race([this.#readVersion(), patience()]);
      return this.#writer.state.state !== 'failing';
    } catch {
      return false;
    }
  }

  async #readVersion(): Promise<void> {
    const { columns } = await this.#engine.query(
      'SELECT version() AS version',
      {},
      { timeoutMs: ANSWER_TIMEOUT_MS },
    );
    this.engineVersion = String(columns.version?.[0]);
  }
}

/** A store that is busy with long questions is not away: then only the writer is asked. */
function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ANSWER_TIMEOUT_MS).unref());
}
