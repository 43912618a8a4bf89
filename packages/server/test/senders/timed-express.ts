/**
 * A small Express app, watched by the OpenTelemetry SDK, that also keeps its own account: how long each request took by
 * its own clock, and how much of that went to its (imagined) database, its template and another host. It prints its
 * port; `GET /account` gives the account.
 */
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';

// The packages that the example application brings along.
const require = createRequire(new URL('../../../../examples/scruffy-node/package.json', import.meta.url));
const { NodeSDK } = require('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
const { HttpInstrumentation } =
  require('@opentelemetry/instrumentation-http') as typeof import('@opentelemetry/instrumentation-http');
const { ExpressInstrumentation } =
  require('@opentelemetry/instrumentation-express') as typeof import('@opentelemetry/instrumentation-express');
const { trace, SpanKind } = require('@opentelemetry/api') as typeof import('@opentelemetry/api');

const sdk = new NodeSDK({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] });
sdk.start();

const express = require('express') as typeof import('express');

export interface Account {
  name: string;
  totalMs: number;
  dbMs: number;
  viewMs: number;
  httpMs: number;
}

type Part = 'dbMs' | 'viewMs' | 'httpMs';

const account: Account[] = [];
const tracer = trace.getTracer('timed-express');
const app = express();

/** Waits inside a span, and by the app's own clock. */
async function spend(
  own: Account,
  part: Part,
  name: string,
  kind: number,
  attributes: Record<string, string>,
  ms: number,
) {
  const began = performance.now();
  await tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
    await wait(ms);
    span.end();
  });
  own[part] += performance.now() - began;
}

const query = (own: Account, ms: number) =>
  spend(
    own,
    'dbMs',
    'SELECT',
    SpanKind.CLIENT,
    { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT 1' },
    ms,
  );

function route(path: string, work: (own: Account, id: number) => Promise<void>): void {
  app.get(path, (request, response) => {
    const own: Account = { name: `GET ${path}`, totalMs: 0, dbMs: 0, viewMs: 0, httpMs: 0 };
    const began = performance.now();
    response.on('finish', () => {
      own.totalMs = performance.now() - began;
      account.push(own);
    });
    void work(own, Number(request.params.id ?? 0)).then(() => response.send('done'));
  });
}

route('/weeks/:id', async (own, id) => {
  await wait(100);
  // Every tenth is slow.
  await query(own, id % 10 === 0 ? 1_300 : 400);
});
route('/pages/:id', async (own) => {
  await query(own, 150);
  await spend(own, 'viewMs', 'ejs.render', SpanKind.INTERNAL, {}, 300);
  await wait(50);
});
route('/rates', async (own) => {
  await wait(120);
  await spend(
    own,
    'httpMs',
    'GET',
    SpanKind.CLIENT,
    { 'http.request.method': 'GET', 'server.address': 'rates' },
    380,
  );
});
app.get('/account', (_request, response) => void response.json(account));

const listener = app.listen(0, '127.0.0.1', () => {
  const address = listener.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('SIGTERM', () => {
  void sdk.shutdown().then(() => process.exit(0));
});
