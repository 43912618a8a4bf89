/** SQLite of Node itself (22.5 and later): one CLIENT span per execution of a statement. */
import type { HookContext } from './hook-context.ts';
import { type DescribeCall, watchSqlite } from './sqlite-calls.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/node-sqlite', version: '' };
const METHODS = ['run', 'get', 'all', 'iterate'];

interface Database {
  location?(): string | null;
}

/** By its statements and stores of statements, which do not tell it. */
const files = new WeakMap<object, string>();

export function hookNodeSqlite(exports: Record<string, unknown>, context: HookContext): void {
  const { DatabaseSync, StatementSync } = exports as Record<string, { prototype: object } | undefined>;
  watchSqlite(context, SCOPE, DatabaseSync?.prototype, ['exec'], (self, [sql]) => ({
    sql: String(sql),
    database: fileOf(self as Database),
    values: undefined,
  }));
  watchSqlite(context, SCOPE, StatementSync?.prototype, METHODS, (self, values) => ({
    sql: (self as { sourceSQL: string }).sourceSQL,
    database: files.get(self as object),
    values,
  }));
  const ofTag: DescribeCall = (self, [parts, ...values]) => ({
    sql: (parts as string[]).join('?'),
    database: files.get(self as object),
    values,
  });
  for (const name of ['prepare', 'createTagStore'])
    wrapMethod(DatabaseSync?.prototype, name, (original) => {
      return function (...args) {
        const made = Reflect.apply(original, this, args) as object;
        attempt(() => {
          files.set(made, fileOf(this as Database));
          // The class is not exported: known from its first instance on.
          if (name === 'createTagStore')
            watchSqlite(context, SCOPE, Object.getPrototypeOf(made), METHODS, ofTag);
        });
        return made;
      };
    });
}

function fileOf(database: Database): string {
  return database.location?.() ?? ':memory:';
}
