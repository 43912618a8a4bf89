/** The application in a process of its own, under one of the watchers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Watcher } from './watchers.ts';

export interface Cost {
  cpuMicros: number;
  rssBytes: number;
}

/** The application on one core, the load and the database on the others, where that can be said. */
const PINNED = cpus().length > 1 && existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', '0'] : [];

export class WatchedApp {
  readonly port: number;
  /** From the start of the process until it listens. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.port = port;
    this.startMs = startMs;
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
    const { port } = await answer<{ port: number }>(child);
    return new WatchedApp(child, port, performance.now() - started);
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
