/**
 * The body of a request comes from a connection that was there before it, and so do the events that tell of it: listeners of
 * `data` and `end` run in the context of the connection, and all that they begin would be lost. So requests emit in the context
 * of their own.
 */
import http from 'node:http';
import type { Context } from '@opentelemetry/api';
import { activeContext, activeSpan, runInContext } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';

const CONTEXT = Symbol('tracebin.context');

interface Emitter {
  [CONTEXT]?: Context & { span?: unknown };
  _events?: Record<string, unknown>;
  emit: (this: Emitter, ...args: unknown[]) => boolean;
}

/** All requests of HTTP/1; the answers to the app's own requests are of the same class and are not kept. */
export function keepContexts(): void {
  const prototype = http.IncomingMessage.prototype as unknown as Emitter;
  prototype.emit = emitting(prototype.emit);
}

/** Call in the context that is to be kept. */
export function keepContextOf(request: object): void {
  (request as Emitter)[CONTEXT] = activeContext();
}

/** The same for an emitter whose class is not to be had: requests and streams of HTTP/2. */
export function keepContextOfOne(emitter: object): void {
  keepContextOf(emitter);
  const one = emitter as Emitter;
  Object.defineProperty(one, 'emit', { value: emitting(one.emit), writable: true, configurable: true });
}

function emitting(emit: Emitter['emit']): Emitter['emit'] {
  return function (...args) {
    // Most events have no listener, and of a request of Express whatever is asked is looked up anew in Node 20.
    if (this._events?.[args[0] as string] === undefined) return Reflect.apply(emit, this, args);
    const kept = this[CONTEXT];
    if (kept === undefined) return Reflect.apply(emit, this, args);
    const active = activeSpan();
    // Within the request, perhaps in a span of it.
    if (active instanceof RecordedSpan && active.transaction === (kept.span as RecordedSpan).transaction)
      return Reflect.apply(emit, this, args);
    return runInContext(kept, () => Reflect.apply(emit, this, args));
  };
}
