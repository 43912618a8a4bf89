/** A real proxy between a real process and the server: plain forwarding, and a tunnel to a server with TLS. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';
import { runScript } from './run-script.ts';

interface Asked {
  what: string;
  headers: IncomingHttpHeaders;
}

let sink: OtlpSink;
let proxy: http.Server;
let secure: https.Server;
let folder: string;
let asked: Asked[] = [];

const portOf = (server: http.Server | https.Server) => (server.address() as AddressInfo).port;
const listening = (server: http.Server | https.Server) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

before(async () => {
  sink = await startOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'tracebin-proxy-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=apm.example'],
      ...['-addext', 'subjectAltName=DNS:apm.example', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  secure = https.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, passOn);
  proxy = http.createServer((request, response) => {
    asked.push({ what: `${request.method} ${request.url}`, headers: request.headers });
    passOn(request, response);
  });
  // Whatever name is asked for, the tunnel leads to our server with TLS.
  proxy.on('connect', (request, socket) => {
    asked.push({ what: `CONNECT ${request.url}`, headers: request.headers });
    const upstream = connect(portOf(secure), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    for (const end of [socket, upstream]) end.on('error', () => {});
  });
  await Promise.all([listening(proxy), listening(secure)]);
});
after(async () => {
  for (const server of [proxy, secure]) {
    server?.close();
    server?.closeAllConnections();
  }
  await sink?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  sink.spans.length = 0;
});

/** To the sink, with the path of the request. */
function passOn(request: http.IncomingMessage, response: http.ServerResponse): void {
  const path = new URL(request.url ?? '/', 'http://apm.example').pathname;
  const { host: _, ...headers } = request.headers;
  const onward = http.request(`${sink.url}${path}`, { method: 'POST', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502);
    answer.pipe(response);
  });
  request.pipe(onward);
}

const ONE_SPAN = `require(process.env.INDEX).transaction('through', () => 1);`;

async function send(env: NodeJS.ProcessEnv, code = ONE_SPAN): Promise<string> {
  const INDEX = builtRegister().replace('register.cjs', 'index.cjs');
  const { code: exit, stderr } = await runScript(code, { INDEX, ...env });
  assert.equal(exit, 0);
  return stderr;
}

test('http, by host:port with a password', async () => {
  const stderr = await send({
    TRACEBIN_URL: 'http://apm.example:4318',
    HTTP_PROXY: `ann:secret@127.0.0.1:${portOf(proxy)}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=blue%20and%20red',
    TRACEBIN_KEY: 'ingest\n',
  });
  assert.equal(stderr, '');
  assert.deepEqual(
    asked.map(({ what }) => what),
    ['POST http://apm.example:4318/v1/traces'],
  );
  assert.equal(asked[0]?.headers['proxy-authorization'], `Basic ${btoa('ann:secret')}`);
  assert.equal(asked[0]?.headers['content-encoding'], undefined, 'too small to compress');
  assert.equal(asked[0]?.headers['x-team'], 'blue and red');
  assert.equal(asked[0]?.headers['x-tracebin-key'], 'ingest');
  assert.equal(sink.spans[0]?.name, 'through');
});

test('what is large is compressed, and one connection serves for all of it', async () => {
  const connections = new Set();
  const onConnection = (socket: unknown) => connections.add(socket);
  proxy.on('connection', onConnection);
  const many = `
    const { flush, transaction } = require(process.env.INDEX);
    (async () => {
      for (let time = 0; time < 3; time++) {
        for (let i = 0; i < 100; i++) transaction('one of many', () => 1);
        await flush();
      }
    })();`;
  const env = { TRACEBIN_FLUSH_INTERVAL_MS: '600000', TRACEBIN_HEALTH_INTERVAL_MS: '0' };
  const stderr = await send(
    { ...env, TRACEBIN_URL: 'http://apm.example:4318', HTTP_PROXY: `127.0.0.1:${portOf(proxy)}` },
    many,
  );
  proxy.off('connection', onConnection);
  assert.equal(stderr, '');
  assert.deepEqual(
    asked.map(({ headers }) => headers['content-encoding']),
    ['gzip', 'gzip', 'gzip'],
  );
  for (const { headers } of asked)
    assert.ok(Number(headers['content-length']) < 100 * 100, 'bytes of 100 spans');
  assert.equal(sink.spans.length, 300);
  assert.equal(connections.size, 1);
});

test('https, through a tunnel, by URL', async () => {
  const stderr = await send({
    TRACEBIN_URL: 'https://apm.example',
    HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
    NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem'),
  });
  assert.equal(stderr, '');
  assert.deepEqual(
    asked.map(({ what }) => what),
    ['CONNECT apm.example:443'],
  );
  assert.equal(sink.spans[0]?.name, 'through');
});

test('a proxy may have an address of IPv6, and a server with TLS one for its name', async (t) => {
  const onSix = http.createServer((request, response) => {
    asked.push({ what: `${request.method} ${request.url}`, headers: request.headers });
    passOn(request, response);
  });
  onSix.on('connect', (request, socket) => proxy.emit('connect', request, socket));
  const isListening = await new Promise<boolean>((resolve) =>
    onSix.on('error', () => resolve(false)).listen(0, '::1', () => resolve(true)),
  );
  if (!isListening) return t.skip('there is no IPv6 here');
  t.after(() => {
    onSix.close();
    onSix.closeAllConnections();
  });
  const TRACEBIN_PROXY = `http://[::1]:${portOf(onSix)}`;
  assert.equal(await send({ TRACEBIN_URL: 'http://apm.example', TRACEBIN_PROXY }), '');
  // The certificate has no such name; that it is refused for it, and nothing else is said, is what is to be seen.
  const stderr = await send({
    TRACEBIN_URL: 'https://10.0.0.5',
    TRACEBIN_PROXY,
    NODE_EXTRA_CA_CERTS: join(folder, 'certificate.pem'),
  });
  assert.match(stderr, /^tracebin: cannot send to https:\/\/10\.0\.0\.5: .*certificate.*\n$/);
  assert.deepEqual(
    asked.map(({ what }) => what),
    ['POST http://apm.example/v1/traces', 'CONNECT 10.0.0.5:443'],
  );
});

test('NO_PROXY and a server on this machine go the direct way', async () => {
  await send({ TRACEBIN_URL: sink.url, HTTP_PROXY: `127.0.0.1:${portOf(proxy)}` });
  assert.equal(sink.spans[0]?.name, 'through');
  await send({
    TRACEBIN_URL: 'http://apm.invalid',
    HTTP_PROXY: `127.0.0.1:${portOf(proxy)}`,
    NO_PROXY: 'invalid',
  });
  assert.deepEqual(asked, []);
});

test('a proxy that is not there is one line, and the app ends as it would', async () => {
  const stderr = await send({ TRACEBIN_URL: 'https://apm.example', TRACEBIN_PROXY: '127.0.0.1:1' });
  assert.match(stderr, /^tracebin: cannot send to https:\/\/apm\.example: .*\n$/);
});
