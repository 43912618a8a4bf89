/** The server under measurement, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WORKSPACE = join(import.meta.dirname, '..', '..');
const BUILT = join(WORKSPACE, 'packages/server/dist/tracebin.cjs');
const SOURCE = join(WORKSPACE, 'packages/server/src/cli.ts');
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 60_000;
/** Of Linux on every architecture that Node runs on: `getconf CLK_TCK`. */
const CLOCK_TICKS_PER_SECOND = 100;

export class ServerProcess {
  readonly url: string;
  readonly built: boolean;
  /** From the start of the process to its first good answer of `/api/health`. */
  readonly startMs: number;
  readonly #child: ChildProcess;
  readonly #output: () => string;

  private constructor(
    child: ChildProcess,
    output: () => string,
    url: string,
    built: boolean,
    startMs: number,
  ) {
    this.#child = child;
    this.#output = output;
    this.url = url;
    this.built = built;
    this.startMs = startMs;
  }

  /** Runs the built program where there is one, else the source. */
  static async start(store: string, port: number, useSource = false): Promise<ServerProcess> {
    const built = existsSync(BUILT) && !useSource;
    const program = built ? [BUILT] : ['--import', 'tsx', SOURCE];
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [...program, 'serve', '--port', String(port), '--grpc-port', 'off', '--store', store],
      // The threads must be set before the engine's first call; the program does it too, this is for the source.
      {
        cwd: WORKSPACE,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
      },
    );
    let text = '';
    const keep = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const url = `http://127.0.0.1:${port}`;
    while (true) {
      if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}:\n${text}`);
      if (performance.now() - began > START_TIMEOUT_MS) {
        child.kill('SIGKILL');
        throw new Error(`The server did not listen within ${START_TIMEOUT_MS} ms:\n${text}`);
      }
      const healthy = await fetch(`${url}/api/health`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (healthy) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return new ServerProcess(child, () => text, url, built, performance.now() - began);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  output(): string {
    return this.#output();
  }

  /** User and system time of all threads since the start. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; fields 14 and 15 count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND) * 1000;
  }

  /** CPU of the threads that live now, by what they do; what is missing from `cpuMs` was spent by threads that ended. */
  cpuMsByThread(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const id of readdirSync(`/proc/${this.pid}/task`)) {
      const stat = readFileSync(`/proc/${this.pid}/task/${id}/stat`, 'utf8');
      const name =
        id === String(this.pid) ? 'javascript' : stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      sums[name] =
        (sums[name] ?? 0) + ((Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND) * 1000;
    }
    return sums;
  }

  memoryMb(which: 'now' | 'peak'): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const line = new RegExp(`^Vm${which === 'now' ? 'RSS' : 'HWM'}:\\s+(\\d+) kB$`, 'm').exec(status);
    return Number(line?.[1]) / 1024;
  }

  /** Asks the server to end and waits for it. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }
}
