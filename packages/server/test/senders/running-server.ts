/** The real server as a process of its own, on free ports and a store in a temporary folder. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HealthAnswer } from '@tracebin/model';
import { PROGRAM } from '../support/program.ts';
import { poll } from './poll.ts';

export interface RunningServer {
  url: string;
  grpcUrl: string;
  store: string;
  /** JSON of `GET /api/bins/local/...`; undefined when it is not there. */
  get<T>(path: string): Promise<T | undefined>;
  /** SIGTERM; resolves with the exit code. The store stays. */
  stop(): Promise<number | null>;
  remove(): void;
}

/** @param more flags */
export async function startServer(more: readonly string[] = []): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-senders-'));
  const store = join(folder, 'store');
  const [port, grpcPort] = [await freePort(), await freePort()];
  const flags = ['--port', `${port}`, '--grpc-port', `${grpcPort}`, '--store', store, '--log-level', 'warn'];
  const child = spawn(process.execPath, [...PROGRAM, 'serve', ...flags, ...more], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = (errors + chunk).slice(-5_000);
  });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await poll('the server to be healthy', async () => {
      if (isOver) throw new Error('the server ended');
      const answer = await fetch(`${url}/api/health`).catch(() => undefined);
      return answer?.ok && ((await answer.json()) as HealthAnswer).status === 'ok' ? true : undefined;
    });
  } catch (error) {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the server did not start; it wrote:\n${errors}`, { cause: error });
  }
  return {
    url,
    grpcUrl: `http://127.0.0.1:${grpcPort}`,
    store,
    get: async <T>(path: string) => {
      const answer = await fetch(`${url}/api/bins/local/${path}`);
      return answer.ok ? ((await answer.json()) as T) : undefined;
    },
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
