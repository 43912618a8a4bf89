/** The program as its users run it: a process, its exit code and what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readServerFile, type ServerFile } from '../../src/cli/server-file.ts';
import { poll } from '../senders/poll.ts';
import { PROGRAM } from './program.ts';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  env?: Record<string, string>;
  input?: string | Buffer;
  /** Program of another Node than the one that runs the tests. */
  node?: string;
}

export interface CliServer {
  url: string;
  store: string;
  file: ServerFile;
  process: ChildProcess;
  stdout(): string;
  stderr(): string;
  exited: Promise<CliResult>;
  /** Ends it with a signal and gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tracebin-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the program; variables of the one who runs the tests do not reach it. */
export function spawnCli(
  args: readonly string[],
  { env = {}, input, node = process.execPath }: CliOptions = {},
) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TRACEBIN_'));
  const child = spawn(node, [...PROGRAM, ...args], {
    env: { ...Object.fromEntries(inherited), UV_THREADPOOL_SIZE: '16', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const exited = new Promise<CliResult>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  return { child, output, exited };
}

export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return await spawnCli(args, options).exited;
}

/** `serve` on free ports; resolves when it answers. */
export async function startCli(
  store: string,
  args: readonly string[] = [],
  { command = 'serve', ...options }: CliOptions & { command?: string } = {},
): Promise<CliServer> {
  const flags = [
    command,
    '--port',
    '0',
    '--grpc-port',
    'off',
    '--log-format',
    'json',
    '--store',
    store,
    ...args,
  ];
  const { child, output, exited } = spawnCli(flags, options);
  const file = await poll('the server to listen', () => {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${output.stdout}${output.stderr}`);
    const found = readServerFile(store);
    return found?.processId === child.pid ? found : undefined;
  });
  return {
    url: file.url,
    store,
    file,
    process: child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return (await exited).code;
    },
  };
}
