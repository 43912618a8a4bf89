/** node-cron: each run of a scheduled function is a transaction, named by the task, the function or the schedule. */
import { runWithSpan } from '../record/context.ts';
import { endWith } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/node-cron', version: '' };

export function hookNodeCron(exports: Record<string, unknown>, context: HookContext): void {
  for (const owner of [exports, exports.default])
    for (const name of ['schedule', 'createTask'])
      wrapMethod(owner, name, (original) => {
        return function (...args) {
          const [schedule, task, options] = args as [unknown, unknown, { name?: unknown } | undefined];
          if (typeof task === 'function')
            args[1] = watched(
              context,
              task as Method,
              taskName(options?.name, task.name, schedule),
              schedule,
            );
          return Reflect.apply(original, this, args);
        };
      });
}

function taskName(name: unknown, functionName: string, schedule: unknown): string {
  return `cron ${typeof name === 'string' ? name : functionName || String(schedule)}`;
}

function watched(context: HookContext, task: Method, name: string, schedule: unknown): Method {
  return function (...args) {
    const run = () => Reflect.apply(task, this, args);
    const span = attempt(() => context.spans.startTransaction(name, Kind.internal, SCOPE, undefined));
    if (span === undefined) return run();
    span.attributes = { 'job.name': name, 'job.schedule': String(schedule) };
    return endWith(span, () => runWithSpan(span, run));
  };
}
