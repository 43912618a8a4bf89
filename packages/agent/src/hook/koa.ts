/** Koa 2 and 3: the template of the route that `@koa/router` matched, and errors that nothing caught. */
import { nameRoute, noteError } from './request-span.ts';

type Middleware = (context: { _matchedRoute?: unknown }) => Promise<unknown>;
type HandleRequest = (this: unknown, context: object, middleware: Middleware) => unknown;

export function hookKoa(exports: Record<string, unknown>): void {
  const prototype = (exports as { prototype?: { handleRequest?: HandleRequest } }).prototype;
  const handle = prototype?.handleRequest;
  if (prototype === undefined || handle === undefined) return;
  prototype.handleRequest = function (context, middleware) {
    const watched: Middleware = async (request) => {
      try {
        return await middleware(request);
      } catch (error) {
        noteError(error);
        throw error;
      } finally {
        if (typeof request._matchedRoute === 'string') nameRoute(request._matchedRoute);
      }
    };
    return Reflect.apply(handle, this, [context, watched]);
  };
}
