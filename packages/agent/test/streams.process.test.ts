/** `pg-query-stream` and `pg-cursor` on a real Postgres: queries that end by events. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { appOn, type OlderApp } from './app-with.ts';
import { broughtPackages } from './brought-packages.ts';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';
import { runFile, WITHOUT_AGENT } from './run-script.ts';

let postgres: RunningPostgres;
let sink: OtlpSink;
let app: OlderApp;
let env: NodeJS.ProcessEnv;

before(async () => {
  const packages = ['pg@8.23.1', 'pg-query-stream@4.17.0', 'pg-cursor@2.22.0'];
  app = appOn(broughtPackages('pg-query-stream-4.17.0', packages), ['streams.cjs']);
  [postgres, sink] = await Promise.all([startPostgres(), startOtlpSink()]);
  const INDEX = builtRegister().replace('register.cjs', 'index.cjs');
  env = { INDEX, DATABASE_URL: postgres.url, TRACEBIN_URL: sink.url, TRACEBIN_HEALTH_INTERVAL_MS: '0' };
});
after(async () => {
  await Promise.all([postgres?.stop(), sink?.close()]);
  app?.remove();
});

test('each has its statement and its end, read to the end or not', async () => {
  const watched = await runFile(app.file, env);
  assert.deepEqual(watched, await runFile(app.file, env, WITHOUT_AGENT));
  assert.equal(watched.stdout, 'all 250\nsome 3\nfailed 42703\ncursor 1\n');
  assert.deepEqual(
    sink.spans
      .filter(({ kind }) => kind === 3)
      .map(({ attributes, status }) => [attributes['db.query.text'], status, attributes['error.type']]),
    [
      ['SELECT n FROM generate_series(?, ?) AS n', 0, undefined],
      ['SELECT n FROM generate_series(?, ?) AS n LIMIT ?', 0, undefined],
      ['SELECT nowhere', 2, '42703'],
      ['SELECT ? AS one', 0, undefined],
    ],
  );
});

test('an error that nobody handles ends the process as without the agent', async () => {
  const [watched, bare] = [
    await runFile(app.file, { ...env, UNHANDLED: '1' }),
    await runFile(app.file, { ...env, UNHANDLED: '1' }, WITHOUT_AGENT),
  ];
  assert.equal(bare.code, 1);
  assert.deepEqual([watched.code, watched.stdout], [bare.code, bare.stdout]);
});
