/** Libraries that are real ES modules, whatever the app's package.json says and wherever they are installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appWith } from './app-with.ts';
import { linkedApp } from './linked-app.ts';
import { node24, noNode24 } from './node-24.ts';
import { type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { runApp } from './run-app.ts';

const LIBRARIES = {
  hono: 'hono',
  '@hono/node-server': '@hono/node-server',
  'node-cron': 'node-cron',
  ejs: 'ejs7',
};

/** A loader that changes nothing: on older Nodes, sources are read in its thread from then on. */
const LOADER = 'export const load = (url, context, next) => next(url, context);';
const OTHER_LOADER = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${LOADER}`)});`;
const PRELOADED = `--import="data:text/javascript,${encodeURIComponent(OTHER_LOADER)}"`;

for (const [version, flag] of [
  ['this Node', '--require'],
  ['Node 24', '--import'],
] as const)
  test(`${version}, ${flag}: Hono, node-cron and EJS 7 by import`, {
    skip: version === 'Node 24' && noNode24,
  }, async (t) => {
    const sink = await startOtlpSink();
    const copy = appWith(LIBRARIES, 'imported.mjs');
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

/** What a package manager with links makes of them: nothing lies where the app could find it by itself. */
const PACKAGES = [
  { name: 'hono' },
  { name: '@hono/node-server', dependencies: ['hono'] },
  { name: 'node-cron' },
  { name: 'handlebars' },
  {
    name: 'scheduler',
    dependencies: ['node-cron'],
    files: {
      'package.json': '{ "name": "scheduler", "type": "module", "exports": "./index.js" }',
      'index.js': `import { schedule } from 'node-cron';
export const every = (pattern) => new Promise((resolve) => {
  const task = schedule(pattern, function sweep() { resolve(task.stop()); });
});`,
    },
  },
  {
    name: 'pages',
    dependencies: ['handlebars'],
    files: {
      'package.json': '{ "name": "pages", "main": "./index.js" }',
      'index.js': `exports.render = require('handlebars').compile('Hello {{name}}');`,
    },
  },
];

for (const [version, options] of [
  ['this Node, with another loader', PRELOADED],
  ['Node 24', ''],
] as const)
  test(`${version}: in a workspace of links, and as dependencies of dependencies`, {
    skip: version === 'Node 24' && noNode24,
  }, async (t) => {
    const sink = await startOtlpSink();
    const linked = linkedApp('nested.mjs', PACKAGES, ['hono', '@hono/node-server', 'scheduler', 'pages']);
    const env = {
      ...linked.env,
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      NODE_OPTIONS: options,
    };
    const node = version === 'Node 24' ? node24() : process.execPath;
    const app = await runApp(linked.file, { env, node });
    t.after(async () => {
      await app.stop();
      linked.remove();
      await sink.close();
    });
    const named = (name: string) => sink.spans.some((span) => span.name === name);
    for (const path of ['/items/7', '/view', '/swept']) await (await fetch(app.url + path)).text();
    for (const name of ['GET /items/:id', 'render template', 'cron sweep', 'GET /swept'])
      await sink.until(() => named(name), name);
    assert.equal(app.stderr(), '');
  });

test('graphql 17, which needs a newer Node', { skip: noNode24 }, async (t) => {
  const sink = await startOtlpSink();
  const copy = appWith({ graphql: 'graphql17' }, 'graphql.mjs');
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
