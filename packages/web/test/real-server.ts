import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM } from '../../server/test/support/program.ts';

const START_DEADLINE_MS = 60_000;

export interface RealServer {
  url: string;
  /** What it has printed so far. */
  said(): string;
  close(): Promise<void>;
}

/** The program itself on a store of its own, as `tracebin serve` or `tracebin demo` starts it. */
export async function startRealServer(
  command: 'serve' | 'demo' = 'serve',
  flags: string[] = [],
  environment: Record<string, string> = {},
): Promise<RealServer> {
  const store = await mkdtemp(join(tmpdir(), 'tracebin-web-'));
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [...PROGRAM, command, '--port', String(port), '--grpc-port', 'off', '--store', store, ...flags],
    { env: { ...process.env, UV_THREADPOOL_SIZE: '16', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_DEADLINE_MS;
  while (!(await isHealthy(url))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`The server did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    said: () => said,
    close: async () => {
      server.kill('SIGTERM');
      await ended;
      await rm(store, { recursive: true, force: true });
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health`)).ok;
  } catch {
    return false;
  }
}

/** A port nobody listens on at this moment, of those set aside for these tests. */
async function freePort(): Promise<number> {
  // Each process begins elsewhere: two that look at the same moment would find the same one free.
  for (let at = 0; at < 100; at++) {
    const port = 21_400 + ((process.pid + at) % 100);
    if (await isFree(port)) return port;
  }
  throw new Error('Every port from 21400 to 21499 is taken.');
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
