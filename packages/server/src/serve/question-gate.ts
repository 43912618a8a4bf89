/**
 * Lets two questions of Explore run at a time, each with up to two statements: of the engine's six readers two are always
 * left for the ready-made pages, however long people's own questions take. Others wait in line.
 */
import { OverloadedError, TracebinError } from '../errors.ts';

export class QuestionGate {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ maxRunning = 2, maxWaiting = 40 }: { maxRunning?: number; maxWaiting?: number } = {}) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Waits for its turn; the caller gives it back by calling what it gets, once.
   *
   * @throws OverloadedError when too many wait
   * @throws TracebinError `query-aborted` when the signal fires before its turn
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.#running >= this.#maxRunning) await this.#turn(signal);
    else this.#running++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = this.#waiting.shift();
      // The turn is handed over, so nobody can step in between.
      if (next === undefined) this.#running--;
      else next();
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new OverloadedError('overloaded', 'Too many questions are waiting.', {
        hint: 'Ask again in some seconds, or for a shorter range of time.',
      });
    }
    return new Promise((resolve, reject) => {
      const take = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(new TracebinError('query-aborted', 'The question was cancelled.', { status: 499 }));
      };
      this.#waiting.push(take);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
