/**
 * socket.io, the server: each event that a client sends and the app listens for is a transaction, named by the event, from
 * its arrival until all handlers and their promises are done.
 */
import { runWithSpan } from '../record/context.ts';
import type { RecordedSpan } from '../record/span.ts';
import { callListeners } from './call-listeners.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/socket.io', version: '' };

interface Socket {
  nsp?: { name?: string };
  handshake?: unknown;
  rawListeners(event: unknown): Method[];
}

export function hookSocketIo(exports: Record<string, unknown>, context: HookContext): void {
  const { prototype } = (exports.Socket ?? {}) as { prototype?: object };
  // A socket's own method of this name is inherited from its emitter, and asked for there.
  wrapMethod(prototype && Object.getPrototypeOf(prototype), 'emitUntyped', (original) => {
    return function (...args) {
      const socket = this as Socket;
      const listeners = socket.handshake === undefined ? [] : socket.rawListeners(args[0]);
      const span = listeners.length === 0 ? undefined : attempt(() => begin(context, socket, args[0]));
      if (span === undefined) return Reflect.apply(original, this, args);
      return runWithSpan(span, () => callListeners(span, listeners, socket, args.slice(1)));
    };
  });
}

function begin(context: HookContext, socket: Socket, event: unknown): RecordedSpan {
  const name = String(event);
  const span = context.spans.startTransaction(`socket.io ${name}`, Kind.server, SCOPE, undefined);
  span.attributes = {
    'network.protocol.name': 'websocket',
    'socket.io.event': name,
    'socket.io.namespace': socket.nsp?.name ?? '/',
  };
  return span;
}
