/** bee-queue: the saving of jobs and the run of each attempt; the trace travels in the job's options. */
import type { RecordedSpan } from '../record/span.ts';
import type { HookContext } from './hook-context.ts';
import { beginSend, beginWork, runSend, runWork, withTrace } from './message-spans.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/bee-queue', version: '' };
const SYSTEM = 'bee-queue';

interface Job {
  id?: string;
  queue: { name: string };
  options: { retries?: number; telemetry?: Record<string, unknown> };
}
type Handler = (job: Job) => Promise<unknown>;

export function hookBeeQueue(exports: unknown, context: HookContext, load: (file: string) => unknown): void {
  const Queue = exports as { prototype?: object };
  const Job = load('./lib/job.js') as { prototype?: object };
  wrapMethod(Job.prototype, 'save', (original) => {
    return function (...args) {
      const span = attempt(() => beginSave(context, this as Job));
      if (span === undefined) return Reflect.apply(original, this, args);
      return runSend(span, () => Reflect.apply(original, this, args));
    };
  });
  wrapMethod(Queue.prototype, 'process', (original) => {
    return function (...args) {
      const result = Reflect.apply(original, this, args);
      const queue = this as { name: string; handler: Handler };
      // Asked for jobs, but not yet answered: this is what the first job is given to.
      const handler = queue.handler;
      queue.handler = (job) => {
        const span = attempt(() => beginJob(context, queue.name, job));
        return runWork(span, () => Reflect.apply(handler, queue, [job]));
      };
      return result;
    };
  });
}

function beginSave(context: HookContext, job: Job): RecordedSpan | undefined {
  const span = beginSend(context, SCOPE, { system: SYSTEM, destination: job.queue.name });
  if (span === undefined) return undefined;
  job.options.telemetry = { ...withTrace(span, undefined), retries: job.options.retries ?? 0 };
  return span;
}

function beginJob(context: HookContext, destination: string, job: Job): RecordedSpan | undefined {
  const { retries = 0, telemetry } = job.options;
  // The library counts the tries that are left.
  const made = Math.max(0, (Number(telemetry?.retries) || 0) - retries);
  const facts = { system: SYSTEM, destination, id: job.id, attempt: made + 1 };
  return beginWork(context, SCOPE, facts, telemetry);
}
