/** Requests made with `fetch` or undici: one CLIENT span each, over undici's own diagnostics channels. */
import diagnostics from 'node:diagnostics_channel';
import { activeBaggage, activeSpan } from '../record/context.ts';
import { traceparentOf } from '../record/propagation.ts';
import { RecordedSpan } from '../record/span.ts';
import { hasHeader } from './has-header.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { redactUrl } from './redact-url.ts';
import { markPlace, noteDuration } from './repeated-call.ts';

const SCOPE = { name: '@tracebin/agent/fetch', version: '' };

interface UndiciRequest {
  origin: string | URL;
  path: string;
  method: string;
  headers: unknown;
  addHeader(name: string, value: string): unknown;
}

/** What is thrown by a listener, Node takes for an error that nobody caught, and ends the app. */
function listen(channel: string, hear: (message: unknown) => void): void {
  diagnostics.subscribe(channel, (message) => {
    try {
      hear(message);
    } catch {
      // The span says less than it might.
    }
  });
}

export function hookFetch(context: HookContext): void {
  const spans = new WeakMap<object, RecordedSpan>();
  const end = (span: RecordedSpan | undefined) => {
    if (span === undefined) return;
    const { 'http.request.method': method, 'server.address': host } = span.attributes ?? {};
    span.end();
    noteDuration(span, `${method} ${host}`);
  };

  listen('undici:request:create', (message) => {
    const { request } = message as { request: UndiciRequest };
    const parent = activeSpan();
    if (!(parent instanceof RecordedSpan)) return;
    const origin = new URL(request.origin);
    const span = context.spans.startChild(parent, request.method, Kind.client, SCOPE);
    span.attributes = {
      'http.request.method': request.method,
      'url.full': redactUrl(origin.protocol, origin.host, request.path),
      'server.address': origin.hostname,
      'server.port': Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80),
    };
    spans.set(request, span);
    if (!hasHeader(request.headers, 'traceparent')) {
      request.addHeader('traceparent', traceparentOf(span));
      if (span.traceState) request.addHeader('tracestate', span.traceState);
      const baggage = activeBaggage();
      if (baggage && !hasHeader(request.headers, 'baggage')) request.addHeader('baggage', baggage);
    }
    markPlace(span, `${request.method} ${origin.hostname}`);
  });

  listen('undici:request:headers', (message) => {
    const { request, response } = message as { request: object; response: { statusCode: number } };
    const span = spans.get(request);
    if (span === undefined) return;
    span.setAttribute('http.response.status_code', response.statusCode);
    if (response.statusCode >= 400) {
      span.setAttribute('error.type', String(response.statusCode));
      span.setStatus({ code: StatusError });
    }
  });

  listen('undici:request:trailers', (message) => {
    end(spans.get((message as { request: object }).request));
  });

  listen('undici:request:error', (message) => {
    const { request, error } = message as { request: object; error: Error };
    const span = spans.get(request);
    if (span === undefined) return;
    span.recordException(error);
    span.setAttribute('error.type', (error as NodeJS.ErrnoException).code ?? error.name);
    span.setStatus({ code: StatusError, message: error.message });
    end(span);
  });
}
