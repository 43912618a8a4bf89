/** What is acknowledged is stored, once, whatever happens to the server: the real program, killed, stopped, starved. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, type TestContext } from 'node:test';
import { readServerFile } from '../src/cli/server-file.ts';
import { SteadySenders } from './durability/steady-senders.ts';
import { assertAllStored, assertExactly, withStore } from './durability/stored-spans.ts';
import { poll } from './senders/poll.ts';
import { type CliServer, runCli, spawnCli, startCli, tempFolder } from './support/cli-process.ts';

const ROUNDS = 20;

/** The one place that knows how the program is started. */
function startServer(store: string): Promise<CliServer> {
  return startCli(store);
}

describe('durability', () => {
  const folder = tempFolder();
  after(() => folder.remove());
  const storeAt = (name: string) => join(folder.path, name);

  it(`loses nothing that was acknowledged in ${ROUNDS} kills under load, and doubles nothing that was retried`, async (t) => {
    const store = storeAt('killed');
    const senders = new SteadySenders();
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startServer(store);
      const before = senders.acknowledged.length;
      const sending = senders.run(server.url);
      await poll('an acknowledgement', () => (senders.acknowledged.length > before ? true : undefined));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      await server.stop('SIGKILL');
      senders.stop();
      await sending;
    }
    assert.deepEqual(senders.wrong, []);
    t.diagnostic(
      `${senders.acknowledged.length} batches acknowledged, ${senders.pending.length} to be sent again`,
    );
    await withStore(store, (engine) => assertAllStored(engine, senders.acknowledged));

    const server = await startServer(store);
    // A sender whose answer got lost sends again; so does one whose answer came, now and then.
    const again = [...senders.pending.splice(0), ...senders.acknowledged.slice(-50)];
    for (const batch of again) assert.ok(await senders.send(server.url, batch));
    assert.deepEqual(senders.pending, []);
    assert.equal(await server.stop(), 0);
    const all = [...new Set(senders.acknowledged)];
    await withStore(store, (engine) => assertExactly(engine, all));
  });

  it('finishes what it has taken when it is asked to stop', async () => {
    const store = storeAt('stopped');
    const senders = new SteadySenders();
    const server = await startServer(store);
    const sending = senders.run(server.url, 8);
    await poll('some load', () => (senders.acknowledged.length > 20 ? true : undefined));
    assert.equal(await server.stop('SIGTERM'), 0);
    senders.stop();
    await sending;
    assert.deepEqual(senders.wrong, []);
    await withStore(store, (engine) => assertAllStored(engine, senders.acknowledged));
  });

  it('refuses the store of another server in one line, and leaves it alone', async () => {
    const store = storeAt('shared');
    const first = await startServer(store);
    const senders = new SteadySenders();
    const sending = senders.run(first.url, 2);
    const second = await runCli(['serve', '--port', '0', '--grpc-port', 'off', '--store', store]);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^tracebin: The store .* is in use/);
    await poll('some load', () => (senders.acknowledged.length > 5 ? true : undefined));
    senders.stop();
    await sending;
    assert.equal(await first.stop(), 0);
    await withStore(store, (engine) => assertExactly(engine, senders.acknowledged));
  });

  it('asks senders to come back while the disk is full, and takes their data when there is room again', async (t) => {
    const disk = storeAt('disk');
    if (!mountSmallDisk(disk, t)) return;
    const store = join(disk, 'store');
    const server = await startServer(store);
    try {
      const senders = new SteadySenders({ days: 1 });
      const sending = senders.run(server.url, 2);
      await poll('some load', () => (senders.acknowledged.length > 5 ? true : undefined));

      const ballast = join(disk, 'ballast');
      fillDisk(ballast);
      const statusOfHealth = async () => (await fetch(`${server.url}/api/health`)).status;
      await poll('the disk to be full', () => (senders.refusals > 5 ? true : undefined));
      await poll('the server to say so', async () => ((await statusOfHealth()) === 503 ? true : undefined));
      senders.stop();
      await sending;
      assert.deepEqual(senders.wrong, []);

      rmSync(ballast);
      await poll('the server to recover', async () => ((await statusOfHealth()) === 200 ? true : undefined));
      for (const batch of senders.pending.splice(0)) assert.ok(await senders.send(server.url, batch));
      assert.deepEqual(senders.pending, []);
      assert.equal(await server.stop(), 0);
      await withStore(store, (engine) => assertExactly(engine, senders.acknowledged));
    } finally {
      server.process.kill('SIGKILL');
      await server.exited;
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('starts on a full disk, can be stopped there, and is found by commands once there is room', async (t) => {
    const disk = storeAt('full');
    if (!mountSmallDisk(disk, t)) return;
    const store = join(disk, 'store');
    const ballast = join(disk, 'ballast');
    const start = async () => {
      const { child, output, exited } = spawnCli([
        'serve',
        '--port',
        '0',
        '--grpc-port',
        'off',
        '--store',
        store,
      ]);
      const url = await poll('the banner', () => {
        if (child.exitCode !== null) throw new Error(`the server ended:\n${output.stderr}`);
        return /Send +(http\S+)/.exec(output.stdout)?.[1];
      });
      return { child, output, exited, url };
    };
    try {
      assert.equal(await (await startServer(store)).stop(), 0);
      fillDisk(ballast);
      const stopped = await start();
      assert.match(stopped.output.stderr, /server\.json cannot be written/);
      assert.equal((await fetch(`${stopped.url}/api/health`)).status, 200);
      stopped.child.kill('SIGTERM');
      assert.equal((await stopped.exited).code, 0, stopped.output.stderr);

      const server = await start();
      rmSync(ballast);
      await poll('the server to be announced', () => readServerFile(store));
      const made = await runCli(['bin', 'create', '--store', store]);
      assert.equal(made.code, 0, made.stderr);
      assert.match(made.stdout, new RegExp(server.url));
      server.child.kill('SIGTERM');
      assert.equal((await server.exited).code, 0, server.output.stderr);
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });
});

/** Needs the right to mount; without it the test is skipped with the reason. */
function mountSmallDisk(folder: string, t: TestContext): boolean {
  mkdirSync(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (mounted.status === 0) return true;
  t.skip(`a small disk cannot be mounted here: ${mounted.stderr?.trim() || mounted.error?.message}`);
  return false;
}

/** Writes until nothing more fits. */
function fillDisk(path: string): void {
  for (const size of [1 << 20, 1 << 12]) {
    const block = Buffer.alloc(size);
    for (;;) {
      try {
        writeFileSync(path, block, { flag: 'a' });
      } catch {
        break;
      }
    }
  }
}
