/** better-sqlite3: one CLIENT span per execution of a statement. */
import type { HookContext } from './hook-context.ts';
import { type DescribeCall, watchSqlite } from './sqlite-calls.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/better-sqlite3', version: '' };

interface Statement {
  source: string;
  database?: { name?: string };
}

const ofStatement: DescribeCall = (self, values) => {
  const { source, database } = self as Statement;
  return { sql: source, database: database?.name, values };
};

export function hookBetterSqlite3(exports: unknown, context: HookContext): void {
  const { prototype } = exports as { prototype?: object };
  watchSqlite(context, SCOPE, prototype, ['exec'], (self, [sql]) => ({
    sql: String(sql),
    database: (self as { name?: string }).name,
    values: undefined,
  }));
  wrapMethod(prototype, 'prepare', (original) => {
    return function (...args) {
      const statement = Reflect.apply(original, this, args);
      // The class is not exported: known from its first instance on.
      attempt(() =>
        watchSqlite(
          context,
          SCOPE,
          Object.getPrototypeOf(statement),
          ['run', 'get', 'all', 'iterate'],
          ofStatement,
        ),
      );
      return statement;
    };
  });
}
