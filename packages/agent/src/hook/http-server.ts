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
const CONNECTION = Symbol('tracebin.connection');
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

type TracedSocket = http.IncomingMessage['socket'] & { [CONNECTION]?: Connection; encrypted?: boolean };

/** What the first request of a connection said; nearly always, all others say the same. */
interface Connection {
  version: string;
  host: string | undefined;
  userAgent: string | undefined;
  /** With the three. */
  fixed: FixedAttributes;
  /** Without, for requests that say something else: those that a proxy passes on. */
  ofAll: FixedAttributes;
}

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
      const response = args[2] as http.ServerResponse;
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

/**
 * What is asked of the request is asked here, as far as it can be: Express gives both objects another prototype, and in Node 20
 * each request's another hidden class with it, so that whatever is read of them after that is looked up anew each time.
 */
function begin(
  context: HookContext,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): RecordedSpan | undefined {
  try {
    // As it came: frameworks shorten it while a mounted router runs.
    const url = request.url ?? '';
    if (context.ignoredPaths.size > 0 && context.ignoredPaths.has(pathOf(url))) return undefined;
    const { headers } = request;
    const span = context.spans.startTransaction(
      methodOf(request),
      Kind.server,
      SCOPE,
      extractParent(headers),
    );
    describeConnection(span, request, headers);
    let isOpen = true;
    // After `finish`, or without it when the client went away.
    response.on('close', () => {
      if (!isOpen) return;
      isOpen = false;
      finish(span, request, response, url);
    });
    return span;
  } catch {
    return undefined;
  }
}

/** The other attributes are gathered once, here. */
function finish(
  span: RecordedSpan,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  url: string,
): void {
  const method = methodOf(request);
  const queryAt = url.indexOf('?');
  const route = span.transaction?.route;
  const { writableFinished } = response;
  const status = writableFinished || response.headersSent ? response.statusCode : undefined;
  const attributes: Attributes = {
    'http.request.method': method,
    'url.path': queryAt < 0 ? url : url.slice(0, queryAt),
    'http.response.status_code': status,
    'http.route': route || undefined,
  };
  if (span.attributes !== undefined) Object.assign(attributes, span.attributes);
  if (queryAt >= 0 && queryAt < url.length - 1) attributes['url.query'] = redactQuery(url.slice(queryAt + 1));
  span.attributes = attributes;
  if (route) span.name = `${method} ${route}`;
  if (!writableFinished) {
    span.setAttribute('error.type', 'client_closed');
    span.setStatus({
      code: StatusError,
      message: 'the client closed the connection before the answer was sent',
    });
  } else if (status !== undefined && status >= 500) {
    span.setAttribute('error.type', String(status));
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

function describeConnection(
  span: RecordedSpan,
  { socket, httpVersion: version }: http.IncomingMessage,
  headers: http.IncomingHttpHeaders,
): void {
  const { host = headers[':authority'] as string | undefined, 'user-agent': userAgent } = headers;
  const connection = (socket as TracedSocket)[CONNECTION] ?? connectionOf(socket, version, host, userAgent);
  if (connection.host === host && connection.userAgent === userAgent && connection.version === version) {
    span.fixed = connection.fixed;
    return;
  }
  span.fixed = connection.ofAll;
  span.attributes = saidBy(version, host, userAgent);
}

/** Kept on the connection: each of its addresses is a call out of JavaScript when asked for. */
function connectionOf(
  socket: TracedSocket,
  version: string,
  host: string | undefined,
  userAgent: string | undefined,
): Connection {
  const ofAll: Attributes = {
    'url.scheme': socket.encrypted ? 'https' : 'http',
    'server.port': socket.localPort,
    'client.address': socket.remoteAddress,
  };
  const connection = {
    ...{ version, host, userAgent },
    fixed: new FixedAttributes({ ...ofAll, ...saidBy(version, host, userAgent) }),
    ofAll: new FixedAttributes(ofAll),
  };
  // A closed socket does not know its addresses any more: then the next request may ask again.
  if (socket.remoteAddress !== undefined) socket[CONNECTION] = connection;
  return connection;
}

function saidBy(version: string, host: string | undefined, userAgent: string | undefined): Attributes {
  return {
    'network.protocol.version': version,
    'server.address': host && hostnameOf(host),
    'user_agent.original': userAgent,
  };
}
