import type { Session } from 'chdb';

/**
 * Sessions of the embedded engine, each lent to one caller at a time: a session runs its queries one after another and
 * keeps the settings of the last one. Callers wait in line.
 */
export class SessionPool {
  readonly #idle: Session[];
  readonly #all: Session[];
  readonly #waiting: ((session: Session) => void)[] = [];

  constructor(sessions: Session[]) {
    this.#all = sessions;
    this.#idle = [...sessions];
  }

  /** Runs `use` with a session of its own. With an aborted signal it throws the reason before its turn comes. */
  async lease<T>(use: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const session = this.#idle.pop() ?? (await this.#next(signal));
    try {
      return await use(session);
    } catch (error) {
      await discardLeftover(session);
      throw error;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(session);
      else next(session);
    }
  }

  close(): void {
    for (const session of this.#all) session.close();
  }

  #next(signal: AbortSignal | undefined): Promise<Session> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const take = (session: Session) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(session);
      };
      const giveUp = () => {
        const index = this.#waiting.indexOf(take);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(signal?.reason);
      };
      this.#waiting.push(take);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }
}

/**
 * A query that fails after its first block leaves what it had put out in the session, and the engine prepends that to
 * the answer of the session's next query. So that no answer ever holds rows of another question, the leftover is
 * fetched and dropped.
 */
async function discardLeftover(session: Session): Promise<void> {
  const isClean = async () => {
    try {
      return (await session.queryAsync('SELECT 1', { format: 'TSV' })).text() === '1\n';
    } catch {
      return false;
    }
  };
  for (let attempt = 0; attempt < 3; attempt++) if (await isClean()) return;
}
