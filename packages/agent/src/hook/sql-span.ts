/** What the spans of all SQL drivers have in common. */
import { activeSpan } from '../record/context.ts';
import { FixedAttributes } from '../record/fixed-attributes.ts';
import { RecordedSpan, type Scope } from '../record/span.ts';
import type { CodePlace } from '../record/transaction.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { borrowPlace, lookAhead, markPlace, noteDuration } from './repeated-call.ts';
import { type Server, type Statement, statementOf } from './sql-statement.ts';

export const PRISMA: Scope = { name: '@tracebin/agent/prisma', version: '' };

/** Whether Prisma was seen to ask a database through a driver that has a hook. */
export const prismaDriver = { isWatched: false };

/** Values that are sent where the app asked for it; more say nothing. */
const MAX_PARAMETERS = 50;
const MAX_PARAMETER_LENGTH = 200;

export class SqlSpan {
  readonly span: RecordedSpan;
  readonly #statement: Statement;

  private constructor(span: RecordedSpan, statement: Statement) {
    this.span = span;
    this.#statement = statement;
  }

  /** Undefined outside of transactions. Call on the stack of the caller, whose place in the code it may look for. */
  static begin(
    context: HookContext,
    scope: Scope,
    sql: string,
    server: Server,
    values?: unknown,
  ): SqlSpan | undefined {
    const begun = SqlSpan.ask(context, scope, sql, server.system, values);
    begun?.runsOn(server);
    return begun;
  }

  /** The same for a pool, which finds out later by which connection it will be run: `runsOn` is to follow. */
  static ask(
    context: HookContext,
    scope: Scope,
    sql: string,
    system: string,
    values?: unknown,
  ): SqlSpan | undefined {
    const parent = activeSpan();
    if (!(parent instanceof RecordedSpan)) return undefined;
    const statement = statementOf(sql, system);
    const span = context.spans.startChild(parent, statement.summary, Kind.client, scope);
    if (context.captureParameters) addParameters(span, values);
    if (parent.scope === PRISMA) {
      // Its own frames are all that is on the stack.
      borrowPlace(span, parent.name);
      if (scope !== PRISMA) prismaDriver.isWatched = true;
    } else markPlace(span, statement.key);
    return new SqlSpan(span, statement);
  }

  runsOn(server: Server): void {
    this.span.fixed = attributesOf(this.#statement, server);
  }

  /** @param find see `noteDuration` */
  end(error?: unknown, rows?: number | null, find?: () => CodePlace | null): void {
    const span = this.span;
    if (error) {
      const { code, name, message } = error as { code?: unknown; name?: string; message?: string };
      span.recordException(error as Error);
      span.setAttribute('error.type', String(code ?? name));
      span.setStatus({ code: StatusError, message: String(message) });
    } else if (typeof rows === 'number') span.returnedRows = rows;
    span.end();
    noteDuration(span, this.#statement.key, find);
  }
}

/** Kept for the last database that a statement was for; hardly any app asks two of them the same. */
function attributesOf(statement: Statement, server: Server): FixedAttributes {
  const last = statement.attributes;
  if (last && statement.server === server) return last;
  const { system, database, host, port } = server;
  statement.server = server;
  if (last) {
    const { values } = last;
    if (
      values['db.namespace'] === database &&
      values['server.address'] === host &&
      values['server.port'] === port
    )
      return last;
  }
  const attributes = new FixedAttributes(
    {
      'db.system.name': system,
      'db.query.text': statement.text,
      'db.query.summary': statement.summary,
      'db.operation.name': statement.operation,
      'db.namespace': database,
      'server.address': host,
      'server.port': port,
    },
    statement.summary,
  );
  statement.attributes = attributes;
  return attributes;
}

/** For pools, whose statements run later from a callback where the caller's frames are gone. */
export function lookAheadSql(sql: string, system: string): void {
  const parent = activeSpan();
  if (parent instanceof RecordedSpan) lookAhead(parent.transaction, statementOf(sql, system).key);
}

function addParameters(span: RecordedSpan, values: unknown): void {
  if (!Array.isArray(values)) return;
  for (const [index, value] of values.slice(0, MAX_PARAMETERS).entries()) {
    const text = value instanceof Date ? value.toISOString() : String(value);
    span.setAttribute(`db.query.parameter.${index}`, text.slice(0, MAX_PARAMETER_LENGTH));
  }
}
