/**
 * node-postgres: one CLIENT span per query, from the call to its result. The queue of a client and the wait
 * for a connection of the pool are part of what the caller waits for, so they are inside the span.
 *
 * A query of a pool is begun where the app asks for it, with the app's frames and context at hand. The pool asks for a
 * connection in the same go, and runs the query on it in the same go as it is given one: so the span is handed on by two
 * variables, and no argument is changed. Until a connection is free, callbacks wait in a queue that is served in the context
 * of whoever gives one back; theirs is kept for the app's own callbacks only, the pool's have no use for it.
 */
import { errorMonitor } from 'node:events';
import { activeContext, runInContext } from '../record/context.ts';
import { findAwaitingPlace } from './code-place.ts';
import type { HookContext } from './hook-context.ts';
import { SqlSpan } from './sql-span.ts';
import type { Server } from './sql-statement.ts';
import { type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/pg', version: '' };
const SYSTEM = 'postgresql';

type Result = { rowCount?: number | null };
type Callback = (this: unknown, error: Error | null, result?: Result, release?: unknown) => unknown;

/** From the pool's `query` to its `connect`. */
let asked: SqlSpan | undefined;
/** From the connection that it was given to the `query` of that. */
let granted: SqlSpan | undefined;

export function hookPg(exports: Record<string, unknown>, context: HookContext): void {
  const { Client, Pool } = exports as Record<string, { prototype: object } | undefined>;
  if (Client) wrapMethod(Client.prototype, 'query', (original) => clientQuery(original, context));
  if (!Pool) return;
  // `pg.Pool` is a subclass of pg-pool's class; the methods live one step up.
  wrapMethod(ownerOf(Pool.prototype, 'connect'), 'connect', poolConnect);
  wrapMethod(ownerOf(Pool.prototype, 'query'), 'query', (original) => poolQuery(original, context));
}

function ownerOf(prototype: object, name: string): object | undefined {
  let owner: object | null = prototype;
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  return owner ?? undefined;
}

function poolQuery(query: Method, context: HookContext): Method {
  return function (...args) {
    const sql = begin(context, args[0], args[1], undefined);
    if (sql === undefined) return Reflect.apply(query, this, args);
    const last = args.length - 1;
    if (typeof args[last] === 'function') args[last] = inContext(args[last] as Callback);
    asked = sql;
    try {
      if (args.length === 2) return query.call(this, args[0], args[1]);
      return args.length === 1 ? query.call(this, args[0]) : Reflect.apply(query, this, args);
    } finally {
      // A pool that is made otherwise: its clients are watched without it, and this span is nobody's.
      asked = undefined;
    }
  };
}

function poolConnect(connect: Method): Method {
  return function (...args) {
    const sql = asked;
    asked = undefined;
    const callback = args[0];
    if (typeof callback !== 'function') return Reflect.apply(connect, this, args);
    const own = sql ? granting(sql, callback as Callback) : inContext(callback as Callback);
    return args.length === 1
      ? connect.call(this, own)
      : Reflect.apply(connect, this, [own, ...args.slice(1)]);
  };
}

function granting(sql: SqlSpan, callback: Callback): Callback {
  return function (this: unknown, error, client, release) {
    if (error) {
      sql.runsOn({ system: SYSTEM, database: undefined, host: undefined, port: undefined });
      sql.end(error);
    } else granted = sql;
    try {
      return callback.call(this, error, client, release);
    } finally {
      granted = undefined;
    }
  };
}

function clientQuery(query: Method, context: HookContext): Method {
  return function (...args) {
    const pooled = granted;
    if (pooled !== undefined) {
      granted = undefined;
      pooled.runsOn(serverOf(this));
      const callback = args[2];
      try {
        if (args.length === 3 && typeof callback === 'function')
          return query.call(this, args[0], args[1], ending(pooled, callback as Callback));
        const at = callbackAt(args);
        if (at > 0) args[at] = ending(pooled, args[at] as Callback);
        return Reflect.apply(query, this, args);
      } catch (error) {
        pooled.end(error);
        throw error;
      }
    }
    const sql = args[0] == null ? undefined : begin(context, args[0], args[1], this);
    if (sql === undefined) return Reflect.apply(query, this, args);
    const at = callbackAt(args);
    if (at > 0) {
      args[at] = ending(sql, inContext(args[at] as Callback));
      return Reflect.apply(query, this, args);
    }
    const config = args[0] as {
      callback?: Callback;
      submit?: unknown;
      once?: (event: string | symbol, listener: (error?: unknown) => void) => unknown;
    };
    if (typeof config.callback === 'function') {
      const callback = ending(sql, inContext(config.callback));
      // In a copy where the caller may use its object again: it must not find our callback there.
      if (typeof config.submit === 'function') config.callback = callback;
      else args[0] = Object.create(config, { callback: { value: callback, writable: true } });
      return Reflect.apply(query, this, args);
    }
    if (typeof config.submit === 'function') {
      // A query object, cursor or stream: it ends by events. A listener for errors would be one that handles them.
      config.once?.(errorMonitor, (error) => sql.end(isAbandoned(error) ? undefined : error));
      for (const event of ['end', 'close']) config.once?.(event, () => sql.end());
      return Reflect.apply(query, this, args);
    }
    try {
      const result = Reflect.apply(query, this, args) as Promise<Result>;
      return result.then(
        (value) => {
          sql.end(undefined, value?.rowCount, findAwaitingPlace);
          return value;
        },
        (error) => {
          sql.end(error, undefined, findAwaitingPlace);
          throw error;
        },
      );
    } catch (error) {
      sql.end(error);
      throw error;
    }
  };
}

/** A stream that nobody wants to read on is ended by an error of Node's own. */
function isAbandoned(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ABORT_ERR';
}

interface Asked {
  text?: unknown;
  values?: unknown;
}

type Query = (Asked & { cursor?: Asked }) | null;

/** A stream has a cursor that knows. */
function askedBy(query: Query): Asked | null {
  return query?.cursor ?? query;
}

/** Undefined where nothing is to be recorded. A query without a client is a pool's. */
function begin(context: HookContext, query: unknown, second: unknown, client: unknown): SqlSpan | undefined {
  try {
    const given = typeof query === 'string' ? undefined : askedBy(query as Query);
    const text = given === undefined ? query : given?.text;
    if (client === undefined && typeof text !== 'string') return undefined;
    const values = Array.isArray(second) ? second : given?.values;
    const sql = typeof text === 'string' ? text : '';
    return client === undefined
      ? SqlSpan.ask(context, SCOPE, sql, SYSTEM, values)
      : SqlSpan.begin(context, SCOPE, sql, serverOf(client), values);
  } catch {
    return undefined;
  }
}

/** The same object for all clients of a pool, so that it is seen at once that a statement was for it before. */
function serverOf(client: unknown): Server {
  const { database, host, port } = client as Partial<Server>;
  if (last.database !== database || last.host !== host || last.port !== port)
    last = { system: SYSTEM, database, host, port };
  return last;
}

let last: Server = { system: SYSTEM, database: undefined, host: undefined, port: undefined };

/** 1 or 2 where the caller gave one. */
function callbackAt(args: unknown[]): number {
  for (let at = 1; at < args.length; at++) if (typeof args[at] === 'function') return at;
  return -1;
}

function ending(sql: SqlSpan, callback: Callback): Callback {
  return function (this: unknown, error, result) {
    sql.end(error, result?.rowCount);
    return callback.call(this, error, result);
  };
}

/** The app's own callback in the context in which it was given. */
function inContext(callback: Callback): Callback {
  const outer = activeContext();
  return function (this: unknown, ...args: unknown[]) {
    return runInContext(outer, () => Reflect.apply(callback, this, args));
  };
}
