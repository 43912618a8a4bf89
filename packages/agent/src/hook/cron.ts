/** cron, which `@nestjs/schedule` uses as well: the callbacks of its jobs. */
import type { HookContext } from './hook-context.ts';
import { watchTask } from './scheduled-task.ts';
import { type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/cron', version: '' };

interface Job {
  name?: unknown;
  cronTime?: { source?: unknown };
}

export function hookCron(exports: Record<string, unknown>, context: HookContext): void {
  const { prototype } = (exports.CronJob ?? {}) as { prototype?: object };
  wrapMethod(prototype, 'addCallback', (original) => {
    return function (...args) {
      const job = this as Job;
      const [callback] = args;
      if (typeof callback === 'function')
        args[0] = watchTask(context, SCOPE, callback as Method, () => ({
          name: job.name,
          schedule: job.cronTime?.source,
        }));
      return Reflect.apply(original, this, args);
    };
  });
}
