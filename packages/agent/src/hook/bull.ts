/** Bull 4: the adding of jobs and the run of each attempt; the trace travels in the job's options. */
import type { RecordedSpan } from '../record/span.ts';
import type { HookContext } from './hook-context.ts';
import { type JobOptions, marked, traceIn } from './job-options.ts';
import { beginSend, beginWork, runSend, runWork } from './message-spans.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/bull', version: '' };
const SYSTEM = 'bull';
/** What the library calls jobs that were given no name. */
const UNNAMED = '__default__';

interface Queue {
  name: string;
  handlers: Record<string, ((job: Job) => Promise<unknown>) | undefined>;
}
interface Job {
  id?: string | number;
  name?: string;
  attemptsMade?: number;
  opts?: JobOptions;
}

export function hookBull(exports: unknown, context: HookContext): void {
  const { prototype } = exports as { prototype?: object };
  const send = (name: string, mark: (span: RecordedSpan, args: unknown[]) => void) =>
    wrapMethod(prototype, name, (original) => {
      return function (...args) {
        const span = attempt(() => beginAdd(context, this as Queue, args));
        if (span === undefined) return Reflect.apply(original, this, args);
        attempt(() => mark(span, args));
        return runSend(span, () => Reflect.apply(original, this, args));
      };
    });
  send('add', (span, args) => {
    // The name may be left out.
    const at = typeof args[0] === 'string' ? 2 : 1;
    args[at] = marked(span, args[at] as JobOptions | undefined);
  });
  send('addBulk', (span, args) => {
    args[0] = (args[0] as Job[]).map((job) => ({ ...job, opts: marked(span, job.opts) }));
  });
  wrapMethod(prototype, 'setHandler', (original) => {
    return function (...args) {
      const result = Reflect.apply(original, this, args);
      const queue = this as Queue;
      const name = String(args[0]);
      const handler = queue.handlers[name];
      if (handler)
        queue.handlers[name] = (job) => {
          const span = attempt(() => beginJob(context, queue.name, job));
          return runWork(span, () => handler(job));
        };
      return result;
    };
  });
}

function beginAdd(context: HookContext, { name }: Queue, args: unknown[]): RecordedSpan | undefined {
  const [what] = args;
  return beginSend(context, SCOPE, {
    system: SYSTEM,
    destination: name,
    ...(typeof what === 'string' ? { job: what } : {}),
    ...(Array.isArray(what) ? { count: what.length } : {}),
  });
}

function beginJob(context: HookContext, destination: string, job: Job): RecordedSpan | undefined {
  const facts = {
    system: SYSTEM,
    destination,
    job: job.name === UNNAMED ? undefined : job.name,
    id: job.id === undefined ? undefined : String(job.id),
    attempt: (job.attemptsMade ?? 0) + 1,
  };
  return beginWork(context, SCOPE, facts, traceIn(job.opts));
}
