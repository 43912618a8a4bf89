import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = process.env.TRACEBIN_TEST_DIST ?? fileURLToPath(new URL('../dist/', import.meta.url));

/** The policy of the real server: anything inline or foreign is refused by the browser and fails the test. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface CannedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: IncomingMessage['headers'];
}

export interface CannedAnswer {
  status?: number;
  json?: unknown;
  /** Sends nothing until this has settled. */
  after?: Promise<void>;
  /** Takes over the response, for streams. */
  stream?: (response: ServerResponse) => void;
}

/** Gives the answer of `METHOD /api/...`, or undefined for a 404 as the real server writes it. */
export type Answerer = (request: CannedRequest) => CannedAnswer | undefined;

export interface FixtureServer {
  url: string;
  /** Every API request so far, as `GET /api/bins/local?x=y`. */
  asked: string[];
  close(): Promise<void>;
}

/** Serves the built pages, and `answer`s the API. @param port any free one when 0 */
export async function startFixtureServer(answer: Answerer, port = 0): Promise<FixtureServer> {
  if (!existsSync(join(DIST, 'index.html')))
    throw new Error('Build the pages first: npx vite build packages/web');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    if (url.pathname.startsWith('/api/')) {
      asked.push(`${request.method} ${url.pathname}${url.search}`);
      void answerApi(request, response, url, answer);
    } else serveFile(response, url.pathname);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  answer: Answerer,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const given = answer({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: text === '' ? undefined : JSON.parse(text),
    headers: request.headers,
  }) ?? { status: 404, json: { error: { code: 'not-found', message: 'There is nothing here.' } } };
  await given.after;
  if (given.stream !== undefined) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    given.stream(response);
    return;
  }
  response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(given.json));
}

function serveFile(response: ServerResponse, path: string): void {
  const wanted = join(DIST, normalize(path));
  const isFile = extname(wanted) !== '' && wanted.startsWith(DIST) && existsSync(wanted);
  const file = isFile ? wanted : join(DIST, 'index.html');
  response.writeHead(200, { 'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}
