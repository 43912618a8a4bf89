/**
 * node-postgres: one CLIENT span per query, from the call to its result. The queue of a client and the wait
 * for a connection of the pool are part of what the caller waits for, so they are inside the span.
 */
import { activeContext, activeSpan, runInContext } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import type { HookContext } from './hook-context.ts';
import { lookAheadSql, SqlSpan } from './sql-span.ts';

const SCOPE = { name: '@tracebin/agent/pg', version: '' };
const SYSTEM = 'postgresql';

type Callback = (error: Error | null, result?: { rowCount?: number | null }) => unknown;
type QueryFunction = (this: unknown, ...args: unknown[]) => unknown;
interface Client {
  host?: string;
  port?: number;
  database?: string;
}

export function hookPg(exports: Record<string, unknown>, context: HookContext): void {
  const { Client, Pool } = exports as Record<string, { prototype: { query: QueryFunction } }>;
  if (Client) Client.prototype.query = tracedQuery(Client.prototype.query, context);
  const pool = Pool && prototypeWithQuery(Pool.prototype);
  if (pool) pool.query = watchedPoolQuery(pool.query);
}

/** `pg.Pool` is a subclass of pg-pool's class; the method lives one step up. */
function prototypeWithQuery(prototype: object): { query: QueryFunction } | undefined {
  let current: object | null = prototype;
  while (current && !Object.hasOwn(current, 'query')) current = Object.getPrototypeOf(current);
  return (current as { query: QueryFunction } | null) ?? undefined;
}

function watchedPoolQuery(query: QueryFunction): QueryFunction {
  return function (...args) {
    lookAheadSql(textOf(args[0]), SYSTEM);
    return Reflect.apply(query, this, args);
  };
}

function tracedQuery(query: QueryFunction, context: HookContext): QueryFunction {
  return function (...args) {
    if (args[0] == null || !(activeSpan() instanceof RecordedSpan)) return Reflect.apply(query, this, args);
    const { database, host, port } = this as Client;
    const values = Array.isArray(args[1]) ? args[1] : (args[0] as { values?: unknown }).values;
    const sql = SqlSpan.begin(
      context,
      SCOPE,
      textOf(args[0]),
      { system: SYSTEM, database, host, port },
      values,
    );
    if (sql === undefined) return Reflect.apply(query, this, args);
    const outer = activeContext();
    const callbackAt = args.findIndex((argument) => typeof argument === 'function');
    if (callbackAt > 0) {
      args[callbackAt] = ended(sql, args[callbackAt] as Callback, outer);
      return Reflect.apply(query, this, args);
    }
    const config = args[0] as {
      callback?: Callback;
      submit?: unknown;
      once?: (event: string, listener: (error?: unknown) => void) => unknown;
    };
    if (typeof config.callback === 'function') {
      // In a copy where the caller may use its object again: it must not find our callback there.
      if (typeof config.submit === 'function') config.callback = ended(sql, config.callback, outer);
      else
        args[0] = Object.create(config, {
          callback: { value: ended(sql, config.callback, outer), writable: true },
        });
      return Reflect.apply(query, this, args);
    }
    if (typeof config.submit === 'function') {
      // A query object, cursor or stream: it ends by events.
      config.once?.('end', () => sql.end());
      config.once?.('error', (error) => sql.end(error));
      return Reflect.apply(query, this, args);
    }
    try {
      const result = Reflect.apply(query, this, args) as Promise<{ rowCount?: number | null }>;
      return result.then(
        (value) => {
          sql.end(undefined, value?.rowCount);
          return value;
        },
        (error) => {
          sql.end(error);
          throw error;
        },
      );
    } catch (error) {
      sql.end(error);
      throw error;
    }
  };
}

function ended(sql: SqlSpan, callback: Callback, outer: ReturnType<typeof activeContext>): Callback {
  return function (this: unknown, error, result) {
    sql.end(error, result?.rowCount);
    return runInContext(outer, () => Reflect.apply(callback, this, [error, result]));
  };
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}
