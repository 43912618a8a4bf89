/** Next.js, both of its routers, as built for production: some 350 MB to be brought and a build of its own. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';
import { freePort } from './services.ts';

const APP = fileURLToPath(new URL('./apps/next', import.meta.url));

describe('Next.js', () => {
  for (const major of [16, 15])
    test(`Next.js ${major}: requests have the names of their routes`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'tracebin-next-'));
      t.after(() => rmSync(folder, { recursive: true }));
      cpSync(APP, folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{ "name": "shop" }');
      const packages = [`next@${major}`, 'react@19', 'react-dom@19'];
      const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' };
      const quietly = { cwd: folder, env, stdio: 'pipe' } as const;
      execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], quietly);
      const next = join(folder, 'node_modules/next/dist/bin/next');
      execFileSync(process.execPath, [next, 'build'], quietly);

      const sink = await startOtlpSink();
      const port = await freePort();
      const child = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', '127.0.0.1'], {
        cwd: folder,
        env: {
          ...env,
          NODE_OPTIONS: `--import ${builtRegister()}`,
          TRACEBIN_URL: sink.url,
          TRACEBIN_FLUSH_INTERVAL_MS: '100',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => child.on('exit', resolve));
      t.after(async () => {
        child.kill();
        await Promise.all([ended, sink.close()]);
      });
      await new Promise<void>((resolve) =>
        child.stdout.on('data', (chunk) => {
          if (String(chunk).includes('Ready')) resolve();
        }),
      );
      const names: [path: string, name: string][] = [
        ['/items/7', 'GET /items/[id]'],
        ['/items/bad', 'GET /items/[id]'],
        ['/api/things/9', 'GET /api/things/[thing]'],
        ['/old/ann', 'GET /old/[name]'],
        ['/api/4', 'GET /api/[thing]'],
        ['/nowhere/1', 'GET'],
      ];
      for (const [path] of names) await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
      const requests = () => sink.spans.filter(({ kind }) => kind === 2);
      await sink.until(() => requests().length === names.length, 'all requests');
      const found = requests().map(({ name, attributes }) => [attributes['url.path'], name]);
      assert.deepEqual(found.sort(), names.sort());
      const failed = requests().find(({ attributes }) => attributes['url.path'] === '/items/bad');
      assert.equal(failed?.status, 2);
      const [rendering] = sink.spans.filter(({ parentSpanId }) => parentSpanId === failed?.spanId);
      assert.equal(rendering?.attributes['tracebin.layer'], 'view');
      assert.equal(rendering?.events[0]?.attributes['exception.message'], 'the printer is on fire');
      // Nothing else of Next's own work is a transaction.
      assert.deepEqual(
        sink.spans.filter(({ kind, parentSpanId }) => kind !== 2 && parentSpanId === ''),
        [],
      );
    });
});
