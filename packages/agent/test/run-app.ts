/** Starts a real app with the built agent in front of it, as a user would. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const BUILD =
  "import('../../scripts/build.mjs').then(({ buildOnlyAgent }) => buildOnlyAgent({ quiet: true }))";

let register: string | undefined;

/** The agent as it is published; built where it is not up to date. */
export function builtRegister(): string {
  if (register === undefined) {
    const built = spawnSync(process.execPath, ['-e', BUILD], { cwd: PACKAGE, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`the agent could not be built: ${built.stderr}`);
    register = `${PACKAGE}dist/register.cjs`;
  }
  return register;
}

export interface RunningApp {
  url: string;
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Ends the app with SIGTERM and resolves with how it ended. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export async function runApp(
  file: string,
  options: { env?: NodeJS.ProcessEnv; agent?: boolean; flag?: string; node?: string } = {},
): Promise<RunningApp> {
  const flags = options.agent === false ? [] : [options.flag ?? '--import', builtRegister()];
  const child = spawn(
    options.node ?? process.execPath,
    [...flags, fileURLToPath(new URL(file, new URL('./apps/', import.meta.url)))],
    {
      env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('exit', (code, signal) => resolve({ code, signal })),
  );
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      const found = /listening (\d+)/.exec(stdout);
      if (found) resolve(found[1] as string);
    });
    child.on('exit', (code) => reject(new Error(`the app ended with ${code} before it listened: ${stderr}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
