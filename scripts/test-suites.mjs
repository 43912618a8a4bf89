/** Which suites there are, which files belong to them, and what each needs. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { WORKSPACE } from './install.mjs';

/**
 * `suffix`: of its files' names. `atOnce`: files of it at the same time. `alone`: files that count what passes in a second or
 * what a process may take to end, or compare times, and so want the machine for themselves. `isWholePrograms`: waits more
 * than it calculates, and may be run once more. `need`: says what is missing. `onlyWhenNamed`: why it is not among the suites
 * that are run without being named.
 */
export const SUITES = [
  { name: 'unit', suffix: null, atOnce: Number.POSITIVE_INFINITY, isWholePrograms: false },
  {
    name: 'process',
    suffix: '.process.test.ts',
    atOnce: 2,
    alone: /\/(real-server|node-24|endings|pm2)\.process/,
    isWholePrograms: true,
  },
  // Those alone drive an app, and look at what took its time or at what a full queue would drop.
  {
    name: 'sender',
    suffix: '.sender.test.ts',
    atOnce: 1,
    alone: /\/(endpoints|findings|scruffy)\.sender/,
    isWholePrograms: true,
    need: findPython,
  },
  { name: 'browser', suffix: '.browser.test.ts', atOnce: 2, isWholePrograms: true, need: findBrowser },
  {
    name: 'far',
    suffix: '.far.test.ts',
    atOnce: 1,
    isWholePrograms: true,
    onlyWhenNamed: 'brings some 350 MB of frameworks and builds apps with them',
  },
];

const FOLDERS = ['packages', 'examples', 'bench', 'scripts'];

/** Every test file, relative to the workspace. */
export const findTestFiles = () => FOLDERS.flatMap((folder) => testFiles(join(WORKSPACE, folder)));

export const suiteOf = (file) =>
  SUITES.find((suite) => suite.suffix && file.endsWith(suite.suffix)) ?? SUITES[0];

function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (['node_modules', 'dist', '.cache'].includes(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return testFiles(path);
      return /\.test\.tsx?$/.test(entry.name) ? [relative(WORKSPACE, path)] : [];
    })
    .sort();
}

/** The one without windows first: the same engine for half the processor time. */
export function browserPath() {
  return [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ].find((path) => path && existsSync(path));
}

function findBrowser() {
  return browserPath() ? null : 'Install Chromium or Chrome, or set CHROMIUM_PATH to its program.';
}

function findPython() {
  const found = spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
  return found ? null : 'Install Python 3 with venv (Debian: apt-get install python3-venv).';
}
