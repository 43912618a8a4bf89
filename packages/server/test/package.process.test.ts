/** The npm package as a stranger gets it: packed, installed into an empty folder, started with one command. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { TracesAnswer } from '@tracebin/model';
import { readServerFile } from '../src/cli/server-file.ts';
import { poll } from './senders/poll.ts';
import { tempFolder } from './support/cli-process.ts';
import { newTraceId, otlpJson, postSpans } from './support/spans.ts';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
const folder = tempFolder();
const home = join(folder.path, 'app');
let packed: { filename: string; files: { path: string; size: number }[] };
after(() => folder.remove());

function npm(args: readonly string[], cwd: string): string {
  // Variables of the npm that runs these tests would point this one at the workspace.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_|package_|lifecycle)/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(status, 0, `npm ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}

before(() => {
  mkdirSync(home);
  const output = npm(
    ['pack', '-w', 'packages/server', '--json', '--pack-destination', folder.path],
    WORKSPACE,
  );
  // What builds before packing may print as well; the JSON is the last thing.
  packed = (JSON.parse(output.slice(output.search(/^\[$|^\[\{|^\[\n/m))) as (typeof packed)[])[0]!;
});

test('the package holds the bundle, the pages, and nothing else', () => {
  const unexpected = packed.files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^(package\.json|README\.md|LICENSE|dist\/(cli\.js|tracebin\.cjs|licences\.txt))$/.test(path),
    )
    .filter((path) => !/^dist\/[\w-]+-[A-Z0-9]{8}\.js$/.test(path))
    .filter((path) => !/^dist\/web\/(index\.html|[\w-]+\.svg)(\.br|\.gz)?$/.test(path))
    .filter((path) => !/^dist\/web\/assets\/[\w.-]+-[\w-]{8}\.(js|css|woff2)(\.br|\.gz)?$/.test(path));
  assert.deepEqual(unexpected, []);
  for (const path of ['dist/cli.js', 'dist/tracebin.cjs', 'dist/web/index.html', 'README.md', 'LICENSE']) {
    assert.ok(
      packed.files.some((file) => file.path === path),
      path,
    );
  }
  for (const { path: file } of packed.files.filter(({ path }) => /^dist\/[^/]+\.c?js$/.test(path))) {
    const text = readFileSync(join(WORKSPACE, 'packages/server', file), 'utf8');
    assert.ok(!text.includes(WORKSPACE), `${file} names a folder of the machine it was built on`);
    assert.ok(!text.includes('sourceMappingURL'), file);
  }
});

test('installed into an empty folder, it starts, takes a span, shows it, and stops', async () => {
  npm(['init', '-y'], home);
  npm(
    [
      'install',
      '--prefer-offline',
      // Whatever wants a newer Node than we do would warn everybody who installs it.
      '--engine-strict',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      join(folder.path, packed.filename),
    ],
    home,
  );
  assert.ok(!readdirSync(join(home, 'node_modules')).includes('@tracebin'));

  const store = join(folder.path, 'store');
  const flags = ['--port', '0', '--grpc-port', '0', '--store', store];
  const child = spawn('npx', ['--offline', 'tracebin', ...flags], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const { url, processId } = await poll('the server to listen', () => {
    if (child.exitCode !== null) throw new Error(output);
    return readServerFile(store);
  });

  const traceId = newTraceId();
  assert.equal((await postSpans(url, otlpJson([{ traceId }]))).status, 200);
  const search = (await (await fetch(`${url}/api/bins/local/traces`)).json()) as TracesAnswer;
  assert.deepEqual(search.traceId, [traceId]);

  const page = await fetch(`${url}/b/local`, { headers: { accept: 'text/html' } });
  assert.equal(page.status, 200);
  const script = /<script[^>]* src="([^"]+)"/.exec(await page.text())![1]!;
  const code = await fetch(`${url}${script}`, { headers: { 'accept-encoding': 'br' } });
  assert.equal(code.headers.get('content-encoding'), 'br');
  assert.ok((await code.text()).length > 10_000);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /tracebin_accepted_total\{kind="events"\} 1/);
  if (process.platform === 'linux')
    assert.match(readFileSync(`/proc/${processId}/cmdline`, 'utf8'), /tracebin/);

  const version = spawnSync('npx', ['--offline', 'tracebin', '--version'], { cwd: home, encoding: 'utf8' });
  const { version: expected } = JSON.parse(
    readFileSync(join(WORKSPACE, 'packages/server/package.json'), 'utf8'),
  ) as {
    version: string;
  };
  assert.equal(version.stdout.trim(), expected);

  process.kill(processId, 'SIGTERM');
  assert.equal(await exited, 0, output);
  assert.ok(!output.includes('UV_THREADPOOL_SIZE'), 'the entry did not size the thread pool');
});
