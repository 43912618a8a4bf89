/**
 * Packages that cannot be among the workspace's own: other majors with peers of their own, or for another Node. Brought once,
 * in the versions named, and kept beside what the workspace has installed.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));

/**
 * @param name of the folder; names the version too
 * @returns the folder, which has a `node_modules`
 */
export function broughtPackages(name: string, packages: readonly string[]): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const half = `${folder}-${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), '{}');
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, ...packages], { cwd: half, stdio: 'pipe' });
  try {
    renameSync(half, folder);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(folder)) throw error;
    rmSync(half, { recursive: true });
  }
  return folder;
}
