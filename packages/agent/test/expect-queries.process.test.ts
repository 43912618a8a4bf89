/** `@tracebin/agent/testing` in a real test run, and `TRACEBIN_DEV=1` in a real app: both without a server. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { builtRegister, runApp } from './run-app.ts';

let postgres: RunningPostgres;

before(async () => {
  builtRegister();
  postgres = await startPostgres();
});
after(() => postgres?.stop());

async function runTests(): Promise<string> {
  const file = fileURLToPath(new URL('./apps/orders.test-app.mjs', import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const child = spawn(process.execPath, ['--test-reporter=tap', file], {
    env: { ...environment, DATABASE_URL: postgres.url, TRACEBIN_URL: 'http://127.0.0.1:1' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.on('close', resolve));
  return output;
}

test('tests pass and fail by the number of queries, and the failure names statement and place', async () => {
  const output = await runTests();
  const results = [...output.matchAll(/^(ok|not ok) \d+ - (passes|fails): (.*)$/gm)];
  assert.equal(results.length, 11, output);
  for (const [, result, expected, name] of results)
    assert.equal(result, expected === 'passes' ? 'ok' : 'not ok', `${name}\n${output}`);
  assert.match(output, /4 queries instead of at most 3:/);
  assert.match(
    output,
    /4 x SELECT oid FROM pg_class WHERE oid = \$1 \(\d+ ms\) at [^ ]*orders\.test-app\.mjs:18/,
  );
  assert.match(output, /2 queries instead of exactly 3:/);
  assert.match(output, /a statement ran 3 times instead of at most 2:/);
  assert.equal(output.match(/2 queries on pg_class instead of at most 1:/g)?.length, 2, output);
  assert.doesNotMatch(output, /tracebin:/);
});

test('TRACEBIN_DEV=1 says each N+1 once, with its place', async () => {
  const app = await runApp('shop.mjs', {
    env: { DATABASE_URL: postgres.url, TRACEBIN_DEV: '1', TRACEBIN_FLUSH_INTERVAL_MS: '600000' },
  });
  for (const path of ['/orders', '/orders', '/plain', '/literals'])
    assert.equal((await fetch(app.url + path)).status, 200);
  await app.stop();
  const lines = app
    .stderr()
    .split('\n')
    .filter((line) => line.includes('N+1'));
  assert.equal(lines.length, 2, app.stderr());
  assert.match(
    lines[0] as string,
    /^tracebin: N\+1: 12 x SELECT \$1::int AS order_id \(\d+ ms\) at .*shop\.mjs:21 in GET \/orders$/,
  );
  assert.match(lines[1] as string, /6 x SELECT \? AS mail \(\d+ ms\) at .*shop\.mjs:28 in GET \/literals$/);
});
