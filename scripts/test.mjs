/**
 * `npm test`: installs what is missing, checks, then runs the suites one after another.
 *
 *   npm test                      everything
 *   npm test -- unit process      only these suites
 *   npm test -- --match durability   only files whose path contains this
 *
 * A file of whole programs (process, sender, browser) with a failed test is run once more, alone, at the end. When it
 * passes then, it is named as unsteady beside the totals; more than three such files are a failure all the same.
 *
 * A suite whose needs are not met (no browser, no Python) is skipped with a line that says how to get them;
 * with CI=true it fails instead, because there nothing may be skipped.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { installPackages, WORKSPACE } from './install.mjs';

/**
 * `concurrency`: files at the same time. `alone`: files that count what passes in a second or what a process may take to
 * end, and so want the machine for themselves.
 */
const SUITES = [
  { name: 'unit', suffix: null, concurrency: 2 },
  {
    name: 'process',
    suffix: '.process.test.ts',
    concurrency: 2,
    alone: /\/(real-server|node-24|endings)\.process/,
    build: true,
  },
  { name: 'sender', suffix: '.sender.test.ts', concurrency: 1, build: true, need: findPython },
  { name: 'browser', suffix: '.browser.test.ts', concurrency: 1, build: true, need: findBrowser },
];
const FOLDERS = ['packages', 'examples', 'bench', 'scripts'];
const inCi = process.env.CI === 'true';

const args = process.argv.slice(2);
const matchAt = args.indexOf('--match');
const match = matchAt < 0 ? '' : (args.splice(matchAt, 2)[1] ?? '');
if (args.includes('--help')) {
  console.log('npm test [-- check unit process sender browser] [--match part-of-a-path]');
  process.exit(0);
}
const wanted =
  args.length > 0
    ? args
    : match
      ? SUITES.map((suite) => suite.name)
      : ['check', ...SUITES.map((suite) => suite.name)];
