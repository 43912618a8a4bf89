/** A request as its user saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  /** 0 without an answer. */
  status: number;
  /** From asking to the last byte of the answer. */
  tookMs: number;
}

export interface TrafficCounts {
  answered: number;
  failed: number;
  /** No answer at all: Scruffy is not there, or took longer than the timeout. */
  unanswered: number;
  slowestMs: number;
}

const TIMEOUT_MS = 60_000;

/** One user's way to Scruffy. Counts what came of each request; nothing that goes wrong is thrown. */
export class Browser {
  readonly #target: string;
  readonly #user: number;
  readonly #counts: TrafficCounts;
  readonly #note: (request: SeenRequest) => void;

  constructor(target: string, user: number, counts: TrafficCounts, note: (request: SeenRequest) => void) {
    this.#target = target;
    this.#user = user;
    this.#counts = counts;
    this.#note = note;
  }

  get<T = void>(path: string): Promise<T | undefined> {
    return this.#request('GET', path) as Promise<T | undefined>;
  }

  post<T>(path: string, body: object): Promise<T | undefined> {
    return this.#request('POST', path, JSON.stringify(body)) as Promise<T | undefined>;
  }

  async delete(path: string): Promise<void> {
    await this.#request('DELETE', path);
  }

  /** @returns the JSON of the answer, undefined when it is something else or not a success */
  async #request(method: string, path: string, body?: string): Promise<unknown> {
    const started = performance.now();
    let status = 0;
    try {
      const answer = await fetch(`${this.#target}${path}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'user-agent': 'scruffy-traffic',
          'x-scruffy-user': String(this.#user),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      status = answer.status;
      this.#counts.answered++;
      if (answer.status >= 500) this.#counts.failed++;
      const isJson = answer.headers.get('content-type')?.includes('json');
      return answer.ok && isJson ? JSON.parse(text) : undefined;
    } catch {
      this.#counts.unanswered++;
      return undefined;
    } finally {
      const tookMs = performance.now() - started;
      this.#counts.slowestMs = Math.max(this.#counts.slowestMs, tookMs);
      this.#note({ method, path, status, tookMs });
    }
  }
}
