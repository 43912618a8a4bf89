/** Fastify: the route's template and the handler's error, over its own tracing channel, which it has from 5 on. */
import diagnostics from 'node:diagnostics_channel';
import type { HookContext } from './hook-context.ts';
import { nameRoute, noteError } from './request-span.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

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

interface Reply {
  request: { routeOptions?: { url?: string } };
}

/** Fastify 4, from 4.10 on: every answer is sent by its reply, which knows the route; an error is sent like an answer. */
export function hookFastify4(
  _exports: unknown,
  _context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  if (!String(load('./package.json').version).startsWith('4.')) return;
  const Reply = load('./lib/reply.js') as { prototype?: object };
  wrapMethod(Reply.prototype, 'send', (original) => {
    return function (...args) {
      attempt(() => {
        const url = (this as Reply).request.routeOptions?.url;
        if (typeof url === 'string') nameRoute(url);
        if (args[0] instanceof Error) noteError(args[0]);
      });
      return Reflect.apply(original, this, args);
    };
  });
}
