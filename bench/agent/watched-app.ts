/** The application in a process of its own, under one of the watchers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Watcher } from './watchers.ts';

export interface Cost {
  cpuMicros: number;
  rssBytes: number;
}

/** The application has a core of its own, where that can be said. */
export const APP_CORE = 0;
const PINNED =
  cpus().length > 1 && existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', String(APP_CORE)] : [];

export class WatchedApp {
  readonly port: number;
  /** From the start of the process until it listens. */
  readonly startMs: number;
  /** CPU of that. */
  readonly startCpuMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startMs: number, startCpuMs: number) {
    this.#child = child;
    this.port = port;
    this.startMs = startMs;
    this.startCpuMs = startCpuMs;
  }

  /** @param node the program: which Node is measured */
  static async start(node: string, watcher: Watcher, databaseUrl: string): Promise<WatchedApp> {
    const started = performance.now();
    const [command, ...args] = [...PINNED, node, ...watcher.flags, join(import.meta.dirname, 'app.mjs')];
    const child = spawn(command!, args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NODE_OPTIONS: '',
        DATABASE_URL: databaseUrl,
        ...watcher.env,
      },
    });
    const { port, cpu } = await answer<{ port: number; cpu: NodeJS.CpuUsage }>(child);
    return new WatchedApp(child, port, performance.now() - started, (cpu.user + cpu.system) / 1_000);
  }

  /**
   * Microseconds of CPU of all its threads until now. From the kernel, to the nanosecond, where it tells: asking the
   * application costs it some hundred microseconds, and wakes it where its watcher sees it.
   */
  async cpuMicros(): Promise<number> {
    try {
      const tasks = `/proc/${this.#child.pid}/task`;
      const nanos = readdirSync(tasks).map((task) =>
        Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ', 1)[0]),
      );
      return nanos.reduce((sum, one) => sum + one, 0) / 1_000;
    } catch {
      return (await this.cost()).cpuMicros;
    }
  }

  async cost(): Promise<Cost> {
    const reply = answer<{ cpu: NodeJS.CpuUsage; memory: number }>(this.#child);
    this.#child.send('cost');
    const { cpu, memory } = await reply;
    return { cpuMicros: cpu.user + cpu.system, rssBytes: memory };
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.on('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the application ended'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.removeListener('exit', onExit);
      resolve(message as T);
    });
  });
}
