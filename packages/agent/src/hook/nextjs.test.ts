/** What Next.js calls, in its order; a real one is in test/nextjs.process.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runWithSpan } from '../record/context.ts';
import type { RecordedSpan } from '../record/span.ts';
import { SpanFactory, TracerProvider } from '../record/tracer.ts';
import { NEXT, watchNext } from './nextjs.ts';

const recorded: RecordedSpan[] = [];
const factory = new SpanFactory(
  { add: (span) => recorded.push(span), skip: () => {} },
  { sampleRatio: 1, keepSlowerThanMs: 1_000 },
);
const tracer = new TracerProvider(factory, new Map([[NEXT, watchNext]])).getTracer(NEXT);

const call = (type: string, name: string, route: string | undefined, work = () => {}) =>
  tracer.startActiveSpan(
    name,
    { kind: 1, attributes: { 'next.span_type': type, ...(route ? { 'next.route': route } : {}) } },
    (span) => {
      work();
      if (route && type === 'BaseServer.handleRequest') span.setAttributes({ 'next.route': route });
      span.end();
    },
  );

function routeOf(work: () => void): [route: string | undefined, spans: string[]] {
  recorded.length = 0;
  const request = factory.startTransaction('GET', 1, { name: 'http', version: '' }, undefined);
  runWithSpan(request, work);
  const route = request.transaction?.route;
  return [route, recorded.map(({ name, kind }) => `${name} ${kind}`)];
}

test('the route of what answers, with the spans that say what the time went into', () => {
  const rendered = routeOf(() =>
    call('BaseServer.handleRequest', 'GET', undefined, () => {
      call('NextNodeServer.findPageComponents', 'resolve page components', '/items/[id]');
      call('AppRender.getBodyResult', 'render route (app) /items/[id]', '/items/[id]');
    }),
  );
  assert.deepEqual(rendered, ['/items/[id]', ['render route (app) /items/[id] 0']]);
  assert.equal(recorded[0]?.attribute('tracebin.layer'), 'view');
  assert.deepEqual(
    routeOf(() => call('Node.runHandler', 'executing api route (pages) /api/[thing]', undefined)),
    ['/api/[thing]', ['executing api route (pages) /api/[thing] 0']],
  );
  assert.equal(
    routeOf(() => call('AppRouteRouteHandlers.runHandler', 'executing', '/api/[thing]/route'))[0],
    '/api/[thing]',
  );
  assert.deepEqual(
    routeOf(() => call('BaseServer.handleRequest', 'GET', '/late')),
    ['/late', []],
  );
});

test('pages in place of others name nothing', () => {
  for (const page of ['/_not-found', '/_error', '/404', '/500'])
    assert.deepEqual(
      routeOf(() => call('NextNodeServer.findPageComponents', 'resolve page components', page)),
      ['', []],
    );
  assert.equal(
    routeOf(() => call('NextNodeServer.findPageComponents', 'resolve page components', '/404s'))[0],
    '/404s',
  );
});

test('outside of requests nothing is recorded', () => {
  recorded.length = 0;
  call('Render.renderDocument', 'render route (pages) /', '/');
  assert.deepEqual(recorded, []);
});
