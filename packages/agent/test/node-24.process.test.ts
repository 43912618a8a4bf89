/** What differs most between Nodes, on Node 24: how context travels, how processes end, what they say. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { node24, noNode24 } from './node-24.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { builtRegister, runApp } from './run-app.ts';
import { runScript, WITH_AGENT, WITHOUT_AGENT } from './run-script.ts';

describe('on Node 24', { skip: noNode24 }, () => {
  let sink: OtlpSink;
  let postgres: RunningPostgres;
  let index: string;
  before(async () => {
    sink = await startOtlpSink();
    postgres = await startPostgres();
    index = builtRegister().replace('register.cjs', 'index.cjs');
  });
  after(async () => {
    await sink?.close();
    await postgres?.stop();
  });

  test('Express on Postgres: every span at its request, with its place, and answers as without the agent', async (t) => {
    const env = {
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      DATABASE_URL: postgres.url,
    };
    const node = node24();
    const [app, bare] = await Promise.all([
      runApp('shop.mjs', { env, node }),
      runApp('shop.mjs', { env, node, agent: false }),
    ]);
    t.after(() => Promise.all([app.stop(), bare.stop()]));
    for (const path of ['/plain', '/literals', '/view', '/callback', '/sql-error', '/out', '/fails'])
      assert.deepEqual(await answerOf(app.url + path), await answerOf(bare.url + path), path);
    await Promise.all(Array.from({ length: 6 }, () => answerOf(`${app.url}/orders`)));
    const named = (name: string) =>
      sink.spans.filter((span) => span.kind === 2 && span.name === `GET ${name}`);
    await sink.until(() => named('/orders').length === 6, 'six orders');
    for (const root of named('/orders')) {
      const queries = childrenOf(root);
      assert.equal(queries.length, 13);
      const placed = queries.filter(({ attributes }) => attributes['code.file.path'] !== undefined);
      assert.deepEqual(
        placed.map(({ attributes }) => attributes['code.line.number']),
        Array.from({ length: 9 }, () => 21),
      );
    }
    assert.deepEqual(
      childrenOf(named('/view')[0] as SunkSpan).map(({ name }) => name),
      ['render hello'],
    );
    const [call] = childrenOf(named('/out')[0] as SunkSpan);
    assert.equal(named('/shop/:shop/items')[0]?.parentSpanId, call?.spanId);
    assert.equal(named('/sql-error')[0]?.status, 2);
    assert.equal(named('/fails')[0]?.events[0]?.attributes['exception.message'], 'the printer is on fire');
  });

  function childrenOf(root: SunkSpan): SunkSpan[] {
    return sink.spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  }

  for (const [what, code, exit] of [
    ['nothing is left to do', '', 0],
    ['process.exit', 'process.exit(3)', 3],
    ['an uncaught exception', `setTimeout(() => { throw new Error('mine') })`, 1],
    ['an unhandled rejection', `Promise.reject(new Error('mine'))`, 1],
    [
      'SIGTERM that the app handles',
      `process.on('SIGTERM', () => process.exit(5)); process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)`,
      5,
    ],
  ] as const)
    test(`${what}: the last spans arrive, and the process ends as without the agent`, async () => {
      sink.spans.length = 0;
      const env = { INDEX: index, TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '600000' };
      const script = `require(process.env.INDEX).transaction('work', () => 1); ${code}`;
      const watched = await runScript(script, env, WITH_AGENT(), node24());
      assert.deepEqual(watched, await runScript(script, env, WITHOUT_AGENT, node24()));
      assert.equal(watched.code, exit);
      assert.deepEqual(
        sink.spans.map(({ name }) => name),
        ['work'],
      );
    });

  test('a server that is away is one line on stderr', async () => {
    const env = { INDEX: index, TRACEBIN_URL: 'http://127.0.0.1:1' };
    const script = `require(process.env.INDEX).transaction('work', () => console.log('worked'))`;
    const { code, stdout, stderr } = await runScript(script, env, WITH_AGENT(), node24());
    assert.deepEqual([code, stdout], [0, 'worked\n']);
    assert.match(stderr, /^tracebin: cannot send to http:\/\/127\.0\.0\.1:1: .*The app is not affected.*\n$/);
  });
});

async function answerOf(url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
}
