/**
 * The span of the whole request. An instrumentation of Express runs each middleware in a span of its own, so the
 * request's span is the active one only before Express begins: that is where it is remembered.
 */
import type { IncomingMessage, RequestListener } from 'node:http';
import { type Attributes, type Span, trace } from '@opentelemetry/api';

const spans = new WeakMap<IncomingMessage, Span>();

export function rememberRequestSpan(app: RequestListener): RequestListener {
  return (request, response) => {
    const span = trace.getActiveSpan();
    if (span) spans.set(request, span);
    app(request, response);
  };
}

export function describeRequest(request: IncomingMessage, attributes: Attributes): void {
  spans.get(request)?.setAttributes(attributes);
}

export function recordRequestError(request: IncomingMessage, error: Error): void {
  spans.get(request)?.recordException(error);
}
