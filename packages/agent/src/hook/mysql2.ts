/** mysql2: one CLIENT span per query or prepared statement, over its own tracing channels, which it has from 3.20 on. */
import { followCalls } from './follow-calls.ts';
import type { HookContext } from './hook-context.ts';
import { ownerOf, patchMysql2 } from './mysql2-patch.ts';
import { lookAheadSql, SqlSpan } from './sql-span.ts';

const SCOPE = { name: '@tracebin/agent/mysql2', version: '' };
const SYSTEM = 'mysql';

interface QueryMessage {
  query: string;
  values?: unknown;
  database: string;
  serverAddress: string;
  serverPort: number | undefined;
  error?: unknown;
  result?: unknown;
}

type QueryFunction = (this: unknown, ...args: unknown[]) => unknown;

const LOOKS_AHEAD = Symbol('tracebin.looksAhead');

/**
 * A pool runs a statement from a callback, where the caller's frames are gone: its own methods are the last place from
 * which they are seen. A pool connects when it is first used, so the one made here for its class never does.
 */
export function hookMysql2(
  exports: Record<string, unknown>,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  if (typeof exports.createPool !== 'function') return;
  const sample = exports.createPool({}) as { pool?: object };
  const prototype = ownerOf(Object.getPrototypeOf(sample.pool ?? sample), 'query');
  const [major = 0, minor = 0] = String(load('./package.json').version).split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 20)) patchMysql2(context, load, prototype);
  if (prototype === undefined || Object.hasOwn(prototype, LOOKS_AHEAD)) return;
  Object.defineProperty(prototype, LOOKS_AHEAD, { value: true });
  const methods = prototype as Record<string, QueryFunction>;
  for (const name of ['query', 'execute']) {
    const run = methods[name];
    if (run === undefined) continue;
    methods[name] = function (...args) {
      const sql = typeof args[0] === 'string' ? args[0] : (args[0] as { sql?: unknown } | null)?.sql;
      if (typeof sql === 'string') lookAheadSql(sql, SYSTEM);
      return Reflect.apply(run, this, args);
    };
  }
}

export function followMysql2(context: HookContext): void {
  for (const channel of ['mysql2:query', 'mysql2:execute']) {
    followCalls<QueryMessage, SqlSpan>(
      channel,
      ({ query, values, database, serverAddress, serverPort }) =>
        SqlSpan.begin(
          context,
          SCOPE,
          query,
          { system: SYSTEM, database, host: serverAddress, port: serverPort },
          values,
        ),
      (call, { error, result }) => call.end(error, Array.isArray(result) ? result.length : undefined),
    );
  }
  // Nothing is recorded of it: the wait is a part of what follows, which must run in the context of the caller.
  followCalls(
    'mysql2:pool:connect',
    () => undefined,
    () => {},
  );
}
