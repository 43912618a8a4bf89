/** Takes what watchers send and counts the spans in it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { countSpans } from './count-spans.ts';

export interface SpanCounter {
  url: string;
  count: number;
  bytes: number;
  close(): void;
}

/** What makes watchers believe that they talk to their own server. */
const ANSWERS: Record<string, unknown> = {
  '/': { version: '8.15.0' },
  '/info': { version: '7.60.0', endpoints: ['/v0.4/traces'], client_drop_p0s: false },
  '/v0.4/traces': { rate_by_service: {} },
};

export async function startSpanCounter(): Promise<SpanCounter> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const path = request.url ?? '/';
    const count = countSpans(path, request.headers['content-encoding'], sent);
    counter.count += count;
    if (count > 0) counter.bytes += sent.length;
    if (path.startsWith('/v1/')) response.setHeader('content-type', 'application/x-protobuf').end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWERS[path] ?? {}));
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
