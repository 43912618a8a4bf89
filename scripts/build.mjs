/**
 * `npm run build`: the web app, and the server as the npm package `tracebin` in packages/server/dist:
 *
 *   tracebin.cjs   entry; sizes the thread pool before anything uses it, then loads
 *   cli.js         the commands; what each of them needs is loaded when it runs, from
 *   *-HASH.js      server and model; npm dependencies stay outside, but for BUNDLED, whose licences are in licences.txt
 *   web/           the built pages, each text file also as .br and .gz
 *
 * and the agent, see build-agent.mjs.
 *
 * Parts whose sources have not changed are left as they are, so a second run takes well under a second.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { buildAgent } from './build-agent.mjs';
import { installPackages, WORKSPACE } from './install.mjs';
import { replaceFolder } from './replace-folder.mjs';

const SERVER = join(WORKSPACE, 'packages/server');
const WEB = join(WORKSPACE, 'packages/web');
const AGENT = join(WORKSPACE, 'packages/agent');
const MODEL = join(WORKSPACE, 'packages/model');
const STAMPS = join(WORKSPACE, 'node_modules/.cache/tracebin-build');
/** Below this a file fits into one packet as it is. */
const MIN_COMPRESSED_BYTES = 1_400;

/** Packages of hundreds of small modules, of which few are used: loaded one by one they took 0.1 s of CPU at each start. */
const BUNDLED = ['@sinclair/typebox'];

const ENTRY = `#!/usr/bin/env node
// Queries of the engine run on libuv's thread pool. Its size counts only when it is set before the pool's first use,
// and loading an ES module uses it: so this file is CommonJS and does nothing else.
'use strict';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error('tracebin: needs Node.js 20.19 or newer; this is ' + process.version + '.');
  process.exit(1);
}
process.env.UV_THREADPOOL_SIZE ??= '16';
import('./cli.js');
`;

/** @param {{ quiet?: boolean }} options quiet: says nothing unless something is built or fails */
export async function build({ quiet = false } = {}) {
  await step('web app', 'web', webSources(), join(WEB, 'dist/index.html'), quiet, buildWeb);
  await step('server package', 'server', serverSources(), join(SERVER, 'dist/cli.js'), quiet, buildServer);
  await buildOnlyAgent({ quiet });
}

export async function buildOnlyAgent({ quiet = false } = {}) {
  await step('agent package', 'agent', agentSources(), join(AGENT, 'dist/agent.cjs'), quiet, buildAgent);
}

async function step(what, name, sources, product, quiet, run) {
  const stamp = join(STAMPS, name);
  const hash = hashOf(sources);
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    if (!quiet) console.log(`${what}: up to date`);
    return;
  }
  const started = performance.now();
  await run();
  mkdirSync(STAMPS, { recursive: true });
  // Not into the old file: where node_modules is a copy of hard links it is another workspace's stamp, too.
  rmSync(stamp, { force: true });
  writeFileSync(stamp, hash);
  console.log(`${what}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function buildWeb() {
  const fresh = join(WEB, `dist-${process.pid}`);
  try {
    const vite = spawnSync(
      process.execPath,
      [
        join(WORKSPACE, 'node_modules/vite/bin/vite.js'),
        'build',
        ...['--logLevel', 'warn', '--outDir', fresh, '--emptyOutDir'],
      ],
      { cwd: WEB, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    if (vite.status !== 0) throw new Error('the web app could not be built, see above');
    replaceFolder(join(WEB, 'dist'), fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function buildServer() {
  const { build: bundle } = await import('esbuild');
  const { dependencies } = JSON.parse(readFileSync(join(SERVER, 'package.json'), 'utf8'));
  // Built beside and moved at the end: a server that runs from dist never sees half of it.
  const fresh = join(SERVER, `dist-${process.pid}`);
  const dist = join(SERVER, 'dist');
  try {
    const { metafile } = await bundle({
      entryPoints: [join(SERVER, 'src/cli.ts')],
      outdir: fresh,
      // Beside the entry: the program looks for its pages and its version from where it is.
      chunkNames: '[name]-[hash]',
      absWorkingDir: WORKSPACE,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      external: Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]),
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
    });
    const foreign = Object.keys(metafile.inputs)
      .filter((input) => input.includes('node_modules'))
      .filter((input) => !BUNDLED.some((name) => input.startsWith(`node_modules/${name}/`)));
    if (foreign.length > 0)
      throw new Error(`not listed in dependencies of packages/server: ${foreign.join(', ')}`);
    writeFileSync(join(fresh, 'licences.txt'), licencesOf(BUNDLED));
    writeFileSync(join(fresh, 'tracebin.cjs'), ENTRY, { mode: 0o755 });
    cpSync(join(WEB, 'dist'), join(fresh, 'web'), { recursive: true });
    compress(join(fresh, 'web'));
    replaceFolder(dist, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function licencesOf(packages) {
  const texts = packages.map((name) => {
    const folder = join(WORKSPACE, 'node_modules', name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence to ship`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join('\n');
}

/** Once here rather than for each visitor, and so as small as can be. */
function compress(folder) {
  for (const file of filesIn(folder)) {
    if (!/\.(html|js|css|svg|json|map|txt)$/.test(file)) continue;
    const content = readFileSync(file);
    if (content.length < MIN_COMPRESSED_BYTES) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(content));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

function webSources() {
  return [
    ...['src', 'public'].flatMap((folder) => filesIn(join(WEB, folder))),
    ...['index.html', 'vite.config.ts', 'package.json'].map((file) => join(WEB, file)),
    ...filesIn(join(MODEL, 'src')),
    join(WORKSPACE, 'package-lock.json'),
  ];
}

function serverSources() {
  return [
    ...filesIn(join(SERVER, 'src')),
    join(SERVER, 'package.json'),
    join(WORKSPACE, 'scripts/build.mjs'),
    ...webSources(),
  ];
}

function agentSources() {
  return [
    ...filesIn(join(AGENT, 'src')),
    ...filesIn(join(MODEL, 'src/sql')),
    join(WORKSPACE, 'scripts/build-agent.mjs'),
  ];
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|^README\.md$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    if (existsSync(file))
      hash.update(file.slice(WORKSPACE.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  installPackages();
  await build().catch((error) => {
    console.error(`build failed: ${error.message}`);
    process.exit(1);
  });
}
