/** The HTTP server as browsers, scripts and Prometheus see it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import {
  type ApiError,
  type BinAnswer,
  type FieldsAnswer,
  type HealthAnswer,
  type LiveActivity,
  THRESHOLD_NAMES,
  THRESHOLD_RULES,
  type ThresholdsAnswer,
  type TraceAnswer,
  type TracesAnswer,
} from '@tracebin/model';
import {
  ApiErrorSchema,
  BinAnswerSchema,
  BinCreatedSchema,
  KeyCreatedSchema,
  KeysAnswerSchema,
  LiveActivitySchema,
} from '../src/serve/api/schema/bins.ts';
import { HealthAnswerSchema } from '../src/serve/api/schema/health.ts';
import {
  FieldsAnswerSchema,
  FieldValuesAnswerSchema,
  SpanAnswerSchema,
  TraceAnswerSchema,
  TracesAnswerSchema,
} from '../src/serve/api/schema/traces.ts';
import { CONTENT_SECURITY_POLICY } from '../src/serve/http/security-headers.ts';
import { poll } from './senders/poll.ts';
import { type CliServer, startCli, tempFolder } from './support/cli-process.ts';
import { rawHttp } from './support/raw-http.ts';
import { newSpanId, newTraceId, otlpJson, postSpans } from './support/spans.ts';

const folder = tempFolder();
let server: CliServer;
const traceId = newTraceId();
const spanId = newSpanId();

before(async () => {
  server = await startCli(`${folder.path}/store`);
  const many = Array.from({ length: 300 }, () => ({ traceId, attributes: { 'app.note': 'x'.repeat(50) } }));
  const answer = await postSpans(
    server.url,
    otlpJson([{ traceId, spanId, attributes: { 'station.call_sign': 'KTLA' } }, ...many]),
  );
  assert.equal(answer.status, 200);
});
after(async () => {
  assert.equal(await server.stop(), 0);
  folder.remove();
});

const api = (path: string, init?: RequestInit) => fetch(`${server.url}/api${path}`, init);
const get = async <T>(path: string): Promise<T> => (await (await api(path)).json()) as T;
const json = { 'content-type': 'application/json' };

async function refusal(answer: Response): Promise<ApiError['error'] & { status: number }> {
  const body: unknown = await answer.json();
  assert.ok(Value.Check(ApiErrorSchema, body), JSON.stringify(body));
  return { ...(body as ApiError).error, status: answer.status };
}

function conforms(schema: TSchema, answer: unknown, what: string): void {
  const first = Value.Errors(schema, answer).First();
  assert.equal(first, undefined, `${what}: ${first?.path} ${first?.message}`);
}

test('every answer is what its schema says', async () => {
  const bin = `/bins/local`;
  for (const [path, schema] of [
    ['/health', HealthAnswerSchema],
    [bin, BinAnswerSchema],
    [`${bin}/keys`, KeysAnswerSchema],
    [`${bin}/traces`, TracesAnswerSchema],
    [`${bin}/traces/${traceId}`, TraceAnswerSchema],
    [`${bin}/traces/${traceId}/spans/${spanId}`, SpanAnswerSchema],
    [`${bin}/fields`, FieldsAnswerSchema],
    [`${bin}/fields/service/values`, FieldValuesAnswerSchema],
  ] as const) {
    const answer = await api(path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(answer.headers.get('cache-control'), 'no-store', path);
    conforms(schema, await answer.json(), path);
  }
  const created = await api('/bins', { method: 'POST', headers: json, body: '{}' });
  conforms(BinCreatedSchema, await created.json(), 'POST /bins');
  conforms(KeyCreatedSchema, await (await api(`${bin}/keys`, { method: 'POST' })).json(), 'POST keys');
});

/** Routes of the tables in docs/reference/api.md, written as in OpenAPI: "| `GET`, `POST /api/bins/:bin/keys?x=` | ... |". */
function documentedRoutes(): string[] {
  const text = readFileSync(new URL('../../../docs/reference/api.md', import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => {
    const cell = /^\| (`[^|]*`) \|/.exec(line)?.[1];
    const path = /(\/(?:api|metrics)[^`?]*)[^`]*`$/.exec(cell ?? '')?.[1]?.replace(/:(\w+)/g, '{$1}');
    if (cell === undefined || path === undefined) return [];
    return [...cell.matchAll(/\b(GET|POST|PUT|PATCH|DELETE)\b/g)].map(
      ([method]) => `${method.toLowerCase()} ${path}`,
    );
  });
}

test('openapi.json and docs/reference/api.md describe exactly the same routes', async () => {
  const { paths, openapi } = await get<{ openapi: string; paths: Record<string, Record<string, unknown>> }>(
    '/openapi.json',
  );
  assert.equal(openapi, '3.1.0');
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  assert.ok(routes.includes('get /api/bins/{bin}/traces/{traceId}'));
  assert.deepEqual(routes.sort(), documentedRoutes().sort());
});

test('what was sent is found', async () => {
  const search = (query: string) => get<TracesAnswer>(`/bins/local/traces?${query}`);
  const found = await search(
    'service=shop&attribute=station.call_sign%3DKTLA&minDuration=1ms&sort=spans&limit=10',
  );
  assert.deepEqual([found.count, found.traceId, found.spans], [1, [traceId], [301]]);
  assert.equal((await search('attribute=station.call_sign%3DKTLA&attribute=app.note%3Dx')).count, 0);
  assert.equal((await search('errors=true')).count, 0);
  const trace = await get<TraceAnswer>(`/bins/local/traces/${traceId.toUpperCase()}`);
  assert.equal(trace.spans.spanId.length, 301);
  const { fields } = await get<FieldsAnswer>('/bins/local/fields?prefix=station');
  assert.deepEqual(
    fields.map(({ name, examples }) => [name, examples]),
    [['station.call_sign', ['KTLA']]],
  );
});

test('wrong parameters are named, with a code and what would be right', async () => {
  const cases: [string, RequestInit | undefined, number, string, RegExp][] = [
    ['/bins/local/traces?servce=x', undefined, 400, 'unknown-parameter', /"servce"/],
    ['/bins/local/traces?limit=0', undefined, 400, 'bad-parameter', /"limit" must be >= 1/],
    ['/bins/local/traces?limit=1001', undefined, 400, 'bad-parameter', /"limit" must be <= 1000/],
    ['/bins/local/traces?limit=many', undefined, 400, 'bad-parameter', /"limit" must be integer/],
    [
      '/bins/local/traces?sort=oldest',
      undefined,
      400,
      'bad-parameter',
      /must be one of newest, longest, spans/,
    ],
    ['/bins/local/traces?minDuration=fast', undefined, 400, 'bad-duration', /fast/],
    ['/bins/local/traces?from=yesterday', undefined, 400, 'bad-time', /yesterday/],
    ['/bins/local/traces?attribute=novalue', undefined, 400, 'bad-attribute', /novalue/],
    ['/bins/local/traces/xyz', undefined, 400, 'bad-trace-id', /xyz/],
    [`/bins/local/traces/${traceId}/spans/1`, undefined, 400, 'bad-span-id', /1/],
    [`/bins/local/traces/${newTraceId()}`, undefined, 404, 'not-found', /trace/],
    ['/bins', { method: 'POST', headers: json, body: '{"name":' }, 400, 'bad-json', /JSON/],
    ['/bins', { method: 'POST', headers: json, body: '[]' }, 400, 'bad-parameter', /body/],
    ['/bins', { method: 'POST', headers: json, body: '{"nam":"x"}' }, 400, 'unknown-parameter', /"nam"/],
    [
      '/bins',
      { method: 'POST', headers: json, body: '{"retentionHours":9601}' },
      400,
      'bad-parameter',
      /9600/,
    ],
    [
      '/bins',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
      'unsupported-media-type',
      /JSON/,
    ],
    [
      '/bins',
      { method: 'POST', headers: json, body: JSON.stringify({ name: 'x'.repeat(70_000) }) },
      413,
      'too-large',
      /large/,
    ],
    ['/bins', { method: 'DELETE' }, 405, 'method-not-allowed', /DELETE/],
    ['/bins/local', { method: 'PUT' }, 405, 'method-not-allowed', /PUT/],
    ['/nothing', undefined, 404, 'not-found', /nothing/],
    ['/bins/%ZZ', undefined, 400, 'bad-url', /cannot be read/],
  ];
  for (const [path, init, status, code, message] of cases) {
    const answer = await refusal(await api(path, init));
    assert.deepEqual([answer.status, answer.code], [status, code], `${path}: ${answer.message}`);
    assert.match(answer.message, message);
  }
  assert.equal((await api('/bins', { method: 'DELETE' })).headers.get('allow'), 'POST');
});

test('thresholds of findings take both of their bounds and nothing beyond; null is the default', async () => {
  const change = (change: object) =>
    api('/bins/local/findings/thresholds', { method: 'PATCH', headers: json, body: JSON.stringify(change) });
  for (const name of THRESHOLD_NAMES) {
    const { min, max } = THRESHOLD_RULES[name];
    for (const value of [min, max, null]) {
      const answer = await change({ [name]: value });
      assert.equal(answer.status, 200, `${name}: ${value}`);
      const { own } = (await answer.json()) as ThresholdsAnswer;
      assert.deepEqual(own, value === null ? {} : { [name]: value });
    }
    for (const value of [min - 1, max + 1, min + 0.5, 'many', []]) {
      const answer = await refusal(await change({ [name]: value }));
      assert.deepEqual([answer.status, answer.code], [400, 'bad-parameter'], `${name}: ${value}`);
    }
  }
});

test('a body of 64 KiB is read, one byte more is not', async () => {
  const largest = 64 * 1024;
  const ofSize = (bytes: number) => ({
    method: 'POST',
    headers: json,
    body: '{"name":"wide"}'.padEnd(bytes),
  });
  assert.equal((await api('/bins', ofSize(largest))).status, 201);
  assert.equal((await refusal(await api('/bins', ofSize(largest + 1)))).code, 'too-large');
});

test('hostile names and values are only names and values', async () => {
  for (const hostile of [
    "'",
    "' OR 1=1 --",
    '`',
    '{x:String}',
    '%',
    '\\',
    '\u0000',
    '../../..',
    '🦊'.repeat(50),
  ]) {
    const value = encodeURIComponent(hostile);
    const search = await api(
      `/bins/local/traces?service=${value}&name=${value}&attribute=${value}%3D${value}`,
    );
    assert.ok([200, 400].includes(search.status), `${hostile}: ${search.status}`);
    if (search.status === 200) assert.equal(((await search.json()) as TracesAnswer).count, 0);
    const fields = await api(`/bins/local/fields/${value}/values?prefix=${value}`);
    assert.ok([200, 400].includes(fields.status), hostile);
  }
});

test('every answer forbids what a page of ours never does', async () => {
  for (const [path, status] of [
    ['/', 200],
    ['/b/local/traces', 200],
    ['/api/health', 200],
    ['/api/nothing', 404],
    ['/v1/traces', 405],
  ] as const) {
    const answer = await fetch(`${server.url}${path}`, { headers: { accept: 'text/html' } });
    assert.equal(answer.status, status, path);
    assert.equal(answer.headers.get('content-security-policy'), CONTENT_SECURITY_POLICY, path);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer', path);
  }
  assert.ok(!/unsafe|https?:|\*/.test(CONTENT_SECURITY_POLICY));
});

test('the pages load nothing from elsewhere and hold nothing inline', async () => {
  const page = await (await fetch(`${server.url}/`, { headers: { accept: 'text/html' } })).text();
  const sources = [...page.matchAll(/<(?:script|link|img)\b[^>]*\b(?:src|href)="([^"]+)"/g)].map(
    (match) => match[1]!,
  );
  assert.ok(sources.length >= 2);
  for (const source of sources) {
    assert.match(source, /^\/[^/]/);
    const file = await fetch(`${server.url}${source}`);
    assert.equal(file.status, 200, source);
    const immutable = source.startsWith('/assets/');
    assert.equal(
      file.headers.get('cache-control'),
      immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      source,
    );
  }
  assert.ok(!/<script(?![^>]*\bsrc=)|<style|\son\w+=|style="/.test(page));
});

test('a page path gets the page, a wrong file or API path gets an error', async () => {
  const html = { headers: { accept: 'text/html,*/*' } };
  const page = await fetch(`${server.url}/b/tb_v_anything/traces/abc?x=1`, html);
  assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'no-cache']);
  for (const path of ['/assets/gone.js', '/favicon.ico', '/v1/nothing', '/api']) {
    assert.equal((await fetch(`${server.url}${path}`, html)).status, 404, path);
  }
  const anything = { headers: { accept: '*/*' } };
  assert.match(await (await fetch(`${server.url}/b/local`, anything)).text(), /^<!doctype html>/i);
  assert.equal((await fetch(`${server.url}/b/local`, { ...anything, method: 'HEAD' })).status, 200);
  assert.equal(
    (await fetch(`${server.url}/b/local`, { headers: { accept: 'application/json' } })).status,
    404,
  );
  assert.equal((await fetch(`${server.url}/elsewhere`, anything)).status, 404);
  const escaped = await rawHttp(`${server.url}/..%2f..%2fpackage.json`, {
    headers: { host: new URL(server.url).host },
  });
  assert.ok(escaped.status >= 400 && escaped.status < 500, `${escaped.status}`);
});

