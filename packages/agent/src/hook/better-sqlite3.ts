/** better-sqlite3: one CLIENT span per execution of a statement; all of it is synchronous. */
import type { HookContext } from './hook-context.ts';
import { SqlSpan } from './sql-span.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/better-sqlite3', version: '' };

interface Statement {
  source: string;
  database?: { name?: string };
}

export function hookBetterSqlite3(exports: unknown, context: HookContext): void {
  const { prototype } = exports as { prototype?: object };
  wrapMethod(prototype, 'exec', (original) => {
    return function (...args) {
      const { name } = this as { name?: string };
      return traced(context, String(args[0]), name, undefined, () => Reflect.apply(original, this, args));
    };
  });
  wrapMethod(prototype, 'prepare', (original) => {
    return function (...args) {
      const statement = Reflect.apply(original, this, args);
      // The class is not exported: known from its first instance on.
      attempt(() => hookStatements(Object.getPrototypeOf(statement), context));
      return statement;
    };
  });
}

function hookStatements(prototype: object, context: HookContext): void {
  for (const name of ['run', 'get', 'all'])
    wrapMethod(prototype, name, (original) => {
      return function (...args) {
        const { source, database } = this as Statement;
        return traced(context, source, database?.name, args, () => Reflect.apply(original, this, args));
      };
    });
  wrapMethod(prototype, 'iterate', (original) => iterated(context, original));
}

function traced<T>(
  context: HookContext,
  sql: string,
  database: string | undefined,
  values: unknown,
  work: () => T,
): T {
  const span = begin(context, sql, database, values);
  if (span === undefined) return work();
  try {
    const result = work();
    span.end(undefined, Array.isArray(result) ? result.length : undefined);
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** Until the last row has been read, or the reader has had enough. */
function iterated(context: HookContext, original: Method): Method {
  return function (...args) {
    const { source, database } = this as Statement;
    const span = begin(context, source, database?.name, args);
    const iterator = Reflect.apply(original, this, args) as Iterator<unknown>;
    if (span === undefined) return iterator;
    let rows = 0;
    for (const name of ['next', 'return'])
      wrapMethod(iterator, name, (step) => {
        return function (...rest) {
          try {
            const result = Reflect.apply(step, this, rest) as IteratorResult<unknown>;
            if (result.done) span.end(undefined, rows);
            else rows++;
            return result;
          } catch (error) {
            span.end(error);
            throw error;
          }
        };
      });
    return iterator;
  };
}

function begin(
  context: HookContext,
  sql: string,
  database: string | undefined,
  values: unknown,
): SqlSpan | undefined {
  const server = { system: 'sqlite', database, host: undefined, port: undefined };
  return attempt(() => SqlSpan.begin(context, SCOPE, sql, server, values));
}
