/** An app of Next.js with both of its routers, as built for production and started by Next's own program. */
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { broughtPackages } from './brought-packages.ts';
import { builtRegister } from './run-app.ts';
import { freePort } from './services.ts';

const APP = fileURLToPath(new URL('./apps/next', import.meta.url));
const REACT = '19.3.1';

/** @returns where it listens; it ends with the test */
export async function startNextApp(t: TestContext, version: string, sinkUrl: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tracebin-next-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(APP, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop" }');
  const packages = [`next@${version}`, `react@${REACT}`, `react-dom@${REACT}`];
  linkFolder(
    join(broughtPackages(`next-${version}`, packages), 'node_modules'),
    join(folder, 'node_modules'),
  );
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' };
  const next = join(folder, 'node_modules/next/dist/bin/next');
  execFileSync(process.execPath, [next, 'build'], { cwd: folder, env, stdio: 'pipe' });

  const port = await freePort();
  const child = spawn(process.execPath, [next, 'start', '-p', String(port), '-H', '127.0.0.1'], {
    cwd: folder,
    env: {
      ...env,
      NODE_OPTIONS: `--import ${builtRegister()}`,
      TRACEBIN_URL: sinkUrl,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  t.after(async () => {
    child.kill();
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      if (String(chunk).includes('Ready')) resolve();
    });
    child.on('exit', (code) => reject(new Error(`Next.js ended with ${code} before it listened: ${stderr}`)));
  });
  return `http://127.0.0.1:${port}`;
}

/** Hard links: Next.js does not follow a symbolic link out of the app's folder, and 340 MB take 8 s to be copied. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else link(source, target);
  }
}

function link(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Another file system.
    copyFileSync(source, target);
  }
}
