/** How many spans a request to a receiver carries, in the format of whoever sent it. Only as much is read as counting needs. */
import { gunzipSync, inflateSync } from 'node:zlib';

export function countSpans(path: string, encoding: string | undefined, sent: Buffer): number {
  const body = decompressed(encoding, sent);
  if (path.startsWith('/v1/traces')) return countOtlp(body);
  if (/^\/v0\.[45]\/traces/.test(path)) return countOf(body, Buffer.from('\xa7span_id', 'latin1'));
  if (path.startsWith('/intake/v2/events')) return countElastic(body.toString());
  if (path.includes('/envelope')) return countSentry(body.toString());
  return 0;
}

function decompressed(encoding: string | undefined, bytes: Buffer): Buffer {
  if (encoding === 'gzip') return gunzipSync(bytes);
  if (encoding === 'deflate') return inflateSync(bytes);
  return bytes;
}

/** OTLP protobuf: field 2 in field 2 in field 1. */
export function countOtlp(request: Buffer): number {
  let count = 0;
  for (const ofResource of messages(request, 1))
    for (const ofScope of messages(ofResource, 2)) for (const _span of messages(ofScope, 2)) count++;
  return count;
}

/** The values of one length-delimited field (protobuf.dev/programming-guides/encoding). */
function* messages(bytes: Buffer, field: number): Generator<Buffer> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else {
      const end = varint() + at;
      if (Math.floor(tag / 8) === field) yield bytes.subarray(at, end);
      at = end;
    }
  }
}

/** Datadog's MessagePack: every span is a map with this key. */
function countOf(bytes: Buffer, key: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + key.length)) count++;
  return count;
}

/** Elastic's lines of JSON; alike spans come as one with a count. */
function countElastic(lines: string): number {
  let count = 0;
  for (const line of lines.split('\n')) {
    if (line.startsWith('{"transaction"')) count++;
    else if (line.startsWith('{"span"')) count += JSON.parse(line).span.composite?.count ?? 1;
  }
  return count;
}

/** Sentry's envelopes: a header line, then for each item a line of its own before its payload. */
function countSentry(envelope: string): number {
  let count = 0;
  let isCounted = false;
  for (const line of envelope.split('\n')) {
    const item = /^\{"type":"(\w+)"/.exec(line)?.[1] ?? /^\{[^{}]*"type":"(\w+)"[^{}]*\}$/.exec(line)?.[1];
    if (item !== undefined && line.length < 500) isCounted = item === 'transaction' || item === 'span';
    else if (isCounted) {
      const { items, spans } = JSON.parse(line) as { items?: unknown[]; spans?: unknown[] };
      count += items?.length ?? 1 + (spans?.length ?? 0);
    }
  }
  return count;
}
