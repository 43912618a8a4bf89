/** Libraries that are real ES modules, in an app whose package.json names them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { appWith } from './app-with.ts';
import { node24, noNode24 } from './node-24.ts';
import { type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runApp } from './run-app.ts';

const LIBRARIES = {
  hono: 'hono',
  '@hono/node-server': '@hono/node-server',
  'node-cron': 'node-cron',
  ejs: 'ejs7',
};

for (const [flag, version] of [
  ['--import', 'this Node'],
  ['--require', 'this Node'],
  ['--import', 'Node 24'],
] as const)
  test(`${flag}, ${version}: Hono, node-cron and EJS 7 by import`, {
    skip: version === 'Node 24' && noNode24,
  }, async (t) => {
    const sink = await startOtlpSink();
    const copy = appWith(LIBRARIES, 'imported.mjs');
    const dependencies = Object.fromEntries(Object.keys(LIBRARIES).map((name) => [name, '*']));
    writeFileSync(
      join(dirname(copy.file), 'package.json'),
      JSON.stringify({ name: 'sweeper', dependencies }),
    );
    const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
    const node = version === 'Node 24' ? node24() : process.execPath;
    const app = await runApp(copy.file, { env, flag, node });
    t.after(async () => {
      await app.stop();
      copy.remove();
      await sink.close();
    });
    const found = (path: string) =>
      sink.spans.find(({ attributes }) => attributes['url.path'] === path) as SunkSpan;
    for (const path of ['/items/7', '/fails', '/swept', '/view', '/nowhere/9'])
      await (await fetch(app.url + path)).text();
    await sink.until(() => found('/nowhere/9') !== undefined, 'the last request');
    assert.equal(found('/items/7').name, 'GET /items/:id');
    assert.equal(found('/nowhere/9').name, 'GET');
    assert.equal(found('/fails').events[0]?.attributes['exception.message'], 'the printer is on fire');
    const views = sink.spans.filter(({ attributes }) => attributes['tracebin.layer'] === 'view');
    assert.deepEqual(
      views.map(({ name, parentSpanId }) => [name, parentSpanId]),
      [['render template', found('/view').spanId]],
    );
    const runs = () => sink.spans.filter(({ name }) => name === 'cron sweep');
    await sink.until(() => runs().length >= 2, 'two runs');
    assert.equal(runs().length, 2);
    assert.equal(app.stderr(), '');
  });

test('graphql 17, which needs a newer Node', { skip: noNode24 }, async (t) => {
  const sink = await startOtlpSink();
  const copy = appWith({ graphql: 'graphql17' }, 'graphql.mjs');
  const manifest = { name: 'greeter', dependencies: { graphql: '*' } };
  writeFileSync(join(dirname(copy.file), 'package.json'), JSON.stringify(manifest));
  const env = { TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
  const app = await runApp(copy.file, { env, node: node24() });
  t.after(async () => {
    await app.stop();
    copy.remove();
    await sink.close();
  });
  const ask = async (body: string) => (await fetch(app.url, { method: 'POST', body })).text();
  assert.equal(await ask('query Hello { greeting }'), '{"data":{"greeting":"hello"}}');
  await ask('{ secret }');
  await sink.until((spans) => spans.filter(({ kind }) => kind === 2).length === 2, 'two requests');
  assert.deepEqual(
    sink.spans.filter(({ kind }) => kind !== 2).map(({ name, status }) => [name, status]),
    [
      ['resolve Query.greeting', 0],
      ['query Hello', 0],
      ['resolve Query.secret', 2],
      ['query', 2],
    ],
  );
  assert.equal(app.stderr(), '');
});
