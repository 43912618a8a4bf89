/**
 * Hono on Node: the template of the route that answers, and errors that handlers throw. An app finds its handlers through
 * its router, whose answer lists those of the request with their paths; the last path that is not for all names it.
 */
import { activeSpan } from '../record/context.ts';
import { nameRoute, noteError } from './request-span.ts';
import { attempt, type Method } from './wrap-method.ts';

interface App {
  router: object;
}
type Handled = [[Method, { path?: unknown }], unknown];
/** Handlers with what is found of the path's parameters, and more for all of them. */
type Matched = [Handled[], ...unknown[]];

export function hookHono(exports: Record<string, unknown>): void {
  const { Hono } = exports;
  if (typeof Hono !== 'function') return;
  exports.Hono = new Proxy(Hono as new (...args: unknown[]) => App, {
    construct(target, args, newTarget) {
      const app = Reflect.construct(target, args, newTarget) as App;
      attempt(() => watchRouter(app.router));
      return app;
    },
  });
}

/** Routers replace their own method once they have seen all routes. */
function watchRouter(router: object): void {
  let match = (router as { match: Method }).match;
  const watched: Method = function (...args) {
    const matched = Reflect.apply(match, this, args);
    return activeSpan() === undefined
      ? matched
      : (attempt(() => watchedMatch(matched as Matched)) ?? matched);
  };
  Object.defineProperty(router, 'match', {
    configurable: true,
    enumerable: true,
    get: () => watched,
    set(better: Method) {
      match = better;
    },
  });
}

/** Routers keep their answers and give them again, so that ours is another one. */
function watchedMatch([handlers, ...rest]: Matched): Matched {
  for (let at = handlers.length - 1; at >= 0; at--) {
    const path = handlers[at]?.[0][1].path;
    if (typeof path !== 'string' || path.endsWith('*')) continue;
    nameRoute(path);
    break;
  }
  const watched = handlers.map(
    ([[handler, route], parameters]): Handled => [[noting(handler), route], parameters],
  );
  return [watched, ...rest];
}

const notingHandlers = new WeakMap<Method, Method>();

function noting(handler: Method): Method {
  let watched = notingHandlers.get(handler);
  if (watched === undefined) {
    watched = function (...args) {
      try {
        const result = Reflect.apply(handler, this, args);
        return result instanceof Promise ? result.catch(failed) : result;
      } catch (error) {
        return failed(error);
      }
    };
    notingHandlers.set(handler, Object.assign(watched, handler));
  }
  return watched;
}

function failed(error: unknown): never {
  attempt(() => noteError(error));
  throw error;
}
