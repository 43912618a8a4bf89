/** The package as npm installs it: packed, unpacked in a folder of its own, used from both module systems. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const CODE = `
const run = async () => {
  await transaction('nightly import', async () => {
    setAttribute('tenant', 'acme');
    const value = await instrument('load users', async () => 42);
    if (value !== 42) throw new Error('not our result');
  });
  await flush();
  console.log('done');
};
run();`;

let folder: string;
let sink: OtlpSink;

before(async () => {
  builtRegister();
  sink = await startOtlpSink();
  folder = mkdtempSync(join(tmpdir(), 'tracebin-package-'));
  const installed = join(folder, 'node_modules/@tracebin/agent');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: PACKAGE,
  });
  execFileSync('tar', ['xzf', join(folder, 'tracebin-agent-0.1.0.tgz'), '--strip', '1', '-C', installed]);
  writeFileSync(
    join(folder, 'app.mjs'),
    `import { flush, instrument, setAttribute, transaction } from '@tracebin/agent';${CODE}`,
  );
  writeFileSync(
    join(folder, 'app.cjs'),
    `const { flush, instrument, setAttribute, transaction } = require('@tracebin/agent');${CODE}`,
  );
});

after(async () => {
  await sink?.close();
  if (folder) rmSync(folder, { recursive: true });
});

async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', TRACEBIN_URL: sink.url, ...env },
  });
}

for (const [flag, app] of [
  ['--import', 'app.mjs'],
  ['--import', 'app.cjs'],
  ['--require', 'app.mjs'],
  ['--require', 'app.cjs'],
] as const) {
  test(`${flag} @tracebin/agent/register ${app}`, async () => {
    sink.spans.length = 0;
    const { stdout, stderr } = await run([flag, '@tracebin/agent/register', app]);
    assert.equal(stdout, 'done\n');
    assert.equal(stderr, '');
    const root = sink.spans.find((span) => span.name === 'nightly import');
    const child = sink.spans.find((span) => span.name === 'load users');
    assert.equal(root?.attributes.tenant, 'acme');
    assert.equal(child?.parentSpanId, root?.spanId);
    assert.equal(sink.spans.length, 2);
  });
}

test('an app that imports it and runs without the agent does its work', async () => {
  sink.spans.length = 0;
  for (const app of ['app.mjs', 'app.cjs']) assert.equal((await run([app])).stdout, 'done\n');
  assert.equal(sink.spans.length, 0);
});

test('TRACEBIN_ENABLED=0 switches it off', async () => {
  sink.spans.length = 0;
  const { stdout } = await run(['--import', '@tracebin/agent/register', 'app.mjs'], {
    TRACEBIN_ENABLED: '0',
  });
  assert.equal(stdout, 'done\n');
  assert.equal(sink.spans.length, 0);
});

test('an unsupported Node gets one line and the app', async () => {
  const old = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '18.20.0' })`;
  const { stdout, stderr } = await run(['--import', old, '--import', '@tracebin/agent/register', 'app.mjs']);
  assert.equal(stdout, 'done\n');
  assert.match(stderr, /^tracebin: the agent needs Node.js 20.19 or newer and is off; .*\n$/);
});

test('it has no dependency, and types for each of its doors', () => {
  const installed = join(folder, 'node_modules/@tracebin/agent');
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  assert.equal(manifest.dependencies, undefined);
  for (const [door, { types }] of Object.entries<{ types?: string }>(manifest.exports))
    if (door !== './package.json')
      assert.ok(readFileSync(join(installed, types as string), 'utf8').length > 0, door);
});
