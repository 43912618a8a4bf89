/**
 * Prisma: one span per operation (`prisma.user.findMany`), with the queries of its driver beneath it. Nothing is patched:
 * its client looks for a tracing helper among the globals, where its own OpenTelemetry package would put one too; as two of
 * them would tell of each query twice, ours stays.
 */
import { activeSpan, runWithSpan } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { findAwaitingPlace } from './code-place.ts';
import { endFailed } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { markPlaceLater, noteDuration } from './repeated-call.ts';
import { PRISMA, prismaDriver, SqlSpan } from './sql-span.ts';
import { attempt } from './wrap-method.ts';

/** Prisma 5 asks for the first, later ones for that of their major version before. */
const GLOBALS = ['PRISMA_INSTRUMENTATION', 'V6_PRISMA_INSTRUMENTATION', 'V7_PRISMA_INSTRUMENTATION'];
/** Not sampled: engines in other languages would send spans of their own. */
const NOT_SAMPLED = '00-10-10-00';

interface ChildOptions {
  name: string;
  attributes?: Record<string, string | undefined>;
}
type Child<T> = (span?: RecordedSpan) => T;

export function followPrisma(context: HookContext): void {
  const helper = {
    isEnabled: () => true,
    getTraceParent: () => NOT_SAMPLED,
    dispatchEngineSpans: () => {},
    getActiveContext: () => undefined,
    runInChildSpan<T>(options: ChildOptions | string, work: Child<T>): T {
      const { name, attributes = {} } = typeof options === 'string' ? { name: options } : options;
      if (name === 'operation') return operation(context, nameOf(attributes), work);
      if (name === 'transaction') return operation(context, 'prisma.$transaction', work);
      return name === 'db_query' ? query(context, attributes, work) : work();
    },
  };
  for (const name of GLOBALS)
    Object.defineProperty(globalThis, name, { configurable: true, get: () => ({ helper }), set: () => {} });
}

function nameOf({ model, method }: Record<string, string | undefined>): string {
  return model ? `prisma.${model.charAt(0).toLowerCase()}${model.slice(1)}.${method}` : `prisma.$${method}`;
}

function operation<T>(context: HookContext, name: string, work: Child<T>): T {
  const span = attempt(() => {
    const parent = activeSpan();
    return parent instanceof RecordedSpan
      ? context.spans.startChild(parent, name, Kind.internal, PRISMA)
      : undefined;
  });
  if (span === undefined) return work();
  const find = attempt(() => markPlaceLater(span, name));
  let result: T;
  try {
    result = runWithSpan(span, work);
  } catch (error) {
    endFailed(span, error);
    throw error;
  }
  if (result instanceof Promise) return ended(span, result, find) as T;
  span.end();
  return result;
}

/**
 * Its promises are begun when they are awaited, from a stack without the app. When they are done, the app's frames are those
 * that wait: the engine knows them inside of an asynchronous function.
 */
async function ended(span: RecordedSpan, result: Promise<unknown>, find?: () => void): Promise<unknown> {
  try {
    const value = await result;
    if (find) attempt(find);
    span.end();
    return value;
  } catch (error) {
    if (find) attempt(find);
    endFailed(span, error);
    throw error;
  } finally {
    noteDuration(span, span.name, findAwaitingPlace);
  }
}

/** What a driver was asked for that has no hook; one that has tells it itself, and better. */
function query<T>(context: HookContext, attributes: ChildOptions['attributes'], work: Child<T>): T {
  const startMs = performance.now();
  const result = work();
  if (!(result instanceof Promise)) return result;
  const end = (error?: unknown) =>
    attempt(() => {
      if (prismaDriver.isWatched) return;
      const { 'db.query.text': text = '', 'db.system.name': system = 'other_sql' } = attributes ?? {};
      const server = { system, database: undefined, host: undefined, port: undefined };
      const sql = SqlSpan.begin(context, PRISMA, text, server);
      if (sql === undefined) return;
      sql.span.startMs = startMs;
      sql.end(error);
    });
  return result.then(
    (value) => {
      end();
      return value;
    },
    (error) => {
      end(error);
      throw error;
    },
  ) as T;
}
