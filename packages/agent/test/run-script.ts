/** Runs a script to its end, with the built agent or without. */
import { spawn } from 'node:child_process';
import { builtRegister } from './run-app.ts';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const PATIENCE_MS = 15_000;

export const WITH_AGENT = () => ['--import', builtRegister()];
/** The same way into the program, so that Node's own lines of a stack are the same. */
export const WITHOUT_AGENT = ['--import', 'data:text/javascript,'];

/** Killed, with code null, when it takes longer than 15 s. */
export function runScript(
  code: string,
  env: NodeJS.ProcessEnv = {},
  flags = WITH_AGENT(),
  node = process.execPath,
): Promise<Ended> {
  return run([...flags, '-e', code], env, node);
}

/** For programs that start themselves again: they would do that with the code of `-e` as well. */
export function runFile(file: string, env: NodeJS.ProcessEnv = {}, flags = WITH_AGENT()): Promise<Ended> {
  return run([...flags, file], env, process.execPath);
}

async function run(args: string[], env: NodeJS.ProcessEnv, node: string): Promise<Ended> {
  const child = spawn(node, args, {
    env: { ...process.env, NODE_OPTIONS: '', TRACEBIN_FLUSH_INTERVAL_MS: '50', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    ended.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    ended.stderr += chunk;
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  ended.code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(patience);
  return ended;
}
