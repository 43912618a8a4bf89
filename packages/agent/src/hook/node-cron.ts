/** node-cron: the functions that are scheduled. */
import type { HookContext } from './hook-context.ts';
import { watchTask } from './scheduled-task.ts';
import { type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/node-cron', version: '' };

export function hookNodeCron(exports: Record<string, unknown>, context: HookContext): void {
  for (const owner of [exports, exports.default])
    for (const name of ['schedule', 'createTask'])
      wrapMethod(owner, name, (original) => {
        return function (...args) {
          const [schedule, task, options] = args as [unknown, unknown, { name?: unknown } | undefined];
          if (typeof task === 'function')
            args[1] = watchTask(context, SCOPE, task as Method, () => ({ name: options?.name, schedule }));
          return Reflect.apply(original, this, args);
        };
      });
}