test('answers are compressed when that pays', async () => {
  const path = `/api/bins/local/traces/${traceId}`;
  const plain = await (
    await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': 'identity' } })
  ).text();
  for (const [encoding, inflate] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const chunks: Buffer[] = [];
    const answer = await new Promise<{ headers: Record<string, unknown>; body: Buffer }>(
      (resolve, reject) => {
        void import('node:http').then(({ get: httpGet }) => {
          httpGet(`${server.url}${path}`, { headers: { 'accept-encoding': encoding } }, (response) => {
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
          }).on('error', reject);
        });
      },
    );
    assert.equal(answer.headers['content-encoding'], encoding);
    assert.ok(answer.body.length < plain.length / 2);
    assert.equal(inflate(answer.body).toString(), plain);
  }
  const small = await fetch(`${server.url}/api/health`, { headers: { 'accept-encoding': 'br, gzip' } });
  assert.equal(small.headers.get('content-encoding'), null);
});

test('the live stream tells of the first span, of arrivals and of refusals', async () => {
  const created = (await (await api('/bins', { method: 'POST', headers: json, body: '{}' })).json()) as {
    viewToken: string;
    ingestKey: string;
  };
  const stop = new AbortController();
  const stream = await api(`/bins/${created.viewToken}/live`, { signal: stop.signal });
  assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/);
  assert.equal(stream.headers.get('content-encoding'), null);
  const told: LiveActivity[] = [];
  const reading = (async () => {
    let text = '';
    for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const message = /^event: activity\ndata: (.*)$/.exec(text.slice(0, end));
        text = text.slice(end + 2);
        if (message) told.push(JSON.parse(message[1]!) as LiveActivity);
      }
    }
  })().catch(() => {});
  const first = await poll('the first message', () => told[0]);
  conforms(LiveActivitySchema, first, 'activity');
  assert.deepEqual(
    [first.firstEventAt, first.firstTraceId, first.services, first.refusals],
    [null, null, [], []],
  );
  assert.equal(first.arrivals.length, 60);

  const key = { 'x-tracebin-key': created.ingestKey };
  const mine = newTraceId();
  await postSpans(
    server.url,
    otlpJson([{ traceId: mine }, { traceId: mine }, { traceId: mine }], 'first-service'),
    key,
  );
  await postSpans(server.url, 'this is not JSON', key);
  await postSpans(server.url, otlpJson([{ traceId: '0'.repeat(32) }]), key);
  const latest = await poll('the span in the stream', () => {
    const last = told.at(-1)!;
    return last.firstTraceId === mine && last.refusals.length >= 2 ? last : undefined;
  });
  assert.deepEqual(latest.services, ['first-service']);
  assert.equal(
    latest.arrivals.reduce((sum, count) => sum + count, 0),
    3,
  );
  assert.deepEqual(
    latest.refusals.map(({ from, count }) => [from, count]),
    [
      ['127.0.0.1', 1],
      ['127.0.0.1', 1],
    ],
  );
  assert.match(latest.refusals[1]!.message, /trace id/);
  stop.abort();
  await reading;
});

