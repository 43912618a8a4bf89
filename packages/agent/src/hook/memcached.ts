/** memcached and memjs: one CLIENT span per command, from the call to its callback. */
import { activeContext, activeSpan, runInContext } from '../record/context.ts';
import { RecordedSpan, type Scope } from '../record/span.ts';
import { commandOf } from './cache-command.ts';
import { endFailed } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { markPlace, noteDuration } from './repeated-call.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/memcached', version: '' };
const MEMJS_SCOPE = { name: '@tracebin/agent/memjs', version: '' };

/** By the second byte of a request of the binary protocol; others are not for keys. */
const OPERATIONS: readonly (string | undefined)[] = [
  ...['GET', 'SET', 'ADD', 'REPLACE', 'DELETE', 'INCREMENT', 'DECREMENT', undefined, undefined, undefined],
  ...[undefined, undefined, undefined, undefined, 'APPEND', 'PREPEND'],
];
const TOUCH = 0x1c;

interface Query {
  type?: string;
  key?: unknown;
  callback?: unknown;
}

/** memcached: every command is compiled to a query, whose callback gets the answer. */
export function hookMemcached(exports: unknown, context: HookContext): void {
  wrapMethod((exports as { prototype?: object }).prototype, 'command', (original) => {
    return function (...args) {
      const [compile, server] = args as [Method, string | undefined];
      const servers = (this as { servers?: string[] }).servers;
      args[0] = function (this: unknown, ...rest: unknown[]) {
        const query = Reflect.apply(compile, this, rest) as Query;
        attempt(() => traceQuery(context, query, server ?? (servers?.length === 1 ? servers[0] : undefined)));
        return query;
      };
      return Reflect.apply(original, this, args);
    };
  });
}

function traceQuery(context: HookContext, query: Query, server: string | undefined): void {
  // Without a callback the library refuses the query, or nobody waits for it.
  if (typeof query.callback !== 'function' || query.type === undefined) return;
  const [host, port] = server?.split(':') ?? [];
  const key = Array.isArray(query.key) ? query.key[0] : query.key;
  const span = begin(context, SCOPE, query.type.toUpperCase(), key, host, Number(port) || undefined);
  if (span !== undefined) query.callback = ended(span, query.callback as Method);
}

/** memjs: the methods of a client build a request and hand it on with its key. */
export function hookMemjs(exports: Record<string, unknown>, context: HookContext): void {
  wrapMethod((exports.Client as { prototype?: object } | undefined)?.prototype, 'perform', (original) => {
    return function (...args) {
      const [key, request, , callback, retries] = args;
      // A number of retries says that the call has been here before.
      if (retries === undefined && typeof callback === 'function') {
        const span = attempt(() => {
          const code = (request as Uint8Array)[1] ?? 0;
          const operation = code === TOUCH ? 'TOUCH' : (OPERATIONS[code] ?? 'COMMAND');
          const { servers } = this as { servers?: { host?: string; port?: number | string }[] };
          const only = servers?.length === 1 ? servers[0] : undefined;
          return begin(context, MEMJS_SCOPE, operation, key, only?.host, Number(only?.port) || undefined);
        });
        if (span !== undefined) args[3] = ended(span, callback as Method);
      }
      return Reflect.apply(original, this, args);
    };
  });
}

function begin(
  context: HookContext,
  scope: Scope,
  operation: string,
  key: unknown,
  host: string | undefined,
  port: number | undefined,
): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return undefined;
  const command = commandOf(operation, [key], { system: 'memcached', database: undefined, host, port });
  const span = context.spans.startChild(parent, operation, Kind.client, scope);
  span.fixed = command.attributes;
  markPlace(span, command.text);
  return span;
}

/** The answer comes in the context of whoever opened the connection; the callback belongs to the caller. */
function ended(span: RecordedSpan, callback: Method): Method {
  const outer = activeContext();
  const text = span.fixed?.values['db.query.text'] as string;
  return function (...args) {
    if (args[0]) endFailed(span, args[0]);
    else span.end();
    noteDuration(span, text);
    return runInContext(outer, () => Reflect.apply(callback, this, args));
  };
}
