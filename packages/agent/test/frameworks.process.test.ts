/** Routes and errors of each framework, in CommonJS but for NestJS 12. More of Express 5 is in express-pg.process.test.ts. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { appOn, appWith } from './app-with.ts';
import { broughtPackages } from './brought-packages.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runApp } from './run-app.ts';

const APP = fileURLToPath(new URL('./apps/frameworks.cjs', import.meta.url));

const NEST_12 = ['common', 'core', 'platform-express'].map((name) => `@nestjs/${name}@12.5.1`);
const nest12 = () =>
  appOn(broughtPackages('tracebin-nest-12.5.1', [...NEST_12, 'reflect-metadata@0.2.2', 'rxjs@7.8.2']), [
    'nest-12.mjs',
    'frameworks.cjs',
  ]);

let sink: OtlpSink;

before(async () => {
  sink = await startOtlpSink();
});
after(() => sink?.close());

for (const [name, framework, item, late, older] of [
  ['Fastify 5', 'fastify', '/items/:id', '/shop/:shop/late', undefined],
  ['Koa 3', 'koa', '/items/:id', '/shop/:shop/late', undefined],
  ['Hapi 21', 'hapi', '/items/{id}', '/shop/{shop}/late', undefined],
  ['Koa 2', 'koa', '/items/:id', '/shop/:shop/late', { koa: 'koa2' }],
  ['Hapi 20', 'hapi', '/items/{id}', '/shop/{shop}/late', { '@hapi/hapi': 'hapi20' }],
  ['Fastify 4', 'fastify', '/items/:id', '/shop/:shop/late', { fastify: 'fastify4' }],
  ['Hono 4 on its Node server 2', 'hono', '/items/:id', '/shop/:shop/late', undefined],
  [
    'Hono 4 on its Node server 1',
    'hono',
    '/items/:id',
    '/shop/:shop/late',
    { '@hono/node-server': 'hono-node-server1' },
  ],
  ['NestJS 11 on Express 5', 'nestjs', '/items/:id', '/shop/:shop/late', undefined],
  ['NestJS 11 on Fastify 5', 'nestjs-fastify', '/items/:id', '/shop/:shop/late', undefined],
  ['NestJS 12 on Express 5, ES modules', 'nestjs', '/items/:id', '/shop/:shop/late', nest12],
  ['Express 5', 'express', '/items/:id', '/shop/:shop/late', undefined],
  ['Express 4', 'express', '/items/:id', '/shop/:shop/late', { express: 'express4' }],
] as const) {
  describe(name, () => {
    test('names requests by their route, keeps errors, and answers as without the agent', async (t) => {
      const copy = typeof older === 'function' ? older() : older && appWith(older, 'frameworks.cjs');
      t.after(() => copy?.remove());
      const env = {
        FRAMEWORK: framework,
        TRACEBIN_URL: sink.url,
        TRACEBIN_FLUSH_INTERVAL_MS: '100',
        ...copy?.env,
      };
      const path = copy?.file ?? APP;
      const apps = await Promise.all([runApp(path, { env }), runApp(path, { env, agent: false })]);
      const [watched, bare] = apps;
      t.after(() => Promise.all(apps.map((app) => app.stop())));
      sink.spans.length = 0;
      const paths = ['/items/7', '/shop/3/late', '/fails', '/odd', '/nowhere/9'];
      for (const each of paths)
        assert.deepEqual(await answer(watched.url + each), await answer(bare.url + each));
      await sink.until((spans) => spans.length >= paths.length, `spans of ${name}`);
      const found = (url: string) =>
        sink.spans.find((span) => span.attributes['url.path'] === url) as SunkSpan;
      assert.equal(found('/items/7').name, `GET ${item}`);
      assert.equal(found('/items/7').attributes['http.route'], item);
      assert.equal(found('/shop/3/late').name, `GET ${late}`);
      assert.equal(found('/nowhere/9').name, 'GET');
      assert.equal(found('/nowhere/9').events.length, 0);
      const failed = found('/fails');
      assert.equal(failed.status, 2);
      assert.equal(failed.events[0]?.attributes['exception.message'], 'the printer is on fire');
      assert.equal(failed.events.length, 1);
      assert.match(String(failed.events[0]?.attributes['exception.stacktrace']), /frameworks\.cjs/);
      // Anything can be thrown. Hapi says it in its own words, Fastify 4 sends it like any answer.
      const odd = String(found('/odd').events[0]?.attributes['exception.message']);
      if (name !== 'Fastify 4') assert.match(odd, /only words|Cannot throw non-error object/);
      assert.equal(found('/odd').status, 2);
      assert.equal(watched.stderr(), bare.stderr());
    });
  });
}

async function answer(url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
}
