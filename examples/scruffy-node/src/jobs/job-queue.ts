/**
 * A queue in Postgres: a job is enqueued in the transaction of the request that wants it, so there is never one
 * without the other. The trace goes along: the run is a CONSUMER span under the PRODUCER span that enqueued it.
 */
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { log } from '../log.ts';

export type JobHandler = (payload: Record<string, unknown>) => Promise<void>;

interface JobRow {
  id: number;
  kind: string;
  payload: Record<string, unknown>;
  trace_context: Record<string, string>;
  attempts: number;
  waited_ms: number;
}

const MAX_ATTEMPTS = 3;
const RETRY_AFTER_SECONDS = 5;
const tracer = trace.getTracer('scruffy');

export class JobQueue {
  readonly #db: Database;
  readonly #handlers: Record<string, JobHandler>;
  readonly #pollIntervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(db: Database, handlers: Record<string, JobHandler>, pollIntervalMs = 250) {
    this.#db = db;
    this.#handlers = handlers;
    this.#pollIntervalMs = pollIntervalMs;
  }

  /** @param client of the transaction that the job belongs to */
  async enqueue(client: pg.ClientBase, kind: string, payload: Record<string, unknown>): Promise<void> {
    await tracer.startActiveSpan(
      `send ${kind}`,
      { kind: SpanKind.PRODUCER, attributes: messaging(kind, 'send') },
      async (span) => {
        const carrier: Record<string, string> = {};
        propagation.inject(context.active(), carrier);
        await client
          .query('INSERT INTO jobs (kind, payload, trace_context) VALUES ($1, $2, $3)', [
            kind,
            payload,
            carrier,
          ])
          .finally(() => span.end());
      },
    );
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#working = this.#drain().finally(() => this.#timer && this.start());
    }, this.#pollIntervalMs);
  }

  /** Lets the job that runs finish. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#working;
  }

  async #drain(): Promise<void> {
    try {
      for (let job = await this.#take(); job; job = await this.#take()) {
        await this.#run(job);
        if (!this.#timer) return;
      }
    } catch (error) {
      log('warn', 'cannot look for jobs', { error: String(error) });
    }
  }

  async #take(): Promise<JobRow | undefined> {
    const { rows } = await this.#db.query<JobRow>(
      `DELETE FROM jobs WHERE id = (
         SELECT id FROM jobs WHERE run_at <= now() ORDER BY run_at FOR UPDATE SKIP LOCKED LIMIT 1)
       RETURNING id, kind, payload, trace_context, attempts,
         (extract(epoch FROM now() - enqueued_at) * 1000)::int AS waited_ms`,
    );
    return rows[0];
  }

  async #run(job: JobRow): Promise<void> {
    const parent = propagation.extract(context.active(), job.trace_context);
    const attributes = {
      ...messaging(job.kind, 'process'),
      'messaging.message.id': String(job.id),
      'job.attempt': job.attempts + 1,
      'job.waited_ms': job.waited_ms,
    };
    await tracer.startActiveSpan(
      `process ${job.kind}`,
      { kind: SpanKind.CONSUMER, attributes },
      parent,
      async (span) => {
        try {
          await this.#handlers[job.kind]!(job.payload);
        } catch (error) {
          span.recordException(error as Error);
          span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
          await this.#retryLater(job, error);
        } finally {
          span.end();
        }
      },
    );
  }

  async #retryLater(job: JobRow, error: unknown): Promise<void> {
    const isLast = job.attempts + 1 >= MAX_ATTEMPTS;
    log(isLast ? 'error' : 'warn', `job ${job.kind} failed`, { job: job.id, error: String(error) });
    if (isLast) return;
    await this.#db.query(
      `INSERT INTO jobs (kind, payload, trace_context, attempts, run_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
      [job.kind, job.payload, job.trace_context, job.attempts + 1, RETRY_AFTER_SECONDS],
    );
  }
}

function messaging(kind: string, operation: 'send' | 'process') {
  return {
    'messaging.system': 'postgresql',
    'messaging.destination.name': kind,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}
