/** Our own requests must not be recorded, or every flush would cause the next. */
import { AsyncLocalStorage } from 'node:async_hooks';

const untraced = new AsyncLocalStorage<true>();

export function runUntraced<T>(work: () => T): T {
  return untraced.run(true, work);
}

export function isUntraced(): boolean {
  return untraced.getStore() === true;
}
