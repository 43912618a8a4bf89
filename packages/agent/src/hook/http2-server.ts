/**
 * Servers of HTTP/2 that listen for streams and not for requests, which are watched where all servers' are: one SERVER span
 * each, from the event to the end of the stream.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { extractParent } from '../record/propagation.ts';
import type { RecordedSpan } from '../record/span.ts';
import { describeGrpc, isGrpc } from './grpc.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { redactQuery } from './redact-url.ts';
import { attempt } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/http2', version: '' };

/** Undefined where the stream is to become a request, or is not recorded. Never throws. */
export function beginStream(
  context: HookContext,
  server: unknown,
  args: unknown[],
): RecordedSpan | undefined {
  return attempt(() => {
    const [, stream, headers] = args as [string, ServerHttp2Stream, IncomingHttpHeaders];
    if ((server as EventEmitter).listenerCount('request') > 0) return undefined;
    const [path = '', query] = String(headers[':path']).split('?', 2);
    if (context.ignoredPaths.has(path)) return undefined;
    const method = String(headers[':method']);
    const name = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT)$/.test(method) ? method : '_OTHER';
    const span = context.spans.startTransaction(name, Kind.server, SCOPE, extractParent(headers));
    const authority = String(headers[':authority'] ?? headers.host ?? '');
    const socket = stream.session?.socket as Socket | undefined;
    span.attributes = {
      'http.request.method': name,
      'url.path': path,
      ...(query ? { 'url.query': redactQuery(query) } : {}),
      'url.scheme': String(headers[':scheme']),
      'network.protocol.version': '2.0',
      'server.address': authority.replace(/:\d+$/, ''),
      'client.address': attempt(() => socket?.remoteAddress),
      'user_agent.original': headers['user-agent'],
    };
    stream.once('close', () => attempt(() => finish(span, stream, headers, path)) ?? span.end());
    return span;
  });
}

function finish(
  span: RecordedSpan,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  path: string,
): void {
  const sent = stream.sentHeaders;
  const status = Number(sent?.[':status']) || undefined;
  span.setAttribute('http.response.status_code', status);
  if (isGrpc(headers)) describeGrpc(span, path, [stream.sentTrailers, sent]);
  if (stream.aborted) {
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