const unknown = wanted.filter((name) => name !== 'check' && !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown suite: ${unknown.join(', ')}. There are check, ${SUITES.map((suite) => suite.name).join(', ')}.`,
  );
  process.exit(2);
}

installPackages();
const files = FOLDERS.flatMap((folder) => testFiles(join(WORKSPACE, folder))).filter((file) =>
  file.includes(match),
);
/** The suites of whole programs take up to two minutes a file, on a busy machine twice that. */
const LONGEST_FILE_MS = 480_000;
/** What failed is told again behind the totals, with its differences. */
const MAX_END_CHARS = 10_000_000;
/** Files with whole programs that may need a second run; with more, something is wrong that a second run would hide. */
const MAX_SECOND_RUNS = 3;
const totals = { passed: 0, failed: 0, skipped: 0 };
/** What the reports say of failed tests; told again at the very end, where it is found. */
const failures = [];
const unsteady = [];

if (wanted.includes('check')) {
  heading('check');
  if (spawnSync(process.execPath, ['scripts/check.mjs'], { cwd: WORKSPACE, stdio: 'inherit' }).status !== 0) {
    totals.failed++;
    if (inCi) finish();
  } else totals.passed++;
}

for (const suite of SUITES) {
  if (!wanted.includes(suite.name)) continue;
  const mine = files.filter((file) => suiteOf(file) === suite.name);
  if (mine.length === 0) continue;
  heading(`${suite.name}: ${mine.length} files`);
  const missing = suite.need?.();
  if (missing) {
    console.log(`skipped: ${mine.length} files of suite ${suite.name}. ${missing}`);
    totals[inCi ? 'failed' : 'skipped'] += mine.length;
    continue;
  }
  if (suite.build) {
    const { build } = await import('./build.mjs');
    await build({ quiet: true });
  }
  add(await runTwice(suite, mine));
}
finish();

function finish() {
  if (inCi && totals.skipped > 0) {
    console.log(`${totals.skipped} skipped where nothing may be skipped`);
    totals.failed += totals.skipped;
  }
  for (const failure of failures) console.log(`\n${failure}`);
  for (const file of unsteady) console.log(`unsteady: ${file} failed at first and passed alone`);
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exit(totals.failed > 0 ? 1 : 0);
}

/** Runs a suite, and of whole programs those files again whose tests failed. */
async function runTwice(suite, mine) {
  const first = await runTogetherAndAlone(suite, mine);
  if (first.failed === 0) return first;
  failures.push(first.failureReport);
  const again = mine.filter((file) => first.failureReport.includes(file));
  if (suite.name === 'unit' || again.length === 0 || again.length > MAX_SECOND_RUNS) return first;
  heading(`${suite.name}, once more: ${again.join(', ')}`);
  const second = await runSuite({ ...suite, concurrency: 1 }, again);
  if (second.failed > 0) failures.push(second.failureReport);
  else unsteady.push(...again);
  return {
    passed: first.passed + (second.failed === 0 ? first.failed : 0),
    failed: second.failed,
    skipped: first.skipped,
  };
}

async function runTogetherAndAlone(suite, mine) {
  const alone = mine.filter((file) => suite.alone?.test(file));
  const together = mine.filter((file) => !alone.includes(file));
  const runs = [];
  if (together.length > 0) runs.push(await runSuite(suite, together));
  if (alone.length > 0) runs.push(await runSuite({ ...suite, concurrency: 1 }, alone));
  const sum = (what) => runs.reduce((total, run) => total + run[what], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failureReport: runs.map((run) => run.failureReport).join('\n'),
  };
}

function add({ passed, failed, skipped }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}

/** Runs Node's test runner on the files; its report is streamed, and its totals are read from the end of it. */
async function runSuite(suite, mine) {
  const started = performance.now();
  let end = '';
  const code = await new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--test',
        `--test-concurrency=${suite.concurrency}`,
        // A test that failed leaves open what it would have closed: without these its file would never end.
        ...(suite.name === 'unit' ? [] : ['--test-force-exit', `--test-timeout=${LONGEST_FILE_MS}`]),
        '--test-reporter=spec',
        ...mine,
      ],
      {
        cwd: WORKSPACE,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          UV_THREADPOOL_SIZE: '16',
          ...(suite.build ? { TRACEBIN_TEST_BUILT: '1' } : {}),
          ...(suite.name === 'browser' ? { CHROMIUM_PATH: browserPath() } : {}),
        },
      },
    );
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => {
      process.stdout.write(text);
      end = (end + text).slice(-MAX_END_CHARS);
    });
    child.on('close', resolve);
  });
  console.log(
    `suite ${suite.name}, ${mine.length} files, ${suite.concurrency} at a time: ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  return resultOf(suite.name, stripVTControlCharacters(end), code);
}

/** The totals stand after the tests and before the list of those that failed; names of tests have no such lines. */
function resultOf(name, report, code) {
  const count = (what) => Number(new RegExp(`^\u2139 ${what} (\\d+)$`, 'm').exec(report)?.[1] ?? Number.NaN);
  const failureReport = `--- failed in suite ${name}\n${/^\u2716 failing tests:$([\s\S]*)/m.exec(report)?.[1] ?? ''}`;
  const failed = count('fail') + count('cancelled');
  if (Number.isNaN(count('pass') + failed)) {
    console.log(`suite ${name} ended without totals (exit code ${code})`);
    return { passed: 0, failed: 1, skipped: 0, failureReport };
  }
  return {
    passed: count('pass'),
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: count('skipped') + count('todo'),
    failureReport,
  };
}

function suiteOf(file) {
  return SUITES.find((suite) => suite.suffix && file.endsWith(suite.suffix))?.name ?? 'unit';
}

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

function browserPath() {
  return [
    process.env.CHROMIUM_PATH,
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

function heading(text) {
  console.log(`\n--- ${text}`);
}
