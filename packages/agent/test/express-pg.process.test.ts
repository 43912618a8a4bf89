/** A real Express application on a real Postgres, with the built agent in front of it and a real OTLP receiver. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

const PATHS = [
  '/plain',
  '/orders',
  '/literals',
  '/config-callback',
  '/view',
  '/view-then-query',
  '/callback',
  '/sql-error',
  '/out',
  '/shop/9/items',
  '/no-database',
  '/fails',
  '/nowhere/123',
];

let postgres: RunningPostgres;
let sink: OtlpSink;
let app: RunningApp;

before(async () => {
  postgres = await startPostgres();
  sink = await startOtlpSink();
  app = await runApp('shop.mjs', { env: environment(sink.url) });
});

after(async () => {
  await app?.stop();
  await sink?.close();
  await postgres?.stop();
});

function environment(url: string): NodeJS.ProcessEnv {
  return {
    TRACEBIN_URL: url,
    TRACEBIN_SERVICE: 'shop',
    TRACEBIN_FLUSH_INTERVAL_MS: '100',
    DATABASE_URL: postgres.url,
  };
}

async function get(base: string, path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(base + path);
  return { status: response.status, body: await response.text() };
}

/** Sends one request and returns all spans of its trace once the request's own span has arrived. */
async function trace(path: string, name: string): Promise<{ root: SunkSpan; spans: SunkSpan[] }> {
  const before = sink.spans.length;
  await get(app.url, path);
  const isRoot = (span: SunkSpan) => span.kind === 2 && span.name === name;
  await sink.until((spans) => spans.slice(before).some(isRoot), name);
  const root = sink.spans.slice(before).findLast(isRoot) as SunkSpan;
  return { root, spans: sink.spans.filter((span) => span.traceId === root.traceId) };
}

describe('an Express application on Postgres', () => {
  test('a request is one SERVER span named after its route', async () => {
    const { root, spans } = await trace('/plain?a=1&token=abc', 'GET /plain');
    assert.equal(spans.length, 1);
    assert.equal(root.service, 'shop');
    assert.equal(root.parentSpanId, '');
    assert.equal(root.attributes['http.route'], '/plain');
    assert.equal(root.attributes['http.response.status_code'], 200);
    assert.equal(root.attributes['url.path'], '/plain');
    assert.equal(root.attributes['url.query'], 'a=1&token=REDACTED');
  });

  test('every query is a CLIENT span; from the fourth repetition on it says where in the code', async () => {
    const { root, spans } = await trace('/orders', 'GET /orders');
    const queries = spans.filter((span) => span.kind === 3);
    assert.equal(queries.length, 13);
    assert.ok(queries.every((query) => query.parentSpanId === root.spanId));
    const repeated = queries.filter(
      (query) => query.attributes['db.query.text'] === 'SELECT $1::int AS order_id',
    );
    assert.equal(repeated.length, 12);
    const placed = repeated.filter((query) => query.attributes['code.file.path'] !== undefined);
    assert.equal(placed.length, 9);
    for (const query of placed) {
      assert.match(String(query.attributes['code.file.path']), /test\/apps\/shop\.mjs$/);
      assert.equal(query.attributes['code.line.number'], 21);
      assert.equal(query.attributes['code.function.name'], 'itemsOf');
    }
  });

  test('queries that wait for a connection belong to the request that asked, and their wait is in them', async () => {
    // Four connections for ten requests: a connection that is given back serves whoever waits.
    const before = sink.spans.length;
    const isRoot = (span: SunkSpan) => span.kind === 2 && span.name === 'GET /orders';
    await Promise.all(Array.from({ length: 10 }, () => get(app.url, '/orders')));
    await sink.until((spans) => spans.slice(before).filter(isRoot).length === 10, 'ten requests');
    for (const root of sink.spans.slice(before).filter(isRoot)) {
      const queries = sink.spans.filter((span) => span.parentSpanId === root.spanId);
      assert.equal(queries.length, 13);
      assert.ok(queries.every((query) => query.traceId === root.traceId));
      assert.equal(queries.filter(({ attributes }) => attributes['server.port'] === undefined).length, 0);
    }
  });

  test('values in the text of a statement stay in the app, and repeats of it count as one', async () => {
    const { spans } = await trace('/literals', 'GET /literals');
    const queries = spans.filter((span) => span.attributes['db.query.text'] === 'SELECT ? AS mail');
    assert.equal(queries.length, 6);
    assert.deepEqual(
      queries.map((query) => query.attributes['code.line.number']),
      [undefined, undefined, undefined, 28, 28, 28],
    );
    assert.doesNotMatch(JSON.stringify(spans), /example\.org/);
  });

  test('a view is a span of the layer view', async () => {
    const { spans } = await trace('/view', 'GET /view');
    const view = spans.find((span) => span.name === 'render hello');
    assert.equal(view?.attributes['tracebin.layer'], 'view');
  });

  test('what an app does with a rendered view is no part of the view', async () => {
    const { root, spans } = await trace('/view-then-query', 'GET /view-then-query');
    assert.deepEqual(
      spans.filter(({ kind }) => kind !== 2).map(({ name, parentSpanId }) => [name, parentSpanId]),
      [
        ['render hello', root.spanId],
        ['SELECT', root.spanId],
      ],
    );
  });

  test('a query that fails is an error with its SQLSTATE, and so is the request', async () => {
    const { root, spans } = await trace('/sql-error', 'GET /sql-error');
    const query = spans.find((span) => span.kind === 3);
    assert.equal(query?.status, 2);
    assert.equal(query?.attributes['error.type'], '42P01');
    assert.equal(root.status, 2);
    assert.equal(root.events[0]?.name, 'exception');
  });

  test('a query that finds no database is an error, for its caller and in its span', async () => {
    const { spans } = await trace('/no-database', 'GET /no-database');
    assert.deepEqual(
      spans
        .filter(({ kind }) => kind === 3)
        .map(({ status, attributes }) => [status, attributes['error.type'], 'server.port' in attributes]),
      [
        [2, 'ECONNREFUSED', false],
        [2, 'ECONNREFUSED', false],
      ],
    );
  });

  test('an exception of a handler is kept with its stack', async () => {
    const { root } = await trace('/fails', 'GET /fails');
    assert.equal(root.events[0]?.attributes['exception.message'], 'the printer is on fire');
    assert.match(String(root.events[0]?.attributes['exception.stacktrace']), /shop\.mjs/);
  });

  test('an outgoing request carries the trace on, and a mounted router is named by its template', async () => {
    const { root, spans } = await trace('/out', 'GET /out');
    const call = spans.find((span) => span.kind === 3) as SunkSpan;
    const inner = spans.find((span) => span.name === 'GET /shop/:shop/items') as SunkSpan;
    assert.equal(call.parentSpanId, root.spanId);
    assert.equal(inner.parentSpanId, call.spanId);
    assert.match(String(call.attributes['url.full']), /\/shop\/7\/items\?token=REDACTED$/);
    assert.equal(inner.attributes['url.path'], '/shop/7/items');
  });

  test('a path without a route makes no name', async () => {
    const { root } = await trace('/nowhere/123', 'GET');
    assert.equal(root.attributes['http.response.status_code'], 404);
    assert.equal(root.attributes['http.route'], undefined);
  });

  test('a trace begun elsewhere is joined', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await fetch(`${app.url}/plain`, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    await sink.until((spans) => spans.some((span) => span.traceId === traceId), 'joined trace');
    assert.equal(sink.spans.find((span) => span.traceId === traceId)?.parentSpanId, 'b7ad6b7169203331');
  });

  test('answers are the same with and without the agent', async () => {
    const bare = await runApp('shop.mjs', { agent: false, env: environment(sink.url) });
    try {
      for (const path of PATHS) assert.deepEqual(await get(app.url, path), await get(bare.url, path), path);
    } finally {
      await bare.stop();
    }
  });
});

