/**
 * PM2 itself, as the guide says to use it: by `node_args` in fork and cluster mode, by NODE_OPTIONS in fork mode. (It gives a
 * worker of a cluster its environment only after Node has started: NODE_OPTIONS come too late there.)
 * PM2 is AGPL: brought as a tool of this test, never a dependency. Its daemon has a home of its own and ends with the test.
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { poll } from '../../server/test/senders/poll.ts';
import { broughtPackages } from './brought-packages.ts';
import { type OtlpSink, startOtlpSink } from './otlp-sink.ts';
import { builtRegister } from './run-app.ts';
import { freePort } from './services.ts';

const SHOP = fileURLToPath(new URL('./apps/pm2', import.meta.url));
const REQUESTS = 8;
const UNANSWERED_MS = 2_000;
/** PM2 gives 1.6 s, which a busy machine needs for other things. */
const KILL_MS = 10_000;

/** How the agent gets in front of each, how many processes it has, and whether it closes its server when it is told to end. */
const APPS = {
  'fork-options': { exec_mode: 'fork', instances: 1, by: 'NODE_OPTIONS', graceful: false },
  'fork-arguments': { exec_mode: 'fork', instances: 1, by: 'node_args', graceful: true },
  'cluster-arguments': { exec_mode: 'cluster', instances: 2, by: 'node_args', graceful: true },
  'cluster-line': { exec_mode: 'cluster', instances: 2, by: 'command line', graceful: false },
} as const;
type AppName = keyof typeof APPS;
const NAMES = Object.keys(APPS) as AppName[];

describe('PM2', () => {
  const ports = {} as Record<AppName, number>;
  /** What was answered: by which process, for which path. */
  const answered: { app: AppName; path: string; pid: number }[] = [];
  let asked = 0;
  let folder: string;
  let sink: OtlpSink;
  let program: string;
  let daemon: number;

  before(async () => {
    sink = await startOtlpSink();
    program = join(broughtPackages('pm2-7', ['pm2@7']), 'node_modules/pm2/bin/pm2');
    folder = mkdtempSync(join(tmpdir(), 'tracebin-pm2-'));
    cpSync(SHOP, folder, { recursive: true });
    for (const name of NAMES) ports[name] = await freePort();
    const agent = ['--import', builtRegister()];
    const apps = NAMES.filter((name) => APPS[name].by !== 'command line').map((name) => {
      const { by, graceful: _, ...mode } = APPS[name];
      const env = environmentOf(name);
      return {
        ...{ name, script: './server.cjs', cwd: folder, kill_timeout: KILL_MS, ...mode },
        ...(by === 'node_args'
          ? { node_args: agent, env }
          : { env: { ...env, NODE_OPTIONS: agent.join(' ') } }),
      };
    });
    writeFileSync(join(folder, 'ecosystem.config.json'), JSON.stringify({ apps }));
    await pm2(['start', 'ecosystem.config.json']);
    const line = ['server.cjs', '--name', 'cluster-line', '-i', '2', '--node-args', agent.join(' ')];
    line.push('--kill-timeout', String(KILL_MS));
    await pm2(['start', ...line], environmentOf('cluster-line'));
    daemon = Number(readFileSync(join(folder, '.pm2/pm2.pid'), 'utf8'));
    for (const name of NAMES) await reached(name, APPS[name].instances);
  });
  after(async () => {
    if (daemon && isRunning(daemon)) await pm2(['kill']).catch(() => process.kill(daemon, 'SIGKILL'));
    await sink?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const environmentOf = (app: AppName) => ({
    SHOP_PORT: String(ports[app]),
    GRACEFUL: APPS[app].graceful ? '1' : '0',
    TRACEBIN_URL: sink.url,
    // What arrives was sent because the process was told to end.
    TRACEBIN_FLUSH_INTERVAL_MS: '600000',
    TRACEBIN_HEALTH_INTERVAL_MS: '0',
  });

  const pm2 = (args: string[], environment: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(process.execPath, [program, ...args], {
      cwd: folder,
      env: {
        ...{ PATH: process.env.PATH, HOME: folder, PM2_HOME: join(folder, '.pm2') },
        ...{ PM2_DISABLE_VERSION_CHECK: 'true', ...environment },
      },
    });

  /** Over a connection of its own. @returns whether it was answered: a worker that ends may not get to it */
  async function ask(app: AppName): Promise<boolean> {
    const path = `/${app}/${asked++}`;
    const body = await new Promise<string | undefined>((resolve) => {
      let text = '';
      const request = get({ host: '127.0.0.1', port: ports[app], path, agent: false }, (response) =>
        response
          .on('data', (chunk) => {
            text += chunk;
          })
          .on('end', () => resolve(text))
          .on('error', () => resolve(undefined)),
      );
      request.on('error', () => resolve(undefined));
      // Node loses a connection that is on its way to a worker when that ends.
      request.setTimeout(UNANSWERED_MS, () => request.destroy());
    });
    if (body === undefined) return false;
    answered.push({ app, path, pid: Number(body) });
    return true;
  }

  /** Asks until so many processes of the app have answered. */
  const reached = (app: AppName, processes: number) =>
    until(`${processes} of ${app}`, async () => (await ask(app)) && pidsOf(app).size >= processes);

  const pidsOf = (app: AppName) => new Set(answered.filter((each) => each.app === app).map(({ pid }) => pid));

  test('each process sends by itself, in fork and cluster mode', async () => {
    for (const app of NAMES) for (let time = 0; time < REQUESTS; time++) assert.ok(await ask(app), app);
    for (const app of NAMES) assert.equal(pidsOf(app).size, APPS[app].instances, app);
    assert.deepEqual(sink.spans, []);
  });

  test('a reload while requests come: nothing is lost that was answered', async () => {
    let isReloaded = false;
    const busy = ['cluster-arguments', 'cluster-line'] as const;
    const asking = busy.map(async (app) => {
      while (!isReloaded) await ask(app);
    });
    await pm2(['reload', 'all']);
    isReloaded = true;
    await Promise.all(asking);
    for (const app of NAMES) await reached(app, APPS[app].instances + 1);
    await pm2(['delete', 'all']);

    const requests = () => sink.spans.filter(({ kind }) => kind === 2);
    const paths = () => new Map(requests().map((span) => [span.attributes['url.path'], span.pid]));
    await sink.until(
      () => answered.every(({ path, pid }) => paths().get(path) === pid),
      'request that was answered',
    );
    assert.deepEqual(new Set(sink.spans.map(({ service }) => service)), new Set(['pm2-shop']));
  });

  test('nothing of it is left', async () => {
    await pm2(['kill']);
    for (const pid of [daemon, ...NAMES.flatMap((app) => [...pidsOf(app)])])
      await until(`end of ${pid}`, () => !isRunning(pid));
  });
});

const until = (what: string, holds: () => boolean | Promise<boolean>) =>
  poll(what, async () => (await holds()) || undefined);

/** What has ended may stay in the list of processes where nobody asks how. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout);
}
