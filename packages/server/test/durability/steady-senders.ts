/** Senders that keep account: what they sent, what was acknowledged, what has to be sent again. */
import { randomBytes } from 'node:crypto';
import { newSpanId, otlpJson, postSpans, type TestSpan } from '../support/spans.ts';

const DAY_MS = 86_400_000;

export interface Batch {
  spans: Required<Pick<TestSpan, 'traceId' | 'spanId'>>[];
  body: string;
}

export class SteadySenders {
  readonly acknowledged: Batch[] = [];
  /** Sent without an answer, or with one that asks to come back. */
  readonly pending: Batch[] = [];
  /** Answers other than success and "come back later". */
  readonly wrong: string[] = [];
  /** Answers that asked to come back later. */
  refusals = 0;
  readonly #spansPerBatch: number;
  readonly #fixedDays: number | undefined;
  #isStopped = false;

  constructor({ spansPerBatch = 40, days }: { spansPerBatch?: number; days?: number } = {}) {
    this.#spansPerBatch = spansPerBatch;
    this.#fixedDays = days;
  }

  /** Sends from `parallel` connections, what is pending first, until `stop` or until the server is gone. */
  async run(url: string, parallel = 12): Promise<void> {
    this.#isStopped = false;
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        while (!this.#isStopped) {
          const batch = this.pending.shift() ?? this.#newBatch();
          if (!(await this.send(url, batch))) return;
        }
      }),
    );
  }

  /** @returns whether the server answered */
  async send(url: string, batch: Batch): Promise<boolean> {
    let status: number;
    try {
      const response = await postSpans(url, batch.body);
      await response.arrayBuffer();
      status = response.status;
      if (status === 503 && response.headers.get('retry-after') === null)
        this.wrong.push('503 without Retry-After');
    } catch {
      this.pending.push(batch);
      return false;
    }
    if (status === 200) this.acknowledged.push(batch);
    else {
      this.pending.push(batch);
      if (status === 503) this.refusals++;
      else this.wrong.push(String(status));
      // A sender that comes back at once would only keep the machine busy.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return true;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** A trace of its own; now and then over several days, so that its block becomes several parts. */
  #newBatch(): Batch {
    const traceId = randomBytes(16).toString('hex');
    const days = this.#fixedDays ?? (Math.random() < 0.3 ? 3 : 1);
    const spans = Array.from({ length: this.#spansPerBatch }, (_, index) => ({
      traceId,
      spanId: newSpanId(),
      name: `span ${index % 7}`,
      startMs: Date.now() - 100 - (index % days) * DAY_MS,
      attributes: { 'db.query.text': `SELECT ${index} FROM slots WHERE station = ?` },
    }));
    return { spans, body: otlpJson(spans) };
  }
}
