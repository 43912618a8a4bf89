/**
 * A Postgres of one's own: a fresh cluster in a temporary folder on a free port of the loopback interface, gone
 * without a trace when it is stopped.
 *
 * A shell stands between this process and Postgres and waits for the end of its standard input. That end comes
 * when this process stops it, and also when this process is killed: so no Postgres is ever left behind.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgresBinaries } from './postgres-binaries.ts';

export interface RunningPostgres {
  /** `postgres://scruffy:...@127.0.0.1:54321/scruffy` */
  url: string;
  /** Resolves when Postgres has ended, with the reason when nobody asked it to. */
  ended: Promise<string | undefined>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/** Data that can be made again from its seed needs no protection against a power cut. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '40',
  jit: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
};

const GUARD = `
exec 3<&0
"$1" -D "$2" -p "$3" $4 </dev/null & postgres=$!
{ cat <&3 >/dev/null; kill -INT $postgres 2>/dev/null; } & guard=$!
wait $postgres; code=$?
exec 3<&-
kill $guard 2>/dev/null
rm -rf "$5"
exit $code
`;

/**
 * @param port of the loopback interface; 0 takes a free one
 * @param more settings, as in postgresql.conf
 */
export async function startPostgres(
  port = 0,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'scruffy-postgres-'));
  try {
    return await startIn(folder, port === 0 ? await freePort() : port, { ...SETTINGS, ...more });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(
  folder: string,
  port: number,
  all: Readonly<Record<string, string>>,
): Promise<RunningPostgres> {
  chmodSync(folder, 0o711);
  const { initdb, postgres, user } = findPostgresBinaries(folder);
  const own = join(folder, 'own');
  const data = join(own, 'data');
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(own, 'password');
  mkdirSync(own, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [folder, own, passwordFile]) chownSync(path, user.uid, user.gid);

  await promisify(execFile)(
    initdb,
    ['-D', data, '-U', 'scruffy', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'].concat(
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
    ),
    { ...user, cwd: own, env: { PATH: process.env.PATH, TZ: 'UTC' } },
  );
  const settings = Object.entries(all).map(([name, value]) => `-c${name}=${value}`);
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD, 'postgres', postgres, data, `${port}`, settings.join(' '), folder],
    {
      ...user,
      cwd: own,
      env: { PATH: process.env.PATH, TZ: 'UTC' },
      stdio: ['pipe', 'ignore', 'pipe'],
      // Ctrl-C in a terminal goes to every process of the group; Postgres has to outlive those that use it.
      detached: true,
    },
  );
  let asked = false;
  const log = tail(child);
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(asked ? undefined : `ended (${signal ?? code}): ${log()}`));
  });
  const stop = async (): Promise<void> => {
    asked = true;
    child.stdin?.end();
    await ended;
  };
  const at = (database: string) => `postgres://scruffy:${password}@127.0.0.1:${port}/${database}`;
  const problem = await Promise.race([ended, untilReady(at('postgres'))]);
  if (problem !== undefined) {
    await stop();
    throw new Error(`Postgres did not start: ${problem}`);
  }
  return { url: at('scruffy'), ended, stop };
}

/** Polls until the server lets us in and makes the database; resolves with what was wrong when it never does. */
async function untilReady(url: string): Promise<string | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query('CREATE DATABASE scruffy');
      return undefined;
    } catch (error) {
      if (Date.now() > deadline) return String(error);
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => {});
    }
  }
}

function tail(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
