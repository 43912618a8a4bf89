/** What schedulers have in common: each run of a task is a transaction, named by the task, its function or its schedule. */
import { runWithSpan } from '../record/context.ts';
import type { Scope } from '../record/span.ts';
import { endWith } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { attempt, type Method } from './wrap-method.ts';

export interface TaskFacts {
  /** As the app calls it. */
  name?: unknown;
  /** `0 4 * * *` */
  schedule: unknown;
}

/** A function that is scheduled may be created as a task on the way. */
const watched = new WeakSet<Method>();

/** @param describe asked at each run: some tasks get their name after they were made */
export function watchTask(
  context: HookContext,
  scope: Scope,
  task: Method,
  describe: (self: unknown) => TaskFacts,
): Method {
  if (watched.has(task)) return task;
  const wrapper: Method = function (...args) {
    const run = () => Reflect.apply(task, this, args);
    const span = attempt(() => {
      const { name, schedule } = describe(this);
      const shown = typeof name === 'string' && name !== '' ? name : task.name || String(schedule);
      const begun = context.spans.startTransaction(`cron ${shown}`, Kind.internal, scope, undefined);
      begun.attributes = { 'job.name': shown, 'job.schedule': String(schedule) };
      return begun;
    });
    return span === undefined ? run() : endWith(span, () => runWithSpan(span, run));
  };
  watched.add(wrapper);
  return wrapper;
}
