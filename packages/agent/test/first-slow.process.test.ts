/** The first slow execution of a statement, which was begun when nobody knew that it would be: whether it has a place. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';
import { runFile } from './run-script.ts';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const APP = `
  const { Client, Pool } = require('pg');
  const { transaction } = require(process.env.INDEX);
  const client = new Client(process.env.DATABASE_URL);
  const pool = new Pool({ connectionString: process.env.DATABASE_URL });
  const slow = (what) => 'SELECT pg_sleep(0.12) AS ' + what;
  const repository = { load: () => client.query(slow('handed_on')) };
  async function awaited() { await client.query(slow('awaited')); }
  async function handedOn() { await repository.load(); }
  async function together() { await Promise.all([client.query(slow('together'))]); }
  async function failedAwaited() { try { await client.query("SELECT pg_sleep(0.12), 1 / (pg_backend_pid() * 0)"); } catch {} }
  async function called() { await new Promise((resolve) => client.query(slow('called'), resolve)); }
  async function pooled() { await pool.query(slow('pooled')); }
  (async () => {
    await client.connect();
    for (const work of [awaited, handedOn, together, failedAwaited, called, pooled])
      for (const time of [1, 2]) await transaction(work.name, work);
    await client.end();
    await pool.end();
  })();`;

test('a place for a client that is awaited, none for callbacks and pools; for all of them from the second on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-first-slow-'));
  const file = join(folder, 'app.cjs');
  writeFileSync(file, APP);
  symlinkSync(MODULES, join(folder, 'node_modules'));
  const [postgres, sink] = await Promise.all([startPostgres(), startOtlpSink()]);
  t.after(async () => {
    await Promise.all([postgres.stop(), sink.close()]);
    rmSync(folder, { recursive: true });
  });
  const env = { DATABASE_URL: postgres.url, TRACEBIN_URL: sink.url };
  const INDEX = builtRegister().replace('register.cjs', 'index.cjs');
  const ended = await runFile(file, { ...env, INDEX });
  assert.deepEqual(ended, { code: 0, stdout: '', stderr: '' });

  const placesOf = (work: string) =>
    sink.spans
      .filter(({ name }) => name === work)
      .map(({ spanId }) => sink.spans.find(({ parentSpanId }) => parentSpanId === spanId)?.attributes)
      .map((attributes) => attributes?.['code.function.name']);
  assert.deepEqual(placesOf('awaited'), ['awaited', 'awaited']);
  // Not the function that asks, but the one that waits for it.
  assert.deepEqual(placesOf('handedOn'), ['handedOn', 'load']);
  assert.deepEqual(placesOf('together'), ['together', 'together']);
  assert.deepEqual(placesOf('failedAwaited'), ['failedAwaited', 'failedAwaited']);
  assert.equal(placesOf('called')[0], undefined);
  assert.deepEqual(placesOf('pooled'), [undefined, 'pooled']);
});
