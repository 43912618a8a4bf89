/** What the spans of Redis and memcached say: which kind of key and not whose, once for all commands that say the same. */
import { FixedAttributes } from '../record/fixed-attributes.ts';

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
  const [first] = args;
  // Some libraries hand the name of the command out among its arguments.
  const isNamed =
    typeof first === 'string' && first.length === operation.length && first.toUpperCase() === operation;
  const key = isNamed ? args[1] : first;
  return key === undefined || NOT_A_KEY.has(operation) ? operation : `${operation} ${kindOf(String(key))}`;
}

/** Signs between the parts of a key. */
const SEPARATES = new Uint8Array(128);
for (const sign of ':./|{}-') SEPARATES[sign.charCodeAt(0)] = 1;

/** Parts with digits, and long ones, say whose it is. Sign by sign, which takes a third of what splitting took. */
function kindOf(key: string): string {
  const length = Math.min(key.length, MAX_KEY_LENGTH);
  let kind = '';
  let from = 0;
  let hasDigit = false;
  for (let at = 0; at <= length; at++) {
    const code = at < length ? key.charCodeAt(at) : -1;
    if (code >= 48 && code <= 57) hasDigit = true;
    else if (code === -1 || (code < 128 && SEPARATES[code] === 1)) {
      kind += hasDigit || at - from > MAX_PART_LENGTH ? '?' : key.slice(from, at);
      if (code !== -1) kind += key[at];
      from = at + 1;
      hasDigit = false;
    }
  }
  return kind;
}

const upperCased = new Map<string, string>();
const MAX_UPPER_CASED = 1_000;

/** Names of commands are few, and libraries write them small. */
export function upperCase(name: string): string {
  let upper = upperCased.get(name);
  if (upper === undefined) {
    upper = name.toUpperCase();
    if (upperCased.size < MAX_UPPER_CASED) upperCased.set(name, upper);
  }
  return upper;
}

export interface CacheServer {
  /** `redis`, `memcached`: value of `db.system.name`. */
  system: string;
  database: string | undefined;
  host: string | undefined;
  port: number | undefined;
}

/** A command as it is told. */
export interface CacheCommand {
  server: CacheServer;
  operation: string;
  text: string;
  attributes: FixedAttributes;
}

const known = new Map<string, CacheCommand>();
/** So at most a megabyte; when full, all are forgotten. */
const MAX_KNOWN = 1_000;

/** The last server that each command was for; hardly any app asks two of them the same. */
export function commandOf(operation: string, args: readonly unknown[], server: CacheServer): CacheCommand {
  const text = describeCommand(operation, args);
  const last = known.get(text);
  if (last !== undefined && isSame(last.server, server)) return last;
  const attributes = new FixedAttributes({
    'db.system.name': server.system,
    'db.operation.name': operation,
    'db.query.text': text,
    'db.namespace': server.database,
    'server.address': server.host,
    'server.port': server.port,
  });
  const command = { server, operation, text, attributes };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, command);
  return command;
}

function isSame(one: CacheServer, other: CacheServer): boolean {
  return (
    one.port === other.port &&
    one.host === other.host &&
    one.database === other.database &&
    one.system === other.system
  );
}
