/**
 * Replaces a method by one made around it. Once: a library whose classes are reached by two ways, or that two agents
 * watch, is wrapped by the first.
 */

export type Method = (this: unknown, ...args: unknown[]) => unknown;

const WRAPPED = Symbol.for('tracebin.wrapped');

/** Does nothing where there is no such method. */
export function wrapMethod(owner: unknown, name: string, around: (original: Method) => Method): void {
  if (owner === null || (typeof owner !== 'object' && typeof owner !== 'function')) return;
  const methods = owner as Record<string, unknown>;
  const original = methods[name];
  if (typeof original !== 'function' || Object.hasOwn(original, WRAPPED)) return;
  const wrapper = around(original as Method);
  Object.defineProperty(wrapper, WRAPPED, { value: true });
  Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true });
  Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true });
  methods[name] = wrapper;
}

/** What we do beside the app's own work: where it fails, there is no result, and the app goes on. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
