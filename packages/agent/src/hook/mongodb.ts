/**
 * The MongoDB driver, and by it Mongoose: one CLIENT span per command that is sent, as the driver's own command monitoring
 * sees them: a cursor that is read in four batches is four commands.
 */
import { activeContext, activeSpan, runInContext } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import { endFailed } from './end-with.ts';
import { type HookContext, Kind } from './hook-context.ts';
import { shapeOfCommand } from './mongodb-command.ts';
import { markPlace, noteDuration } from './repeated-call.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/mongodb', version: '' };

/** What the driver says for itself: finding out about servers, logging in, closing. */
const OWN_COMMANDS = new Set([
  'hello',
  'ismaster',
  'isMaster',
  'saslStart',
  'saslContinue',
  'authenticate',
  'endSessions',
  'killCursors',
]);

export function hookMongodb(
  _exports: Record<string, unknown>,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  // The drivers 4 and 5 make promises further up; later ones give the class of the answer at the callback's place.
  const callsBack = Number.parseInt(String(load('../package.json').version), 10) < 6;
  const Connection = load('./cmap/connection.js').Connection as { prototype: object };
  wrapMethod(Connection.prototype, 'command', (original) => {
    return function (...args) {
      const begun = attempt(() => begin(context, this, args[0], args[1] as Record<string, unknown>));
      if (begun === undefined) return Reflect.apply(original, this, args);
      if (callsBack) args[3] = calledBack(begun, args[3] as Method);
      const result = Reflect.apply(original, this, args);
      return result instanceof Promise ? ended(begun, result) : result;
    };
  });
}

interface Begun {
  span: RecordedSpan;
  key: string;
}

function ended(begun: Begun, result: Promise<unknown>): Promise<unknown> {
  return result.then(
    (answer) => {
      end(begun, writeErrorOf(answer));
      return answer;
    },
    (error) => {
      end(begun, error);
      throw error;
    },
  );
}

/** In the context of the caller and not of whoever opened the connection. */
function calledBack(begun: Begun, callback: Method): Method {
  const outer = activeContext();
  return function (...args) {
    end(begun, args[0] ?? writeErrorOf(args[1]));
    return runInContext(outer, () => Reflect.apply(callback, this, args));
  };
}

function end({ span, key }: Begun, error: unknown): void {
  if (error === undefined || error === null) span.end();
  else endFailed(span, error);
  noteDuration(span, key);
}

interface Answer {
  writeErrors?: { code?: unknown; errmsg?: unknown }[];
  /** Of answers that are not decoded yet. */
  has?(name: string): boolean;
  toObject?(): Answer;
}

/** A write that was refused is an answer; the driver makes an error of it later. */
function writeErrorOf(answer: unknown): { code?: unknown; message: string } | undefined {
  return attempt(() => {
    const { has, toObject } = answer as Answer;
    const isRaw = typeof has === 'function' && typeof toObject === 'function';
    if (isRaw && !has.call(answer, 'writeErrors')) return undefined;
    const first = (isRaw ? toObject.call(answer) : (answer as Answer)).writeErrors?.[0];
    return first && { code: first.code, message: String(first.errmsg) };
  });
}

function begin(
  context: HookContext,
  connection: unknown,
  namespace: unknown,
  command: Record<string, unknown>,
): Begun | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return undefined;
  const { operation, collection, text } = shapeOfCommand(command);
  if (OWN_COMMANDS.has(operation)) return undefined;
  const { db } = namespace as { db?: string };
  const { host, port } = addressOf(connection);
  const summary = collection === undefined ? operation : `${operation} ${collection}`;
  const span = context.spans.startChild(parent, summary, Kind.client, SCOPE);
  span.attributes = {
    'db.system.name': 'mongodb',
    'db.operation.name': operation,
    'db.query.text': text,
    'db.query.summary': summary,
    'db.namespace': db ?? '',
    ...(collection === undefined ? {} : { 'db.collection.name': collection }),
    ...(host ? { 'server.address': host } : {}),
    ...(port ? { 'server.port': port } : {}),
  };
  const key = `mongodb ${text}`;
  markPlace(span, key);
  return { span, key };
}

function addressOf(connection: unknown): { host?: string | undefined; port?: number | undefined } {
  const { address } = connection as { address?: string };
  const found = /^(.*):(\d+)$/.exec(address ?? '');
  return found ? { host: found[1], port: Number(found[2]) } : { host: address };
}
