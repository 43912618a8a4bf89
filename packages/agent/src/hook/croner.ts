/** Croner: the functions of its jobs, which are given to the constructor or later. */
import type { HookContext } from './hook-context.ts';
import { watchTask } from './scheduled-task.ts';
import { type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/croner', version: '' };

interface Job {
  name?: unknown;
  fn?: unknown;
  getPattern?(): unknown;
}

export function hookCroner(exports: Record<string, unknown>, context: HookContext): void {
  const { prototype } = (exports.Cron ?? {}) as { prototype?: object };
  wrapMethod(prototype, 'schedule', (original) => {
    return function (...args) {
      const job = this as Job;
      const watch = (task: unknown) =>
        watchTask(context, SCOPE, task as Method, () => ({ name: job.name, schedule: job.getPattern?.() }));
      const [task] = args;
      if (typeof task === 'function') args[0] = watch(task);
      // The constructor has kept it already.
      else if (typeof job.fn === 'function') job.fn = watch(job.fn);
      return Reflect.apply(original, this, args);
    };
  });
}
