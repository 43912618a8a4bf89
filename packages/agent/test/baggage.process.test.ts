/** Baggage through a real process: from the request that brings it to the app, and on to the services that it calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOtlpSink } from './otlp-sink.ts';
import { runScript } from './run-script.ts';

const SERVICES = `
  const http = require('node:http');
  const { propagation, context } = require('@opentelemetry/api');
  const inner = http.createServer((request, response) => response.end(String(request.headers.baggage))).listen(0, () => {
    const target = 'http://127.0.0.1:' + inner.address().port;
    const outer = http.createServer(async (request, response) => {
      const plan = propagation.getActiveBaggage()?.getEntry('plan')?.value;
      const byFetch = await (await fetch(target)).text();
      http.get(target, async (answer) => {
        const [byHttp] = await answer.toArray();
        response.end(JSON.stringify({ plan, byFetch, byHttp: String(byHttp) }));
      });
    }).listen(0, async () => {
      const url = 'http://127.0.0.1:' + outer.address().port;
      for (const headers of [{ baggage: 'plan=team%20of%203;hidden=1,tenant=acme' }, {}])
        console.log(await (await fetch(url, { headers })).text());
      for (const server of [inner, outer]) { server.close(); server.closeAllConnections(); }
    });
  });`;

test('baggage reaches the app and what it calls; nothing is made up', async () => {
  const sink = await startOtlpSink();
  const { code, stdout } = await runScript(SERVICES, { TRACEBIN_URL: sink.url });
  assert.equal(code, 0);
  const sent = 'plan=team%20of%203,tenant=acme';
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { plan: 'team of 3', byFetch: sent, byHttp: sent },
      { byFetch: 'undefined', byHttp: 'undefined' },
    ],
  );
  // Each call, also that of `http.get`, carries its trace on: two requests from outside are two traces.
  assert.equal(sink.spans.filter(({ kind }) => kind === 2).length, 6);
  assert.equal(new Set(sink.spans.map(({ traceId }) => traceId)).size, 2);
  await sink.close();
});
