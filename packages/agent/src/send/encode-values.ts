/** What the three signals of OTLP have in common: resource, scopes, attributes (opentelemetry-proto, common/v1). */
import { ProtobufWriter } from './protobuf-writer.ts';

export interface Scope {
  name: string;
  version: string;
}

const MAX_DEPTH = 8;

/** A whole export request: field 1 is the resource's part, in it 1 the resource and 2 one message a scope. */
export function writeResource<Item extends { scope: Scope }>(
  writer: ProtobufWriter,
  resource: Record<string, unknown>,
  items: readonly Item[],
  writeItem: (writer: ProtobufWriter, item: Item) => void,
): Buffer {
  writer.reset();
  const ofResource = writer.begin(1);
  writer.encoded(encodedResource(resource));
  for (const scope of scopesOf(items)) {
    const scopeItems = writer.begin(2);
    const scopeMessage = writer.begin(1);
    writer.text(1, scope.name);
    if (scope.version) writer.text(2, scope.version);
    writer.end(scopeMessage);
    for (const item of items) if (item.scope === scope) writeItem(writer, item);
    writer.end(scopeItems);
  }
  writer.end(ofResource);
  return writer.bytes();
}

/** The same with every batch. */
const resources = new WeakMap<object, Uint8Array>();

function encodedResource(resource: Record<string, unknown>): Uint8Array {
  let encoded = resources.get(resource);
  if (encoded === undefined) {
    const writer = new ProtobufWriter(1_024);
    const message = writer.begin(1);
    for (const key in resource) writeAttribute(writer, 1, key, resource[key]);
    writer.end(message);
    encoded = new Uint8Array(writer.bytes());
    resources.set(resource, encoded);
  }
  return encoded;
}

/** In a batch there are two or three. */
function scopesOf(items: readonly { scope: Scope }[]): Scope[] {
  const scopes: Scope[] = [];
  let last: Scope | undefined;
  for (const { scope } of items) {
    if (scope === last) continue;
    last = scope;
    if (!scopes.includes(scope)) scopes.push(scope);
  }
  return scopes;
}

export function writeAttribute(writer: ProtobufWriter, field: number, key: string, value: unknown): void {
  if (typeof value === 'string') writer.textAttribute(field, encodedKey(key), value);
  else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
    writer.countAttribute(field, encodedKey(key), value);
  else if (value !== undefined && value !== null) {
    const message = writer.begin(field);
    writer.encoded(encodedKey(key));
    const any = writer.begin(2);
    writeValue(writer, value);
    writer.end(any);
    writer.end(message);
  }
}

/** Keys are few and come again with every span; an app that makes them up pays for each. */
const MAX_KEYS = 2_000;
const keys = new Map<string, Uint8Array>();

export function encodedKey(key: string): Uint8Array {
  const known = keys.get(key);
  if (known !== undefined) return known;
  keyWriter.reset();
  keyWriter.text(1, key);
  // Not a Buffer: that would be a piece of a pool which it keeps alive.
  const encoded = new Uint8Array(keyWriter.bytes());
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(key, encoded);
  return encoded;
}

const keyWriter = new ProtobufWriter(1_024);

/** AnyValue: string 1, bool 2, int 3, double 4, array 5, key-value list 6, bytes 7. */
export function writeValue(writer: ProtobufWriter, value: unknown, depth = 0): void {
  if (typeof value === 'string') writer.text(1, value);
  else if (typeof value === 'boolean') writer.unsigned(2, value ? 1 : 0);
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) writer.signed(3, value);
    else writer.double(4, value);
  } else if (typeof value === 'bigint') writer.text(1, value.toString());
  else if (value instanceof Uint8Array) writer.rawBytes(7, value);
  else if (value === null || value === undefined || depth >= MAX_DEPTH) return;
  else if (Array.isArray(value)) {
    const list = writer.begin(5);
    for (const item of value) {
      const any = writer.begin(1);
      writeValue(writer, item, depth + 1);
      writer.end(any);
    }
    writer.end(list);
  } else if (typeof value === 'object') {
    const list = writer.begin(6);
    for (const [key, item] of Object.entries(value)) {
      const pair = writer.begin(1);
      writer.text(1, key);
      const any = writer.begin(2);
      writeValue(writer, item, depth + 1);
      writer.end(any);
      writer.end(pair);
    }
    writer.end(list);
  } else writer.text(1, String(value));
}
