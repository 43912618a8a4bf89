/**
 * BullMQ: the adding of jobs and flows, and the run of each attempt. The trace travels where BullMQ's own telemetry puts
 * it (`opts.telemetry.metadata`, JSON), so that workers which are watched by others find it too; queues and workers that
 * were given a telemetry of their own are left to it.
 */
import type { RecordedSpan } from '../record/span.ts';
import type { HookContext } from './hook-context.ts';
import { type JobOptions, marked, traceIn } from './job-options.ts';
import { beginSend, beginWork, type MessageFacts, runSend, runWork } from './message-spans.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/bullmq', version: '' };
const SYSTEM = 'bullmq';

interface NewJob {
  name: string;
  queueName?: string;
  opts?: JobOptions | undefined;
  children?: NewJob[];
}
interface RunningJob extends NewJob {
  id?: string;
  queueName: string;
  attemptsMade?: number;
  /** From BullMQ 5 on; before, `attemptsMade` counts the attempt that is being made. */
  attemptsStarted?: number;
}
interface Owner {
  name: string;
  opts?: { telemetry?: unknown };
}

/** Thrown by handlers to have the job run again later, or when its children are done. */
const LATER = new Set(['DelayedError', 'WaitingError', 'WaitingChildrenError', 'RateLimitError']);

export function hookBullmq(exports: Record<string, unknown>, context: HookContext): void {
  const { Queue, FlowProducer, Worker } = exports as Record<string, { prototype: object } | undefined>;
  const send = (owner: unknown, name: string, describe: (owner: Owner, args: unknown[]) => Sending) =>
    wrapMethod(owner, name, (original) => {
      return function (...args) {
        const sending = attempt(() => begin(context, this as Owner, args, describe));
        if (sending === undefined) return Reflect.apply(original, this, args);
        return runSend(sending, () => Reflect.apply(original, this, args));
      };
    });
  send(Queue?.prototype, 'add', ({ name }, args) => ({
    facts: { system: SYSTEM, destination: name, job: String(args[0]) },
    mark: (span) => {
      args[2] = marked(span, args[2] as JobOptions | undefined);
    },
  }));
  send(Queue?.prototype, 'addBulk', ({ name }, args) => bulk(name, args));
  send(FlowProducer?.prototype, 'add', (_owner, args) => bulk((args[0] as NewJob).queueName, args));
  send(FlowProducer?.prototype, 'addBulk', (_owner, args) => bulk((args[0] as NewJob[])[0]?.queueName, args));
  wrapMethod(Worker?.prototype, 'callProcessJob', (original) => {
    return function (...args) {
      const span = attempt(() => beginJob(context, this as Owner, args[0] as RunningJob));
      return runWork(span, async () => Reflect.apply(original, this, args), isFailure);
    };
  });
}

interface Sending {
  facts: MessageFacts;
  /** Puts the trace into the arguments. */
  mark(span: RecordedSpan): void;
}

function begin(
  context: HookContext,
  owner: Owner,
  args: unknown[],
  describe: (owner: Owner, args: unknown[]) => Sending,
): RecordedSpan | undefined {
  if (owner.opts?.telemetry !== undefined) return undefined;
  const { facts, mark } = describe(owner, args);
  const span = beginSend(context, SCOPE, facts);
  if (span !== undefined) mark(span);
  return span;
}

/** One job with its children, or several. */
function bulk(destination: string | undefined, args: unknown[]): Sending {
  const jobs = args[0] as NewJob | NewJob[];
  const names = new Set((Array.isArray(jobs) ? jobs : [jobs]).map(({ name }) => name));
  return {
    facts: {
      system: SYSTEM,
      destination: destination ?? '',
      ...(names.size === 1 ? { job: [...names][0] } : {}),
      ...(Array.isArray(jobs) ? { count: jobs.length } : {}),
    },
    mark: (span) => {
      args[0] = Array.isArray(jobs) ? jobs.map((job) => markedJob(span, job)) : markedJob(span, jobs);
    },
  };
}

function markedJob(span: RecordedSpan, job: NewJob): NewJob {
  const children = job.children?.map((child) => markedJob(span, child));
  return { ...job, opts: marked(span, job.opts), ...(children === undefined ? {} : { children }) };
}

function beginJob(context: HookContext, worker: Owner, job: RunningJob): RecordedSpan | undefined {
  if (worker.opts?.telemetry !== undefined) return undefined;
  const facts = {
    system: SYSTEM,
    destination: job.queueName,
    job: job.name,
    id: job.id,
    attempt: (job.attemptsMade ?? 0) + (job.attemptsStarted === undefined ? 0 : 1),
  };
  return beginWork(context, SCOPE, facts, traceIn(job.opts));
}

function isFailure(error: unknown): boolean {
  return !LATER.has((error as Error | undefined)?.name ?? '');
}
