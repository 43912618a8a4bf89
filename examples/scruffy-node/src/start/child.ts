/**
 * A process that Scruffy is made of. It is in a process group of its own, so that Ctrl-C reaches the starter only
 * and things end in order; and it ends by itself when the starter is gone (see `end-with-parent.ts`).
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  name: string;
  /** Resolves with the address when the process says that it listens. */
  listening: Promise<string>;
  /** Resolves when the process has ended, with the reason when nobody asked it to. */
  ended: Promise<string | undefined>;
  stop(): Promise<void>;
}

const KILL_AFTER_MS = 8_000;
const WATCH = new URL('../telemetry/watch.ts', import.meta.url).href;
const TSX = import.meta.resolve('tsx');

export interface ChildOptions {
  name: string;
  file: URL;
  args?: string[];
  env?: NodeJS.ProcessEnv;
}

export function startChild({ name, file, args = [], env = {} }: ChildOptions): Child {
  const child = spawn(process.execPath, ['--import', TSX, '--import', WATCH, fileURLToPath(file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, OTEL_SERVICE_NAME: name, ...env },
    detached: true,
  });
  let asked = false;
  let onListening: (address: string) => void;
  const listening = new Promise<string>((resolve) => {
    onListening = resolve;
  });
  for (const [stream, print] of [
    [child.stdout!, console.log],
    [child.stderr!, console.error],
  ] as const) {
    createInterface({ input: stream }).on('line', (line) => {
      print(`${name.padEnd(7)} ${line}`);
      const address = /listening on (http:\S+)/.exec(line)?.[1];
      if (address) onListening(address);
    });
  }
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      resolve(asked ? undefined : `ended with ${signal ?? `code ${code}`}`);
    });
  });
  return {
    name,
    listening,
    ended,
    stop: async () => {
      asked = true;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}