test("a stranger's refusal shows in local, and in no other bin of another address", async () => {
  await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': 'tb_k_nobody' });
  const { refusals } = await get<BinAnswer>('/bins/local');
  const seen = refusals.find(({ code }) => code === 'key-unknown');
  assert.equal(seen?.from, '127.0.0.1');
  const forwarded = (await (await api('/bins', { method: 'POST', headers: json, body: '{}' })).json()) as {
    viewToken: string;
  };
  const viaProxy = await rawHttp(`${server.url}/api/bins/${forwarded.viewToken}`, {
    headers: { host: new URL(server.url).host, 'x-forwarded-for': '10.0.0.1' },
  });
  assert.deepEqual((JSON.parse(viaProxy.body) as BinAnswer).refusals, []);
});

test('metrics count what was taken, rejected and refused', async () => {
  const read = async (): Promise<Map<string, number>> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [
        line.slice(0, line.lastIndexOf(' ')),
        Number(line.slice(line.lastIndexOf(' ') + 1)),
      ]),
    );
  };
  const before = await read();
  await postSpans(server.url, otlpJson([{}, {}, { traceId: '0'.repeat(32) }]));
  await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': 'tb_k_nobody' });
  const now = await read();
  const gained = (name: string) => (now.get(name) ?? 0) - (before.get(name) ?? 0);
  assert.equal(gained('tracebin_accepted_total{kind="events"}'), 2);
  assert.equal(gained('tracebin_rejected_total{door="otlp-traces"}'), 1);
  assert.equal(gained('tracebin_refused_requests_total{door="otlp-traces",reason="key-unknown"}'), 1);
  assert.ok(gained('tracebin_commits_total') >= 1);
  assert.ok(now.get('tracebin_store_events_rows')! >= 301);
  for (const name of [
    'tracebin_backlog_bytes',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
  ]) {
    assert.ok(now.has(name), name);
  }
});

test('pages of other sites may ask the doors for senders, and nothing else', async () => {
  const headers = {
    origin: 'https://shop.example',
    'access-control-request-method': 'POST',
    host: new URL(server.url).host,
  };
  const preflight = await rawHttp(`${server.url}/v1/traces`, { method: 'OPTIONS', headers });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers['access-control-allow-origin'], '*');
  assert.match(String(preflight.headers['access-control-allow-headers']), /x-tracebin-key/);
  assert.equal(preflight.headers['access-control-allow-credentials'], undefined);
  const other = await rawHttp(`${server.url}/api/bins`, { method: 'OPTIONS', headers });
  assert.equal(other.headers['access-control-allow-origin'], undefined);
});

test('what is no HTTP gets an error and a closed connection', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () =>
      socket.write('HELLO\r\n\r\n'),
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
  assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*"code":"bad-http"/);
});

test('health tells version, store and backlog', async () => {
  const health = await get<HealthAnswer>('/health');
  assert.equal(health.status, 'ok');
  assert.equal(health.store.engine, 'embedded');
  assert.match(health.store.version, /^\d+\.\d+/);
  assert.ok(health.store.schema >= 1);
  assert.ok(health.backlogBoundBytes > 0);
});
