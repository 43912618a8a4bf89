/** What is asked of an app of Next.js, and what must be found of it. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { startNextApp } from './next-app.ts';
import { startOtlpSink } from './otlp-sink.ts';

const NAMES: [path: string, name: string][] = [
  ['/items/7', 'GET /items/[id]'],
  ['/items/bad', 'GET /items/[id]'],
  ['/api/things/9', 'GET /api/things/[thing]'],
  ['/old/ann', 'GET /old/[name]'],
  ['/api/4', 'GET /api/[thing]'],
  ['/nowhere/1', 'GET'],
];

export async function requestsHaveRoutes(t: TestContext, version: string): Promise<void> {
  const sink = await startOtlpSink();
  t.after(() => sink.close());
  const url = await startNextApp(t, version, sink.url);
  for (const [path] of NAMES) await (await fetch(url + path)).text();
  const requests = () => sink.spans.filter(({ kind }) => kind === 2);
  await sink.until(() => requests().length === NAMES.length, 'all requests');
  const found = requests().map(({ name, attributes }) => [attributes['url.path'], name]);
  assert.deepEqual(found.sort(), [...NAMES].sort());
  const failed = requests().find(({ attributes }) => attributes['url.path'] === '/items/bad');
  assert.equal(failed?.status, 2);
  const [rendering] = sink.spans.filter(({ parentSpanId }) => parentSpanId === failed?.spanId);
  assert.equal(rendering?.attributes['tracebin.layer'], 'view');
  assert.equal(rendering?.events[0]?.attributes['exception.message'], 'the printer is on fire');
  // Nothing else of Next's own work is a transaction.
  assert.deepEqual(
    sink.spans.filter(({ kind, parentSpanId }) => kind !== 2 && parentSpanId === ''),
    [],
  );
}
