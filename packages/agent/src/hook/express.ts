/**
 * Express 4 and 5: the route template of a request, errors that handlers pass on, and rendered views.
 * No span per middleware: they are rarely what is slow, and creating them is what makes other agents dear.
 */
import { activeContext, activeSpan, runInContext, runWithSpan } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { type HookContext, StatusError } from './hook-context.ts';
import { noteError } from './request-span.ts';
import { startView } from './view-span.ts';

const SCOPE = { name: '@tracebin/agent/express', version: '' };
const MOUNT = Symbol('tracebin.mount');
const LAYER_PATH = Symbol('tracebin.path');

/** Whether a mount was ever passed: what is asked of a request is dear (see http-server.ts), and many apps have none. */
let isMounted = false;

type Handler = (...args: unknown[]) => unknown;
interface TracedRequest {
  [MOUNT]?: string;
}
interface Layer {
  handle: Handler & { stack?: unknown[] };
  rawPath?: unknown;
  [LAYER_PATH]?: string;
}
type Methods = Record<string, Handler>;

export function hookExpress(exports: Record<string, unknown>, context: HookContext): void {
  const express = exports as unknown as {
    Router: (() => { use: Handler; stack: Layer[] }) & { prototype: Methods };
    Route: { prototype: Methods };
    application: Methods;
  };
  if (typeof exports.Router !== 'function' || typeof exports.Route !== 'function') return;
  const sample = express.Router();
  sample.use(() => undefined);
  const layerPrototype = Object.getPrototypeOf(sample.stack[0]) as Methods;
  rememberMountPaths(Object.getPrototypeOf(sample) as Methods, express.Router as unknown as Methods);
  noteUnhandledErrors(sample);
  followMounts(layerPrototype);
  noteErrors(layerPrototype);
  nameByRoute(express.Route.prototype);
  traceViews(express.application, context);
}

/** Express 4 keeps a layer's path only as a regular expression, so it is written down when the layer is made. */
function rememberMountPaths(...prototypes: Methods[]): void {
  const owner = prototypes.find((candidate) => Object.hasOwn(candidate, 'use'));
  const use = owner?.use;
  if (owner === undefined || use === undefined) return;
  owner.use = function (this: { stack: Layer[] }, ...args: unknown[]) {
    const before = this.stack?.length ?? 0;
    const result = Reflect.apply(use, this, args);
    if (typeof args[0] === 'string') {
      for (const layer of this.stack?.slice(before) ?? []) layer[LAYER_PATH] = args[0];
    }
    return result;
  };
}

/** Keeps the template of the mounts above the current router on the request while the router runs. */
function followMounts(layer: Methods): void {
  for (const name of ['handleRequest', 'handle_request']) {
    const handle = layer[name];
    if (handle === undefined) continue;
    layer[name] = function (this: Layer, ...args: unknown[]) {
      const path = this[LAYER_PATH] ?? (typeof this.rawPath === 'string' ? this.rawPath : '');
      if (!leadsOn(this.handle) || path === '' || path === '/') return Reflect.apply(handle, this, args);
      const request = args[0] as TracedRequest;
      const outer = request[MOUNT] ?? '';
      const next = args[2] as Handler;
      isMounted = true;
      request[MOUNT] = outer + path.replace(/\/+$/, '');
      args[2] = function (this: unknown, ...rest: unknown[]) {
        request[MOUNT] = outer;
        return Reflect.apply(next, this, rest);
      };
      return Reflect.apply(handle, this, args);
    };
  }
}

/** Routers, and apps within apps, which Express puts into a function of this name. */
function leadsOn(handle: Layer['handle'] | undefined): boolean {
  return handle?.stack !== undefined || handle?.name === 'mounted_app';
}

function nameByRoute(route: Methods): void {
  const dispatch = route.dispatch;
  if (dispatch === undefined) return;
  route.dispatch = function (this: { path: unknown }, ...args: unknown[]) {
    const transaction = (activeSpan() as RecordedSpan | undefined)?.transaction;
    if (transaction) {
      const own = Array.isArray(this.path) ? this.path.map(String).join('|') : String(this.path);
      const mount = isMounted ? ((args[0] as TracedRequest)[MOUNT] ?? '') : '';
      transaction.route = mount + (own === '/' && mount !== '' ? '' : own);
    }
    return Reflect.apply(dispatch, this, args);
  };
}

function noteErrors(layer: Methods): void {
  for (const name of ['handleError', 'handle_error']) {
    const handle = layer[name];
    if (handle === undefined) continue;
    layer[name] = function (this: unknown, ...args: unknown[]) {
      noteError(args[0]);
      return Reflect.apply(handle, this, args);
    };
  }
}

/** An error for which no handler comes leaves the router by its callback, to Express' own answer. */
function noteUnhandledErrors(sample: object): void {
  let owner = sample as Methods;
  while (owner !== null && !Object.hasOwn(owner, 'handle')) owner = Object.getPrototypeOf(owner) as Methods;
  const handle = owner?.handle;
  if (handle === undefined) return;
  owner.handle = function (this: unknown, ...args: unknown[]) {
    const [request, response, done] = args;
    if (args.length !== 3 || typeof done !== 'function') return Reflect.apply(handle, this, args);
    return handle.call(this, request, response, notingErrors(done as Handler));
  };
}

/**
 * In a function of its own, and not put into a list of arguments: made there, a third of all that Node 24 allocated outlived
 * its first collection, and an app of small requests grew by 70 MB.
 */
function notingErrors(done: Handler): Handler {
  return function (this: unknown, ...rest) {
    // `next('router')` leaves a router without an error.
    if (rest[0] !== 'router') noteError(rest[0]);
    return Reflect.apply(done, this, rest);
  };
}

/** `res.render` and `app.render` both end here; the template engine's work is what the span measures. */
function traceViews(application: Methods, context: HookContext): void {
  const render = application.render;
  if (render === undefined) return;
  application.render = function (this: unknown, ...args: unknown[]) {
    const parent = activeSpan();
    const callback = args[args.length - 1];
    if (!(parent instanceof RecordedSpan) || typeof callback !== 'function')
      return Reflect.apply(render, this, args);
    const outer = activeContext();
    const span = startView(context, parent, SCOPE, String(args[0]));
    args[args.length - 1] = function (this: unknown, ...result: unknown[]) {
      if (result[0] instanceof Error) {
        span.recordException(result[0]);
        span.setStatus({ code: StatusError });
      }
      span.end();
      // What follows is no part of the view any more.
      return runInContext(outer, () => Reflect.apply(callback, this, result));
    };
    return runWithSpan(span, () => Reflect.apply(render, this, args));
  };
}
