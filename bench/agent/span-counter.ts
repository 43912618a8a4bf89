/** Takes OTLP protobuf over HTTP and counts the spans: field 2 in field 2 in field 1, nothing else is looked at. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface SpanCounter {
  url: string;
  count: number;
  bytes: number;
  close(): void;
}

export async function startSpanCounter(): Promise<SpanCounter> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    if (request.url === '/v1/traces') {
      counter.bytes += sent.length;
      counter.count += countSpans(request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent);
    }
    response.setHeader('content-type', 'application/x-protobuf').end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const counter: SpanCounter = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: 0,
    bytes: 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return counter;
}

export function countSpans(request: Buffer): number {
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
