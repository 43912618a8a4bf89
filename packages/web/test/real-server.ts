import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readServerFile } from '../../server/src/cli/server-file.ts';
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
  const server = spawn(
    process.execPath,
    [...PROGRAM, command, '--port', '0', '--grpc-port', 'off', '--store', store, ...flags],
    { env: { ...process.env, UV_THREADPOOL_SIZE: '16', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  const deadline = Date.now() + START_DEADLINE_MS;
  let url: string | undefined;
  // On a port that the system gives: files run side by side, and two that look for a free one may find the same.
  while (!(url !== undefined && (await isHealthy(url)))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGKILL');
      throw new Error(`The server did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    url = readServerFile(store)?.url;
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
