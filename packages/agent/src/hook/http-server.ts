/**
 * Requests that the app serves: one SERVER span each, from the `request` event to the end of the response.
 * `Server.prototype.emit` is the one place through which every framework's requests pass.
 */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Attributes } from '@opentelemetry/api';
import { runWithBaggage, runWithSpan } from '../record/context.ts';
import { FixedAttributes } from '../record/fixed-attributes.ts';
import { extractParent } from '../record/propagation.ts';
import type { RecordedSpan } from '../record/span.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { beginStream } from './http2-server.ts';
import { keepContextOf, keepContextOfOne, keepContexts } from './kept-context.ts';
import { redactQuery } from './redact-url.ts';

const SCOPE = { name: '@tracebin/agent/http', version: '' };
const SPAN = Symbol('tracebin.span');
/** What all requests of a connection have in common: each of it is a call out of JavaScript when asked for. */
const CONNECTION = Symbol('tracebin.connection');
/** The URL as it came: frameworks shorten `request.url` while a mounted router runs. */
const SENT_URL = Symbol('tracebin.url');
const KNOWN_METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
]);

type TracedResponse = http.ServerResponse & { [SPAN]?: RecordedSpan | undefined; [SENT_URL]?: string };
type TracedSocket = http.IncomingMessage['socket'] & { [CONNECTION]?: FixedAttributes; encrypted?: boolean };

/** Their classes are not exported, and their module is not loaded for their sake: told by the name of their class. */
const HTTP2_SERVER = /^Http2(Secure)?Server$/;

export function hookHttpServer(context: HookContext): void {
  keepContexts();
  // Servers of HTTP/2 inherit from `net.Server`; what the others inherit was taken before it is patched.
  for (const Server of [http.Server, https.Server, net.Server]) {
    const prototype = Server.prototype as unknown as { emit: (...args: unknown[]) => boolean };
    const emit = prototype.emit;
    prototype.emit = function (this: object, ...args: unknown[]): boolean {
      if (args[0] === 'stream' && Server === net.Server && HTTP2_SERVER.test(this.constructor.name)) {
        const span = beginStream(context, this, args);
        if (span === undefined) return Reflect.apply(emit, this, args);
        return runWithSpan(span, () => {
          keepContextOfOne(args[1] as object);
          return Reflect.apply(emit, this, args);
        });
      }
      if (args[0] !== 'request' || (Server === net.Server && !HTTP2_SERVER.test(this.constructor.name)))
        return Reflect.apply(emit, this, args);
      const request = args[1] as http.IncomingMessage;
      const response = args[2] as TracedResponse;
      const span = begin(context, request, response);
      return span === undefined
        ? Reflect.apply(emit, this, args)
        : run(span, request.headers.baggage, () => {
            if (Server === net.Server) keepContextOfOne(request);
            else keepContextOf(request);
            return Reflect.apply(emit, this, args);
          });
    };
  }
}

function run<T>(span: RecordedSpan, baggage: unknown, work: () => T): T {
  return typeof baggage === 'string' ? runWithBaggage(span, baggage, work) : runWithSpan(span, work);
}

function begin(
  context: HookContext,
  request: http.IncomingMessage,
  response: TracedResponse,
): RecordedSpan | undefined {
  try {
    if (context.ignoredPaths.size > 0 && context.ignoredPaths.has(pathOf(request.url ?? '')))
      return undefined;
    const method = methodOf(request);
    const span = context.spans.startTransaction(method, Kind.server, SCOPE, extractParent(request.headers));
    span.fixed = factsOf(request.socket as TracedSocket);
    response[SPAN] = span;
    response[SENT_URL] = request.url ?? '';
    // After `finish`, or without it when the client went away.
    response.on('close', finish);
    return span;
  } catch {
    return undefined;
  }
}

/** Listens on the response: `this` is the response. Attributes are gathered once, here. */
function finish(this: TracedResponse): void {
  const span = this[SPAN];
  if (span === undefined) return;
  this[SPAN] = undefined;
  const request = this.req;
  const method = methodOf(request);
  const url = this[SENT_URL] ?? '';
  const queryAt = url.indexOf('?');
  const { host = request.headers[':authority'] as string | undefined, 'user-agent': userAgent } =
    request.headers;
  const route = span.transaction?.route;
  const attributes: Attributes = {
    'http.request.method': method,
    'url.path': queryAt < 0 ? url : url.slice(0, queryAt),
    'network.protocol.version': request.httpVersion,
    'http.response.status_code': this.headersSent ? this.statusCode : undefined,
    'server.address': host && hostnameOf(host),
    'user_agent.original': userAgent,
    'http.route': route || undefined,
  };
  if (queryAt >= 0 && queryAt < url.length - 1) attributes['url.query'] = redactQuery(url.slice(queryAt + 1));
  span.attributes = attributes;
  if (route) span.name = `${method} ${route}`;
  if (!this.writableFinished) {
    span.setAttribute('error.type', 'client_closed');
    span.setStatus({
      code: StatusError,
      message: 'the client closed the connection before the answer was sent',
    });
  } else if (this.statusCode >= 500) {
    span.setAttribute('error.type', String(this.statusCode));
    span.setStatus({ code: StatusError });
  }
  span.end();
}

/** An unknown method is a name that a stranger chose: `_OTHER`, as the HTTP conventions say. */
function methodOf(request: http.IncomingMessage): string {
  const method = request.method ?? 'GET';
  return KNOWN_METHODS.has(method) ? method : '_OTHER';
}

function pathOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? url : url.slice(0, at);
}

/** `example.org:8080` -> `example.org`, `[::1]:80` -> `[::1]` */
function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon < 0 || host.endsWith(']') ? host : host.slice(0, colon);
}

function factsOf(socket: TracedSocket): FixedAttributes {
  let facts = socket[CONNECTION];
  if (facts === undefined) {
    facts = new FixedAttributes({
      'url.scheme': socket.encrypted ? 'https' : 'http',
      'server.port': socket.localPort,
      'client.address': socket.remoteAddress,
    });
    // A closed socket does not know its addresses any more: then the next request may ask again.
    if (socket.remoteAddress !== undefined) socket[CONNECTION] = facts;
  }
  return facts;
}
