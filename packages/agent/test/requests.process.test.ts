/** Outgoing requests over TLS by each client, in an app that was compiled from TypeScript. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

const SOURCE = fileURLToPath(new URL('./apps/requests.ts', import.meta.url));
const MODULES = dirname(dirname(createRequire(import.meta.url).resolve('undici/package.json')));

describe('requests over TLS', () => {
  let folder: string;
  let sink: OtlpSink;
  let app: RunningApp;
  let bare: RunningApp;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tracebin-requests-'));
    const [key, certificate, file] = ['key.pem', 'certificate.pem', 'app.cjs'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
    const compiled = transformSync(readFileSync(SOURCE, 'utf8'), {
      ...({ loader: 'ts', format: 'cjs', sourcemap: 'inline', minifyWhitespace: true } as const),
      ...{ sourcefile: SOURCE, target: 'node20' },
    });
    writeFileSync(file, compiled.code);
    sink = await startOtlpSink();
    const env = {
      KEY_FILE: key,
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_OPTIONS: '--enable-source-maps',
      NODE_PATH: MODULES,
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '50',
      TRACEBIN_IGNORE_PATHS: '/ready,/health',
    };
    [app, bare] = await Promise.all([runApp(file, { env }), runApp(file, { env, agent: false })]);
  });
  after(async () => {
    await Promise.all([app?.stop(), bare?.stop(), sink?.close()]);
    rmSync(folder, { recursive: true });
  });

  async function callsOf(path: string): Promise<SunkSpan[]> {
    const [watched, alone] = await Promise.all(
      [app, bare].map(async ({ url }) => (await fetch(url + path)).text()),
    );
    assert.equal(watched, alone, path);
    const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
    await sink.until((spans) => spans.some(isRoot), path);
    const root = sink.spans.find(isRoot) as SunkSpan;
    return sink.spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  }

  for (const [path, method, inner] of [
    ['/https', 'GET', '/inner/1'],
    ['/posted', 'POST', '/inner/2'],
    ['/fetch', 'GET', '/inner/3'],
    ['/undici', 'GET', '/inner/4'],
    ['/undici-fetch', 'GET', '/inner/5'],
  ] as const)
    test(`${path}: one span, which the server at the other end continues`, async () => {
      const calls = await callsOf(path);
      assert.equal(calls.length, 1);
      const { spanId, kind, name, attributes } = calls[0] as SunkSpan;
      assert.deepEqual([kind, name, attributes['http.response.status_code']], [3, method, 200]);
      assert.match(String(attributes['url.full']), new RegExp(`^https://127\\.0\\.0\\.1:\\d+${inner}`));
      const served = () => sink.spans.find((span) => span.attributes['url.path'] === inner);
      await sink.until(() => served() !== undefined, inner);
      assert.equal(served()?.parentSpanId, spanId);
      assert.equal(served()?.attributes['url.scheme'], 'https');
    });

  test('headers of a trace that the app gives itself are the only ones', async () => {
    assert.equal((await callsOf('/forwarded')).length, 3);
    const served = () =>
      sink.spans.filter(({ attributes }) => /^\/inner\/forwarded/.test(String(attributes['url.path'])));
    await sink.until(() => served().length === 3, 'the inner requests');
    for (const { traceId, parentSpanId } of served())
      assert.deepEqual([traceId, parentSpanId], ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']);
  });

  test('refused and unanswered requests are errors', async () => {
    assert.deepEqual(
      (await callsOf('/refused')).map(({ status, attributes }) => [status, attributes['error.type']]),
      [
        [2, '404'],
        [2, 'ECONNREFUSED'],
        [2, 'ECONNREFUSED'],
      ],
    );
  });

  test('from the fourth on, the place is that in the file which a person wrote', async () => {
    const places = (await callsOf('/repeated')).map(({ attributes }) => [
      attributes['code.file.path'],
      attributes['code.line.number'],
      attributes['code.function.name'],
    ]);
    const lines = readFileSync(SOURCE, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('/inner/again')) + 1;
    for (const [file, at, name] of places.slice(3)) {
      assert.match(String(file), /test\/apps\/requests\.ts$/);
      assert.deepEqual([at, name], [line, 'askAgain']);
    }
    assert.equal(places.length, 5);
  });

  test('a path that is ignored has no span, and neither has what it calls', async () => {
    for (const url of [app.url, bare.url])
      assert.equal(await (await fetch(`${url}/health?deep=1`)).text(), '"inner"');
    // The server that it called knows nothing of that: a request that begins there.
    const served = () => sink.spans.filter(({ attributes }) => attributes['url.path'] === '/inner/health');
    await sink.until(() => served().length === 1, 'the inner request');
    assert.equal(served()[0]?.parentSpanId, '');
    assert.equal(
      sink.spans.some(({ attributes }) => attributes['url.path'] === '/health'),
      false,
    );
    assert.equal(
      sink.spans.some(({ attributes }) => String(attributes['url.full']).includes('/inner/health')),
      false,
    );
  });

  test('secrets stay in the app', () => {
    assert.doesNotMatch(JSON.stringify(sink.spans), /s3cret/);
    assert.equal(app.stderr(), '');
  });
});
