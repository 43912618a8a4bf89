/**
 * A process that the demo is made of: it is in a group of its own, so that Ctrl-C reaches the demo only and things
 * end in order; and it is told to end when the demo itself is gone, however that happened.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const KILL_AFTER_MS = 15_000;
const LINES_KEPT = 20;

/** Loaded into a program that knows nothing of us: the end of our channel to it counts as SIGTERM. */
export const END_WITH_DEMO = `data:text/javascript,${encodeURIComponent(
  "process.on('disconnect', () => process.kill(process.pid, 'SIGTERM')); process.channel?.unref();",
)}`;

/**
 * @param {{ name: string, args: string[], cwd: string, env?: Record<string, string>,
 *   onLine: (line: string, isError: boolean) => boolean }} options `args` of node; `onLine` says whether it has shown the line
 * @returns {{ name: string, lines: string[], ended: Promise<string | undefined>, stop: () => Promise<void> }}
 *   `lines` are the last ones that were not shown; `ended` resolves with a reason when nobody asked for the end
 */
export function startPart({ name, args, cwd, env = {}, onLine }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  let isAsked = false;
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (onLine(line, stream === child.stderr)) return;
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
    });
  }
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      resolve(isAsked ? undefined : `ended by itself with ${signal ?? `code ${code}`}`);
    });
  });
  return {
    name,
    lines,
    ended,
    stop: async () => {
      isAsked = true;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}
