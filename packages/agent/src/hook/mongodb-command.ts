/**
 * What may be said of a MongoDB command: which operation, on which collection, and the names in it without their values:
 * `{"find":"orders","filter":{"customer":"?","total":{"$gt":"?"}},"limit":"?"}`.
 */

export interface CommandShape {
  operation: string;
  collection: string | undefined;
  text: string;
}

/** Of the driver: sessions, clocks, where to read. */
const LEFT_OUT = new Set([
  'lsid',
  '$db',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'txnNumber',
]);
const MAX_DEPTH = 8;
const MAX_NAMES = 60;
const MAX_LENGTH = 2_000;

export function shapeOfCommand(command: Record<string, unknown>): CommandShape {
  const operation = Object.keys(command)[0] ?? 'command';
  const first = command[operation];
  // Later batches of a cursor: `{ getMore: <cursor id>, collection: 'orders' }`.
  const named = typeof first === 'string' ? first : command.collection;
  const collection = typeof named === 'string' ? named : undefined;
  const names = { left: MAX_NAMES };
  const parts = [`"${operation}":${JSON.stringify(typeof first === 'string' ? first : '?')}`];
  for (const name of Object.keys(command).slice(1)) {
    if (LEFT_OUT.has(name)) continue;
    const value =
      name === 'collection' ? JSON.stringify(command[name]) : shapeOf(command[name], names, MAX_DEPTH);
    parts.push(`${JSON.stringify(name)}:${value}`);
  }
  return { operation, collection, text: `{${parts.join(',')}}`.slice(0, MAX_LENGTH) };
}

function shapeOf(value: unknown, names: { left: number }, depth: number): string {
  if (value === null || typeof value !== 'object' || depth === 0) return '"?"';
  // Of a list, what its elements are like; a pipeline is told by all of its stages.
  if (Array.isArray(value)) {
    const elements = value.every(isStage) ? value : value.slice(0, 1);
    return `[${elements.map((element) => shapeOf(element, names, depth - 1)).join(',')}]`;
  }
  if (!isPlain(value)) return '"?"';
  const parts: string[] = [];
  for (const name of Object.keys(value)) {
    if (names.left-- <= 0) break;
    parts.push(`${JSON.stringify(withoutNumbers(name))}:${shapeOf(member(value, name), names, depth - 1)}`);
  }
  return `{${parts.join(',')}}`;
}

function member(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name];
}

/** `{ $match: ... }` */
function isStage(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const [name, ...more] = Object.keys(value);
  return name?.startsWith('$') === true && more.length === 0;
}

/** ObjectIds, dates, binaries and the like are values. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** `scores.17` names an element, `user_4711` a person. */
function withoutNumbers(name: string): string {
  return name.replace(/\d+/g, '?');
}