describe('sending', () => {
  test('what waits is sent on SIGTERM, and the signal still ends the process', async () => {
    const last = await startOtlpSink();
    const running = await runApp('shop.mjs', {
      env: { ...environment(last.url), TRACEBIN_FLUSH_INTERVAL_MS: '600000' },
    });
    await get(running.url, '/plain');
    assert.deepEqual(await running.stop(), { code: null, signal: 'SIGTERM' });
    assert.deepEqual(
      last.spans.map((span) => span.name),
      ['GET /plain'],
    );
    await last.close();
  });

  test('a retryable refusal is tried again and loses nothing', async () => {
    const refusing = await startOtlpSink();
    refusing.failWith(503, 2, { 'retry-after': '0' });
    const running = await runApp('shop.mjs', { env: environment(refusing.url) });
    await get(running.url, '/plain');
    await refusing.until((spans) => spans.length > 0, 'span after two refusals');
    assert.equal(refusing.spans.length, 1);
    assert.equal(refusing.requests, 3);
    await running.stop();
    await refusing.close();
  });

  test('an unreachable server is one line on stderr and nothing else', async () => {
    const running = await runApp('shop.mjs', { env: environment('http://127.0.0.1:1') });
    for (const path of ['/plain', '/orders']) assert.equal((await get(running.url, path)).status, 200);
    const deadline = Date.now() + 10_000;
    while (running.stderr() === '' && Date.now() < deadline) await get(running.url, '/plain');
    assert.deepEqual(await running.stop(), { code: null, signal: 'SIGTERM' });
    const lines = running.stderr().trim().split('\n');
    assert.equal(lines.length, 1, running.stderr());
    assert.match(
      lines[0] as string,
      /^tracebin: cannot send to http:\/\/127\.0\.0\.1:1: .*The app is not affected/,
    );
  });

  test('wrong settings are named and the app starts', async () => {
    const running = await runApp('shop.mjs', {
      env: { ...environment(sink.url), TRACEBIN_URL: 'http://', TRACEBIN_SAMPLE_RATIO: 'lots' },
    });
    assert.equal((await get(running.url, '/plain')).status, 200);
    assert.match(running.stderr(), /TRACEBIN_URL is not an address/);
    assert.match(running.stderr(), /TRACEBIN_SAMPLE_RATIO must be a number from 0 to 1/);
    await running.stop();
  });

  test('--require works as --import does', async () => {
    const required = await startOtlpSink();
    const running = await runApp('shop.mjs', { flag: '--require', env: environment(required.url) });
    await get(running.url, '/plain');
    await required.until((spans) => spans.length === 1, 'span');
    await running.stop();
    await required.close();
  });
});
