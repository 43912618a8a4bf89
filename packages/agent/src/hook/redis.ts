/**
 * ioredis (from 5.11 on) and node-redis (from 5.12 on): one CLIENT span per command, over their own tracing channels. Older
 * ones are in redis-patch.ts.
 */
import { activeSpan } from '../record/context.ts';
import { RecordedSpan, type Scope } from '../record/span.ts';
import { commandOf, upperCase } from './cache-command.ts';
import { findAwaitingPlace } from './code-place.ts';
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
  { command: name, args, database, serverAddress, serverPort }: CommandMessage,
): RecordedSpan {
  const command = commandOf(upperCase(name), args, {
    system: 'redis',
    database: String(database),
    host: serverAddress,
    port: serverPort ?? 0,
  });
  const span = context.spans.startChild(parent, command.operation, Kind.client, scope);
  span.fixed = command.attributes;
  markPlace(span, command.text);
  return span;
}

export function endCommand(span: RecordedSpan, error?: unknown): void {
  if (error) {
    span.recordException(error as Error);
    span.setAttribute('error.type', errorTypeOf(error as Error));
    span.setStatus({ code: StatusError, message: (error as Error).message });
  }
  const text = span.fixed?.values['db.query.text'] as string;
  span.end();
  noteDuration(span, text, findAwaitingPlace);
}

/** The first word of what Redis answers is the kind of its error: `WRONGTYPE Operation against ...`. */
function errorTypeOf(error: Error): string {
  return /^[A-Z]{3,}/.exec(error.message)?.[0] ?? error.name;
}
