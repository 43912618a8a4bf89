/** mysql2 before 3.20, which has no channels: its two methods of a connection, and the callback of its pool. */
import { errorMonitor } from 'node:events';
import { activeContext, runInContext } from '../record/context.ts';
import type { HookContext } from './hook-context.ts';
import { SqlSpan } from './sql-span.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/mysql2', version: '' };

interface Connection {
  config?: { host?: string; port?: number; database?: string };
}
interface Command {
  sql?: string;
  values?: unknown;
  /** Of a command that the pool has made. */
  onResult?: unknown;
  once?(event: string | symbol, listener: (error?: unknown) => void): unknown;
}

export function patchMysql2(
  context: HookContext,
  load: (file: string) => unknown,
  pool: { getConnection?: unknown } | undefined,
): void {
  const Connection = load('./lib/connection.js') as { prototype: object };
  for (const name of ['query', 'execute'])
    wrapMethod(ownerOf(Connection.prototype, name), name, (original) => traced(context, original));
  // One that waited is served when another request gives its connection back.
  wrapMethod(pool, 'getConnection', (original) => {
    return function (...args) {
      const [callback] = args;
      const outer = activeContext();
      if (typeof callback === 'function')
        args[0] = function (this: unknown, ...result: unknown[]) {
          return runInContext(outer, () => Reflect.apply(callback, this, result));
        };
      return Reflect.apply(original, this, args);
    };
  });
}

/** The classes moved beneath others over the versions. */
export function ownerOf(prototype: object, name: string): object | undefined {
  let owner: object | null = prototype;
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  return owner ?? undefined;
}

function traced(context: HookContext, original: Method): Method {
  return function (...args) {
    const call = attempt(() => begin(context, this as Connection, args));
    if (call === undefined) return Reflect.apply(original, this, args);
    const command = args[0] as Command;
    const callbackAt = args.findIndex((argument) => typeof argument === 'function');
    if (callbackAt > 0) args[callbackAt] = ended(call, args[callbackAt] as Method);
    else if (typeof command.onResult === 'function')
      command.onResult = ended(call, command.onResult as Method);
    const result = Reflect.apply(original, this, args) as Command;
    if (callbackAt <= 0 && typeof command.onResult !== 'function') {
      // A stream of rows. Listening for errors as such would keep an unheard one from ending the app.
      result.once?.(errorMonitor, (error) => call.end(error));
      result.once?.('end', () => call.end());
    }
    return result;
  };
}

function begin(context: HookContext, connection: Connection, args: unknown[]): SqlSpan | undefined {
  const [first, second] = args as [string | Command | null, unknown];
  const sql = typeof first === 'string' ? first : first?.sql;
  if (typeof sql !== 'string') return undefined;
  const { host, port, database } = connection.config ?? {};
  const values = Array.isArray(second) ? second : (first as Command).values;
  return SqlSpan.begin(context, SCOPE, sql, { system: 'mysql', database, host, port }, values);
}

function ended(call: SqlSpan, callback: Method): Method {
  const outer = activeContext();
  return function (...args) {
    call.end(args[0], Array.isArray(args[1]) ? args[1].length : undefined);
    return runInContext(outer, () => Reflect.apply(callback, this, args));
  };
}
