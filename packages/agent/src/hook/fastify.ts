/** Fastify 5: the route's template and the handler's error, over its own tracing channel. */
import diagnostics from 'node:diagnostics_channel';
import { nameRoute, noteError } from './request-span.ts';

interface HandlerMessage {
  route?: { url?: string };
  error?: unknown;
}

export function followFastify(): void {
  diagnostics.subscribe('tracing:fastify.request.handler:start', (message) => {
    const { route } = message as HandlerMessage;
    if (typeof route?.url === 'string') nameRoute(route.url);
  });
  diagnostics.subscribe('tracing:fastify.request.handler:error', (message) => {
    noteError((message as HandlerMessage).error);
  });
}
