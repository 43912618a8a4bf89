/**
 * ioredis (from 5.11 on) and node-redis (from 5.12 on): one CLIENT span per command, over their own tracing channels. Older
 * ones are in redis-patch.ts.
 */
import { activeSpan } from '../record/context.ts';
import { RecordedSpan, type Scope } from '../record/span.ts';
import { followCalls } from './follow-calls.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { markPlace, noteDuration } from './repeated-call.ts';

export const IOREDIS = { name: '@tracebin/agent/ioredis', version: '' };
export const NODE_REDIS = { name: '@tracebin/agent/redis', version: '' };

const CHANNELS = [
  { name: 'ioredis:command', scope: IOREDIS },
  { name: 'node-redis:command', scope: NODE_REDIS },
];

interface CommandMessage {
  command: string;
  args: unknown[];
  database: number;
  serverAddress: string;
  serverPort: number | undefined;
  error?: unknown;
}

export function followRedis(context: HookContext): void {
  for (const { name, scope } of CHANNELS) {
    followCalls<CommandMessage, RecordedSpan>(
      name,
      (message) => {
        const parent = activeSpan();
        return parent instanceof RecordedSpan ? beginCommand(context, scope, parent, message) : undefined;
      },
      (span, { error }) => endCommand(span, error),
    );
  }
  // A transaction is told as one; of a pipeline each command is told above.
  followCalls<CommandMessage & { batchMode?: string }, RecordedSpan>(
    'node-redis:batch',
    (message) => {
      const parent = activeSpan();
      return parent instanceof RecordedSpan && message.batchMode === 'MULTI'
        ? beginCommand(context, NODE_REDIS, parent, { ...message, command: 'MULTI', args: [] })
        : undefined;
    },
    (span, { error }) => endCommand(span, error),
  );
}

export function beginCommand(
  context: HookContext,
  scope: Scope,
  parent: RecordedSpan,
  message: CommandMessage,
): RecordedSpan {
  const operation = message.command.toUpperCase();
  const text = describeCommand(operation, message.args);
  const span = context.spans.startChild(parent, operation, Kind.client, scope);
  span.attributes = {
    'db.system.name': 'redis',
    'db.operation.name': operation,
    'db.query.text': text,
    'db.namespace': String(message.database),
    'server.address': message.serverAddress,
    'server.port': message.serverPort ?? 0,
  };
  markPlace(span, text);
  return span;
}

export function endCommand(span: RecordedSpan, error?: unknown): void {
  if (error) {
    span.recordException(error as Error);
    span.setAttribute('error.type', errorTypeOf(error as Error));
    span.setStatus({ code: StatusError, message: (error as Error).message });
  }
  const text = String(span.attributes?.['db.query.text']);
  span.end();
  noteDuration(span, text);
}

/** Commands whose first argument is a secret or a program and not a key. */
const NOT_A_KEY = new Set([
  'AUTH',
  'HELLO',
  'ACL',
  'EVAL',
  'EVALSHA',
  'EVAL_RO',
  'EVALSHA_RO',
  'FCALL',
  'CONFIG',
  'ECHO',
]);
const MAX_KEY_LENGTH = 100;
const MAX_PART_LENGTH = 24;

/** `HGET` with `['HGET', 'user:42:profile', 'mail']` -> `HGET user:?:profile`: which kind of key, not whose. */
export function describeCommand(operation: string, args: readonly unknown[]): string {
  const key = String(args[0]).toUpperCase() === operation ? args[1] : args[0];
  if (key === undefined || NOT_A_KEY.has(operation)) return operation;
  const parts = String(key)
    .slice(0, MAX_KEY_LENGTH)
    .split(/([:./|{}-])/);
  const kind = parts.map((part) => (/\d/.test(part) || part.length > MAX_PART_LENGTH ? '?' : part)).join('');
  return `${operation} ${kind}`;
}

/** The first word of what Redis answers is the kind of its error: `WRONGTYPE Operation against ...`. */
function errorTypeOf(error: Error): string {
  return /^[A-Z]{3,}/.exec(error.message)?.[0] ?? error.name;
}
