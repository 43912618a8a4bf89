/** ioredis before 5.11 and node-redis before 5.12, which have no channels. */
import { activeSpan } from '../record/context.ts';
import { RecordedSpan } from '../record/span.ts';
import type { HookContext } from './hook-context.ts';
import { beginCommand, endCommand, IOREDIS, NODE_REDIS } from './redis.ts';
import { attempt, type Method, wrapMethod } from './wrap-method.ts';

interface IoredisCommand {
  name: string;
  args: unknown[];
  resolve: Method;
  reject: Method;
}
interface Ioredis {
  options?: { host?: string; port?: number; db?: number };
}

/** Commands that waited for a connection are sent a second time. */
const followed = new WeakSet<object>();

export function hookIoredis(
  exports: unknown,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  const [major = 0, minor = 0] = String(load('../package.json').version).split('.').map(Number);
  if (major > 5 || (major === 5 && minor >= 11)) return;
  wrapMethod((exports as { prototype?: object }).prototype, 'sendCommand', (original) => {
    return function (...args) {
      attempt(() => follow(context, this as Ioredis, args[0] as IoredisCommand));
      return Reflect.apply(original, this, args);
    };
  });
}

function follow(context: HookContext, { options = {} }: Ioredis, command: IoredisCommand): void {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan) || followed.has(command)) return;
  followed.add(command);
  const { resolve, reject } = command;
  const span = beginCommand(context, IOREDIS, parent, {
    command: command.name,
    args: command.args,
    database: options.db ?? 0,
    serverAddress: options.host ?? 'localhost',
    serverPort: options.port,
  });
  // Not by its promise: who listens there takes an unhandled rejection away.
  command.resolve = function (this: unknown, ...result) {
    endCommand(span);
    return Reflect.apply(resolve, this, result);
  };
  command.reject = function (this: unknown, ...result) {
    endCommand(span, result[0]);
    return Reflect.apply(reject, this, result);
  };
}

interface NodeRedis {
  options?: { database?: number; socket?: { host?: string; port?: number } };
}

type Describe = (args: unknown[]) => { command: string; args: unknown[] };

/** node-redis is this package and the parts of Redis that others add. */
export function hookRedisClient(
  _exports: unknown,
  context: HookContext,
  load: (file: string) => Record<string, unknown>,
): void {
  const [major = 0, minor = 0] = String(load('../package.json').version).split('.').map(Number);
  if (major === 1) hookNodeRedis4(context, load);
  else if (major === 5 && minor < 12) hookNodeRedis5(context, load);
}

function hookNodeRedis4(context: HookContext, load: (file: string) => Record<string, unknown>): void {
  const Client = load('./lib/client/index.js').default as { prototype: object };
  const commands = load('./lib/client/commands.js').default as object;
  for (const name of Object.keys(commands))
    watchCalls(context, Client.prototype, name, (args) => ({
      command: name.toUpperCase(),
      args: args.filter(isNoOption),
    }));
  watchCalls(context, Client.prototype, 'sendCommand', ofWords);
  watchCalls(context, Client.prototype, 'multiExecutor', ofMulti);
}

/** All commands pass through one method here, but for those of a transaction or a pipeline. */
function hookNodeRedis5(context: HookContext, load: (file: string) => Record<string, unknown>): void {
  const Client = load('./lib/client/index.js').default as { prototype: object };
  watchCalls(context, Client.prototype, 'sendCommand', ofWords);
  watchCalls(context, Client.prototype, '_executeMulti', ofMulti);
  watchCalls(context, Client.prototype, '_executePipeline', () => ({ command: 'PIPELINE', args: [] }));
}

const ofMulti: Describe = () => ({ command: 'MULTI', args: [] });

const ofWords: Describe = ([words]) => {
  const [command = '', ...args] = words as string[];
  return { command: String(command), args };
};

function watchCalls(context: HookContext, prototype: object, name: string, describe: Describe): void {
  wrapMethod(prototype, name, (original) => {
    return function (...args) {
      const span = attempt(() => begin(context, this as NodeRedis, describe(args)));
      const run = () => Reflect.apply(original, this, args);
      if (span === undefined) return run();
      const result = run();
      return result instanceof Promise ? ended(span, result) : result;
    };
  });
}

function ended(span: RecordedSpan, result: Promise<unknown>): Promise<unknown> {
  return result.then(
    (value) => {
      endCommand(span);
      return value;
    },
    (error) => {
      endCommand(span, error);
      throw error;
    },
  );
}

/** `commandOptions(...)` may come before the arguments of the command. */
function isNoOption(argument: unknown): boolean {
  return typeof argument !== 'object' || argument === null || argument instanceof Uint8Array;
}

function begin(
  context: HookContext,
  { options = {} }: NodeRedis,
  called: { command: string; args: unknown[] },
): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return undefined;
  return beginCommand(context, NODE_REDIS, parent, {
    ...called,
    database: options.database ?? 0,
    serverAddress: options.socket?.host ?? 'localhost',
    serverPort: options.socket?.port ?? 6379,
  });
}
