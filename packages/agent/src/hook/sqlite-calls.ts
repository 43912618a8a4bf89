/** What the drivers of SQLite have in common: all they do is synchronous, and each execution of a statement is one span. */
import type { Scope } from '../record/span.ts';
import { findCodePlace } from './code-place.ts';
import type { HookContext } from './hook-context.ts';
import { SqlSpan } from './sql-span.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

export interface SqliteCall {
  sql: string;
  /** File of the database. */
  database: string | undefined;
  values: unknown;
}

/** What is asked by a call of a method with these arguments. */
export type DescribeCall = (self: unknown, args: unknown[]) => SqliteCall;

/** Watches those of these methods that `prototype` has; `iterate` until its last row was read. */
export function watchSqlite(
  context: HookContext,
  scope: Scope,
  prototype: unknown,
  methods: readonly string[],
  describe: DescribeCall,
): void {
  const begin = (self: unknown, args: unknown[]) =>
    attempt(() => {
      const { sql, database, values } = describe(self, args);
      const server = { system: 'sqlite', database, host: undefined, port: undefined };
      return SqlSpan.begin(context, scope, sql, server, values);
    });
  for (const name of methods)
    wrapMethod(prototype, name, (original) => {
      return function (...args) {
        const span = begin(this, args);
        if (span === undefined) return Reflect.apply(original, this, args);
        try {
          const result = Reflect.apply(original, this, args);
          if (name === 'iterate') watchRows(result, span);
          else span.end(undefined, Array.isArray(result) ? result.length : undefined, findCodePlace);
          return result;
        } catch (error) {
          // A function of the app in the statement may throw anything.
          attempt(() => span.end(error, undefined, findCodePlace));
          throw error;
        }
      };
    });
}

/** Until the last row has been read, or the reader has had enough. */
function watchRows(iterator: unknown, span: SqlSpan): void {
  let rows = 0;
  const watched = (step: Method): Method =>
    function (...args) {
      try {
        const result = Reflect.apply(step, this, args) as IteratorResult<unknown>;
        if (result.done) span.end(undefined, rows);
        else rows++;
        return result;
      } catch (error) {
        attempt(() => span.end(error));
        throw error;
      }
    };
  for (const name of ['next', 'return']) wrapMethod(iterator, name, watched);
}
