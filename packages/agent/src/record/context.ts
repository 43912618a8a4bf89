/**
 * The context that travels with asynchronous work. The current span has a slot of its own, so that our hooks
 * neither copy a map nor look anything up; other values (baggage, keys of instrumentation packages) live in a
 * map that is copied only when one is set.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Channel } from 'node:diagnostics_channel';
import type { Context, ContextManager, Span } from '@opentelemetry/api';

import { baggageHeader, withBaggage } from './baggage.ts';

/** The key under which `@opentelemetry/api` keeps the current span; it is the same symbol in every copy. */
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');

export class AgentContext implements Context {
  readonly span: Span | undefined;
  readonly values: ReadonlyMap<symbol, unknown> | undefined;

  constructor(span: Span | undefined, values: ReadonlyMap<symbol, unknown> | undefined) {
    this.span = span;
    this.values = values;
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.span : this.values?.get(key);
  }

  setValue(key: symbol, value: unknown): AgentContext {
    if (key === SPAN_KEY) return new AgentContext(value as Span | undefined, this.values);
    return new AgentContext(this.span, new Map(this.values).set(key, value));
  }

  deleteValue(key: symbol): AgentContext {
    if (key === SPAN_KEY) return new AgentContext(undefined, this.values);
    const values = new Map(this.values);
    values.delete(key);
    return new AgentContext(this.span, values);
  }
}

export const ROOT = new AgentContext(undefined, undefined);

const storage = new AsyncLocalStorage<Context>();

export function activeContext(): Context {
  return storage.getStore() ?? ROOT;
}

export function activeSpan(): Span | undefined {
  const context = storage.getStore();
  if (context === undefined) return undefined;
  return context instanceof AgentContext ? context.span : (context.getValue(SPAN_KEY) as Span | undefined);
}

/** Runs `work` for a request that came with a `baggage` header, beneath `span`. */
export function runWithBaggage<T>(span: Span, header: string, work: () => T): T {
  return storage.run(withBaggage(new AgentContext(span, undefined), header), work);
}

/** The `baggage` header of the current context; hardly any app has one. */
export function activeBaggage(): string | undefined {
  const context = storage.getStore();
  if (context === undefined || (context instanceof AgentContext && context.values === undefined))
    return undefined;
  return baggageHeader(context);
}

/** Runs `work` with `span` as the current one, keeping the other values of the context. */
export function runWithSpan<T>(span: Span, work: () => T): T {
  const active = activeContext();
  const values = active instanceof AgentContext ? active.values : undefined;
  return storage.run(new AgentContext(span, values), work);
}

/** Runs `work` in `context`. */
export function runInContext<T>(context: Context, work: () => T): T {
  return storage.run(context, work);
}

/** Whatever `channel` runs, it runs in the context that is found for its message; in the current one if none is. */
export function keepContext(channel: Channel, contextOf: (message: unknown) => Context | undefined): void {
  channel.bindStore(storage, (message) => contextOf(message) ?? activeContext());
}

/** The OpenTelemetry interface over the same storage. `run` only: `enterWith` leaks into what comes after. */
export const contextManager: ContextManager = {
  active: activeContext,
  with(context, work, thisArg, ...args) {
    return storage.run(context, () => work.apply(thisArg as ThisParameterType<typeof work>, args));
  },
  bind(context, target) {
    if (typeof target !== 'function') return target;
    const bound = function (this: unknown, ...args: unknown[]) {
      return storage.run(context, () => Reflect.apply(target, this, args));
    };
    return bound as typeof target;
  },
  enable() {
    return this;
  },
  disable() {
    return this;
  },
};
