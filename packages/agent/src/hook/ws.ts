/**
 * ws, the server: a connection and each message that comes over it are transactions, from the arrival until all listeners
 * and their promises are done. Connections that a client makes are HTTP requests and watched as these.
 *
 * Only connections that a server told its own listeners of: those that engine.io or a development server takes for itself
 * carry another protocol, whose events are the work.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { runWithSpan } from '../record/context.ts';
import { extractParent } from '../record/propagation.ts';
import type { RecordedSpan } from '../record/span.ts';
import { callListeners } from './call-listeners.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/ws', version: '' };
const PATH = Symbol('tracebin.path');

interface Server {
  options?: { path?: string };
}
interface Connection {
  /** The path that its server was made for, which the app chose; undefined on connections that are not watched. */
  [PATH]?: string;
}

export function hookWs(exports: unknown, context: HookContext): void {
  watchServers((exports as { Server?: unknown }).Server, context);
  watchConnections(exports, context);
}

/** The file by which ES modules load it. */
export function hookWsServer(exports: unknown, context: HookContext, load: (file: string) => unknown): void {
  watchServers(exports, context);
  watchConnections(load('./websocket.js'), context);
}

/** Both classes inherit `emit`; what other emitters inherit stays as it is. */
function watchServers(exports: unknown, context: HookContext): void {
  wrapMethod((exports as { prototype?: object } | undefined)?.prototype, 'emit', (original) =>
    emitting(original, 'connection', function (socket, request) {
      const path = (this as Server).options?.path ?? '';
      (socket as Connection)[PATH] = path;
      return beginConnection(context, path, request as IncomingMessage);
    }),
  );
}

function watchConnections(exports: unknown, context: HookContext): void {
  wrapMethod((exports as { prototype?: object }).prototype, 'emit', (original) =>
    emitting(original, 'message', function (data) {
      const path = (this as Connection)[PATH];
      return path === undefined ? undefined : beginMessage(context, path, data);
    }),
  );
}

type Begin = (this: unknown, ...args: unknown[]) => RecordedSpan | undefined;

function emitting(original: Method, event: string, begin: Begin): Method {
  return function (...args) {
    const listeners = args[0] === event ? (this as EventEmitter).rawListeners(event) : [];
    const values = args.slice(1);
    const span = listeners.length === 0 ? undefined : attempt(() => Reflect.apply(begin, this, values));
    if (span === undefined) return Reflect.apply(original, this, args);
    return runWithSpan(span, () => callListeners(span, listeners as Method[], this, values));
  };
}

function beginConnection(context: HookContext, path: string, request: IncomingMessage): RecordedSpan {
  const { headers, socket, url = '' } = request;
  return begin(context, `ws connect ${path}`, extractParent(headers), {
    'url.path': url.split('?', 1)[0],
    'client.address': socket?.remoteAddress,
    'user_agent.original': headers['user-agent'],
  });
}

function beginMessage(context: HookContext, path: string, data: unknown): RecordedSpan {
  return begin(context, `ws message ${path}`, undefined, { 'messaging.message.body.size': sizeOf(data) });
}

function begin(
  context: HookContext,
  name: string,
  parent: ReturnType<typeof extractParent>,
  attributes: Attributes,
): RecordedSpan {
  const span = context.spans.startTransaction(name.trimEnd(), Kind.server, SCOPE, parent);
  span.attributes = { 'network.protocol.name': 'websocket', ...attributes };
  return span;
}

/** Bytes, an array of them, or in older versions a text. */
function sizeOf(data: unknown): number | undefined {
  if (Array.isArray(data)) return data.reduce((sum, part) => sum + (sizeOf(part) ?? 0), 0);
  if (typeof data === 'string') return Buffer.byteLength(data);
  return (data as { byteLength?: number } | undefined)?.byteLength;
}
