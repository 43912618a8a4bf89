/** What an emitter does, and what it does not tell: when the promises of its listeners are done. */
import type { RecordedSpan } from '../record/span.ts';
import { endFailed } from './end-with.ts';
import type { Method } from './wrap-method.ts';

/** Calls `listeners` as an emitter does and ends `span` when all of them, and their promises, are done. */
export function callListeners(
  span: RecordedSpan,
  listeners: readonly Method[],
  emitter: unknown,
  args: unknown[],
): boolean {
  let working = 1;
  const done = () => {
    if (--working === 0) span.end();
  };
  try {
    for (const listener of listeners) {
      const result = Reflect.apply(listener, emitter, args);
      if (!(result instanceof Promise)) continue;
      working++;
      // Thrown on: a rejection that nobody handled before is not handled by us.
      result.then(done, (error) => {
        endFailed(span, error);
        throw error;
      });
    }
  } catch (error) {
    endFailed(span, error);
    throw error;
  }
  done();
  return true;
}
