/** The application in a process of its own, under one of the watchers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const REGISTER = join(HERE, '../../packages/agent/dist/register.cjs');

export const WATCHERS = {
  none: [],
  'none again': [],
  tracebin: ['--import', REGISTER],
  opentelemetry: ['--import', join(HERE, 'opentelemetry.mjs')],
} satisfies Record<string, string[]>;
export type Watcher = keyof typeof WATCHERS;

export interface Cost {
  cpuMicros: number;
  rssBytes: number;
}

/** The application on one core, the load and the database on the others, where that can be said. */
const PINNED = cpus().length > 1 && existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', '0'] : [];
const CONNECTIONS = 8;

export class WatchedApp {
  readonly startMs: number;
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.#port = port;
    this.startMs = startMs;
  }

  static async start(watcher: Watcher, databaseUrl: string, sinkUrl: string): Promise<WatchedApp> {
    const started = performance.now();
    const [command, ...args] = [...PINNED, process.execPath, ...WATCHERS[watcher], join(HERE, 'app.mjs')];
    const child = spawn(command!, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NODE_OPTIONS: '',
        DATABASE_URL: databaseUrl,
        OTEL_SERVICE_NAME: 'watched',
        OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        // With its own bounds the SDK would drop most of what this load makes, and look cheaper than it is.
        OTEL_BSP_MAX_QUEUE_SIZE: '200000',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2048',
        OTEL_BSP_SCHEDULE_DELAY: '1000',
        TRACEBIN_FLUSH_INTERVAL_MS: '1000',
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

  /** Sends so many requests over 8 connections; every answer must be 200. */
  async load(path: string, requests: number): Promise<void> {
    let left = requests;
    const one = async () => {
      while (left-- > 0) await this.#get(path);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, one));
  }

  #get(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      http
        .get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent }, (response) => {
          if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`));
          response.on('end', resolve).resume();
        })
        .on('error', reject);
    });
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
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
