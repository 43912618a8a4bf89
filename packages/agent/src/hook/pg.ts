/**
 * node-postgres: one CLIENT span per query, from the call to its result. The queue of a client and the wait
 * for a connection of the pool are part of what the caller waits for, so they are inside the span.
 */
import { activeContext, activeSpan, runInContext } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { lookAhead, markPlace, noteDuration } from './repeated-call.ts';

const SCOPE = { name: '@tracebin/agent/pg', version: '' };

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
    const parent = activeSpan();
    if (parent instanceof RecordedSpan) lookAhead(parent.transaction, textOf(args[0]));
    return Reflect.apply(query, this, args);
  };
}

function tracedQuery(query: QueryFunction, context: HookContext): QueryFunction {
  return function (...args) {
    const parent = activeSpan();
    if (!(parent instanceof RecordedSpan) || args[0] == null) return Reflect.apply(query, this, args);
    const text = textOf(args[0]);
    const span = begin(context, parent, text, this as Client);
    const callbackAt = args.findIndex((argument) => typeof argument === 'function');
    const submittable = typeof (args[0] as { submit?: unknown }).submit === 'function';
    const outer = activeContext();
    if (callbackAt > 0) {
      args[callbackAt] = ended(span, text, args[callbackAt] as Callback, outer);
      return Reflect.apply(query, this, args);
    }
    const config = args[0] as {
      callback?: Callback;
      once?: (event: string, listener: () => void) => unknown;
    };
    if (typeof config.callback === 'function') {
      config.callback = ended(span, text, config.callback, outer);
      return Reflect.apply(query, this, args);
    }
    if (submittable) {
      // A cursor or stream: it ends by events, or when it is closed.
      config.once?.('end', () => finish(span, text));
      config.once?.('error', () => finish(span, text));
      return Reflect.apply(query, this, args);
    }
    try {
      const result = Reflect.apply(query, this, args) as Promise<{ rowCount?: number | null }>;
      return result.then(
        (value) => {
          finish(span, text, null, value);
          return value;
        },
        (error) => {
          finish(span, text, error);
          throw error;
        },
      );
    } catch (error) {
      finish(span, text, error as Error);
      throw error;
    }
  };
}

function begin(context: HookContext, parent: RecordedSpan, text: string, client: Client): RecordedSpan {
  const operation = operationOf(text);
  const span = context.spans.startChild(parent, operation, Kind.client, SCOPE);
  span.attributes = {
    'db.system.name': 'postgresql',
    'db.query.text': text,
    'db.operation.name': operation,
    'db.namespace': client.database ?? '',
    'server.address': client.host ?? '',
    'server.port': client.port ?? 5432,
  };
  markPlace(span, text);
  return span;
}

function ended(
  span: RecordedSpan,
  text: string,
  callback: Callback,
  outer: ReturnType<typeof activeContext>,
): Callback {
  return function (this: unknown, error, result) {
    finish(span, text, error, result);
    return runInContext(outer, () => Reflect.apply(callback, this, [error, result]));
  };
}

function finish(
  span: RecordedSpan,
  text: string,
  error?: Error | null,
  result?: { rowCount?: number | null },
): void {
  if (error) {
    span.recordException(error);
    span.setAttribute('error.type', String((error as { code?: unknown }).code ?? error.name));
    span.setStatus({ code: StatusError, message: error.message });
  } else if (typeof result?.rowCount === 'number') {
    span.setAttribute('db.response.returned_rows', result.rowCount);
  }
  span.end();
  noteDuration(span, text);
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}

const OPERATION = /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*([A-Za-z]+)/;

function operationOf(text: string): string {
  return (OPERATION.exec(text)?.[1] ?? 'query').toUpperCase();
}
