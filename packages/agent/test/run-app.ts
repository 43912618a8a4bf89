/** Starts a real app with the built agent in front of it, as a user would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

let built: Promise<string> | undefined;

/** Bundles the agent as it is published; once per test process. */
export function builtRegister(): Promise<string> {
  built ??= (async () => {
    const outfile = join(mkdtempSync(join(tmpdir(), 'tracebin-agent-')), 'register.cjs');
    await build({
      entryPoints: [fileURLToPath(new URL('../src/register.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile,
      define: { 'import.meta.url': 'undefined' },
      logLevel: 'error',
    });
    return outfile;
  })();
  return built;
}

export interface RunningApp {
  url: string;
  child: ChildProcess;
  stderr: () => string;
  /** Ends the app with SIGTERM and resolves with how it ended. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export async function runApp(
  file: string,
  options: { env?: NodeJS.ProcessEnv; agent?: boolean; flag?: string } = {},
): Promise<RunningApp> {
  const flags = options.agent === false ? [] : [options.flag ?? '--import', await builtRegister()];
  const child = spawn(
    process.execPath,
    [...flags, fileURLToPath(new URL(`./apps/${file}`, import.meta.url))],
    {
      env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('exit', (code, signal) => resolve({ code, signal })),
  );
  const port = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /listening (\d+)/.exec(output);
      if (found) resolve(found[1] as string);
    });
    child.on('exit', (code) => reject(new Error(`the app ended with ${code} before it listened: ${stderr}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    stderr: () => stderr,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
