/** `expectQueries` in Vitest and Jest, which have module systems of their own; both are installed once, beside the workspace. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { builtRegister } from './run-app.ts';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
const INSTALLED = join(WORKSPACE, 'node_modules/.cache/tracebin-test-runners');
const SOURCE = readFileSync(new URL('./apps/orders.runner-app.mjs', import.meta.url), 'utf8');

let postgres: RunningPostgres;
let folder: string;

before(async () => {
  builtRegister();
  install();
  postgres = await startPostgres();
  // Not below node_modules: what is there is nobody's own code.
  folder = mkdtempSync(join(tmpdir(), 'tracebin-runners-'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true }');
  mkdirSync(join(folder, 'node_modules/@tracebin'), { recursive: true });
  symlinkSync(join(WORKSPACE, 'packages/agent'), join(folder, 'node_modules/@tracebin/agent'));
  symlinkSync(join(WORKSPACE, 'node_modules/pg'), join(folder, 'node_modules/pg'));
});
after(async () => {
  await postgres?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

function install(): void {
  if (existsSync(join(INSTALLED, 'installed'))) return;
  mkdirSync(INSTALLED, { recursive: true });
  writeFileSync(join(INSTALLED, 'package.json'), '{ "private": true }');
  const { status, stderr } = spawnSync(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--loglevel=error',
      'vitest@3.2.7',
      'jest@30.5.2',
    ],
    { cwd: INSTALLED, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  writeFileSync(join(INSTALLED, 'installed'), '');
}

function run(program: string, args: string[]): string {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...environment } = process.env;
  const { output } = spawnSync(process.execPath, [join(INSTALLED, 'node_modules', program), ...args], {
    cwd: folder,
    env: { ...environment, DATABASE_URL: postgres.url, NO_COLOR: '1', CI: 'true' },
    encoding: 'utf8',
  });
  return output.join('\n');
}

function assertCounted(output: string, file: string, line: number): void {
  assert.match(output, /[✓√] .*passes: 3 of 3/, output);
  assert.match(output, /[×✕] .*fails: 4 of 3/, output);
  assert.match(output, /4 queries instead of at most 3:/);
  for (const [name, complaint] of [
    ['2 instead of exactly 3', '2 queries instead of exactly 3:'],
    ['per statement', 'a statement ran 3 times instead of at most 2:'],
    ['per table', '2 queries on pg_class instead of at most 1:'],
  ] as const) {
    assert.match(output, new RegExp(`[×✕] .*fails: ${name}`), output);
    assert.ok(output.includes(complaint), complaint);
  }
  const place = new RegExp(
    `4 x SELECT oid FROM pg_class WHERE oid = \\$1 \\(\\d+ ms\\) at ${file}:${line}\\b`,
  );
  assert.match(output, place);
}

test('Vitest', () => {
  writeFileSync(join(folder, 'orders.test.mjs'), SOURCE);
  assertCounted(run('vitest/vitest.mjs', ['run', '--globals', '--reporter=verbose']), 'orders.test.mjs', 11);
});

test('Jest', () => {
  const required = SOURCE.replace(/import (.*) from ('.*');/g, 'const $1 = require($2);');
  writeFileSync(join(folder, 'orders.jest.cjs'), required);
  const args = ['--verbose', '--testMatch', '**/orders.jest.cjs', '--rootDir', folder];
  assertCounted(run('jest/bin/jest.js', args), 'orders.jest.cjs', 11);
});
