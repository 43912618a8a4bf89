/** Routes and errors of each framework, in CommonJS. Express 5 in ES modules is in express-pg.process.test.ts. */
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runApp } from './run-app.ts';

const APP = fileURLToPath(new URL('./apps/frameworks.cjs', import.meta.url));
const EXPRESS_4 = dirname(createRequire(import.meta.url).resolve('express4/package.json'));

let sink: OtlpSink;
let folder: string;

before(async () => {
  sink = await startOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'tracebin-frameworks-'));
});
after(async () => {
  await sink?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Hooks go by a package's name: Express 4, which is installed under another, is put where an app has it. */
function appWithExpress4(): string {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  cpSync(EXPRESS_4, join(folder, 'node_modules/express'), { recursive: true });
  copyFileSync(APP, join(folder, 'frameworks.cjs'));
  return join(folder, 'frameworks.cjs');
}

for (const [name, framework, item, late, file] of [
  ['Fastify 5', 'fastify', '/items/:id', '/shop/:shop/late', () => APP],
  ['Koa 3', 'koa', '/items/:id', '/shop/:shop/late', () => APP],
  ['Hapi 21', 'hapi', '/items/{id}', '/shop/{shop}/late', () => APP],
  ['Express 4', 'express', '/items/:id', '/shop/:shop/late', appWithExpress4],
] as const) {
  describe(name, () => {
    test('names requests by their route, keeps errors, and answers as without the agent', async (t) => {
      const env = {
        FRAMEWORK: framework,
        TRACEBIN_URL: sink.url,
        TRACEBIN_FLUSH_INTERVAL_MS: '100',
        NODE_PATH: dirname(EXPRESS_4),
      };
      const path = file();
      const apps = await Promise.all([runApp(path, { env }), runApp(path, { env, agent: false })]);
      const [watched, bare] = apps;
      t.after(() => Promise.all(apps.map((app) => app.stop())));
      sink.spans.length = 0;
      const paths = ['/items/7', '/shop/3/late', '/fails', '/nowhere/9'];
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
      assert.equal(watched.stderr(), bare.stderr());
    });
  });
}

async function answer(url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
}
