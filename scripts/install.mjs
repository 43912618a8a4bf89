/**
 * Installs the npm packages when they are missing or the lockfile has changed since; otherwise does nothing.
 * Every command of the workspace calls this first, so that a fresh clone needs no step of its own.
 * Uses Node's own modules only: nothing is installed yet when it runs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WORKSPACE = dirname(dirname(fileURLToPath(import.meta.url)));

const STAMP = join(WORKSPACE, 'node_modules', '.cache', 'tracebin-installed');

/** @returns {boolean} true when packages were installed by this call */
export function installPackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Tracebin needs Node.js 20.19 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  const lockHash = createHash('sha256')
    .update(readFileSync(join(WORKSPACE, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash) return false;
  console.log('Installing packages (once, about half a minute; the engine alone is 550 MB unpacked) ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Not `npm ci`: it refuses a lockfile without the binaries of every platform, and not every registry has them all.
  // This installs the locked versions too, adds what the platform needs, and leaves the lockfile as it is.
  const install = spawnSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: WORKSPACE,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    console.error('npm install failed, see above. Is the npm registry reachable from here?');
    process.exit(1);
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, lockHash);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installPackages();
