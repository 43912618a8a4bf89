/** Starts the real program (Postgres, rates, web application) and reads what it says. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningScruffy {
  url: string;
  lines: string[];
  get(path: string): Promise<Response>;
  /** Sends the signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const START = fileURLToPath(new URL('../src/start/start.ts', import.meta.url));
const START_TIMEOUT_MS = 60_000;
/** A Saturday in the middle of the seeded weeks. */
export const TODAY = '2026-11-21';

export async function startScruffy(env: NodeJS.ProcessEnv, args = ['--no-traffic']): Promise<RunningScruffy> {
  const child = spawn(process.execPath, ['--import', 'tsx', START, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, SCRUFFY_TODAY: TODAY, ...env },
  });
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ready = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready in time:\n${lines.join('\n')}`)),
      START_TIMEOUT_MS,
    );
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      const url = /^Scruffy is ready on (\S+)/.exec(line)?.[1];
      if (url) {
        clearTimeout(timer);
        resolve(url);
      }
    });
    void exited.then((code) => reject(new Error(`ended with code ${code}:\n${lines.join('\n')}`)));
  });
  const url = await ready;
  return {
    url,
    lines,
    get: (path) => fetch(`${url}${path}`),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}
