/**
 * Requests that the app makes with `node:http` and `node:https`: one CLIENT span each. Nothing listens on the
 * request or the response in a way that changes them: a `response` listener would keep Node from discarding an
 * unread answer, an `error` listener would swallow a crash. So answers come over Node's own diagnostics
 * channel and errors over `errorMonitor`.
 */
import diagnostics from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { activeBaggage, activeSpan, runWithSpan } from '../record/context.ts';
import { traceparentOf } from '../record/propagation.ts';
import { RecordedSpan } from '../record/span.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { redactUrl } from './redact-url.ts';
import { markPlace, noteDuration } from './repeated-call.ts';

const SCOPE = { name: '@tracebin/agent/http', version: '' };
const SPAN = Symbol('tracebin.span');

type TracedRequest = http.ClientRequest & { [SPAN]?: RecordedSpan };
type RequestFunction = (...args: unknown[]) => http.ClientRequest;

export function hookHttpClient(context: HookContext): void {
  for (const module of [http, https] as unknown as { request: RequestFunction; get: RequestFunction }[]) {
    const request = module.request;
    module.request = function (this: unknown, ...args: unknown[]) {
      return traced(context, () => Reflect.apply(request, this, args));
    };
    // As Node does it, but by way of the patched `request`: Node's own has sent the headers when it returns.
    module.get = function (this: unknown, ...args: unknown[]) {
      const made = Reflect.apply(module.request, this, args);
      made.end();
      return made;
    };
  }
  syncBuiltinESMExports();
  diagnostics.subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as { request: TracedRequest; response: http.IncomingMessage };
    const span = request[SPAN];
    if (span === undefined) return;
    const status = response.statusCode ?? 0;
    span.setAttribute('http.response.status_code', status);
    if (status >= 400) {
      span.setAttribute('error.type', String(status));
      span.setStatus({ code: StatusError });
    }
    response.once('end', () => span.end());
    response.once('close', () => span.end());
  });
}

function traced(context: HookContext, make: () => http.ClientRequest): http.ClientRequest {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return make();
  const span = context.spans.startChild(parent, 'HTTP', Kind.client, SCOPE);
  let request: TracedRequest;
  try {
    request = runWithSpan(span, make);
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: StatusError });
    span.end();
    throw error;
  }
  try {
    describe(span, request);
  } catch {
    // The request was made; what we could not read of it stays unsaid.
  }
  return request;
}

function describe(span: RecordedSpan, request: TracedRequest): void {
  request[SPAN] = span;
  const host = String(request.getHeader('host') ?? request.host);
  span.name = request.method;
  span.attributes = {
    'http.request.method': request.method,
    'url.full': redactUrl(request.protocol, host, request.path),
    'server.address': request.host,
  };
  const port = /:(\d+)$/.exec(host)?.[1];
  span.setAttribute('server.port', port ? Number(port) : request.protocol === 'https:' ? 443 : 80);
  if (!request.headersSent && request.getHeader('traceparent') === undefined) {
    request.setHeader('traceparent', traceparentOf(span));
    if (span.traceState) request.setHeader('tracestate', span.traceState);
    const baggage = activeBaggage();
    if (baggage && request.getHeader('baggage') === undefined) request.setHeader('baggage', baggage);
  }
  const call = `${request.method} ${host}`;
  markPlace(span, call);
  request.on(errorMonitor, (error: Error) => {
    span.recordException(error);
    span.setAttribute('error.type', (error as NodeJS.ErrnoException).code ?? error.name);
    span.setStatus({ code: StatusError, message: error.message });
    span.end();
  });
  request.once('close', () => {
    span.end();
    noteDuration(span, call);
  });
}
