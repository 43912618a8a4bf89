/**
 * `npm test`: installs what is missing, checks, then runs the test files, each as a process of its own.
 *
 *   npm test                      everything
 *   npm test -- unit process      only these suites
 *   npm test -- --match durability   only files whose path contains this
 *
 * Several files run at a time: those of whole programs wait, and unit tests calculate meanwhile.
 * TRACEBIN_TEST_AT_ONCE=1 runs one at a time, `TRACEBIN_TEST_AT_ONCE=4,browser=1` four of which one has a browser.
 * Files that want the machine for themselves (see test-suites.mjs) run at the end, one by one.
 *
 * A file of whole programs (process, sender, browser) with a failed test is run once more, alone, at the end. When it
 * passes then, it is named as unsteady beside the totals; more than three such files of a suite are a failure all the same.
 *
 * The suite far is run only where it is named, as what it brings is too much for each change.
 * A suite whose needs are not met (no browser, no Python) is skipped with a line that says how to get them;
 * with CI=true it fails instead, because there nothing may be skipped.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { build } from './build.mjs';
import { installPackages, WORKSPACE } from './install.mjs';
import { runTestFile } from './run-test-file.mjs';
import { findTestFiles, SUITES, suiteOf } from './test-suites.mjs';

/**
 * Two more than there are cores, since those of whole programs wait: with one more, two cores were busy for three quarters
 * of the time. More than four have not been tried.
 */
const [atOnce, atOnceOf] = readAtOnce(
  process.env.TRACEBIN_TEST_AT_ONCE,
  Math.min(availableParallelism() + 2, 4),
);
/** Files with whole programs that may need a second run; with more, something is wrong that a second run would hide. */
const MAX_SECOND_RUNS = 3;
/** So many are named with their times at the end. */
const SLOWEST = 12;
const inCi = process.env.CI === 'true';

const args = process.argv.slice(2);
const matchAt = args.indexOf('--match');
const match = matchAt < 0 ? '' : (args.splice(matchAt, 2)[1] ?? '');
if (args.includes('--help')) {
  console.log('npm test [-- check unit process sender browser far] [--match part-of-a-path]');
  process.exit(0);
}
const names = ['check', ...SUITES.map((suite) => suite.name)];
const usual = names.filter((name) => !SUITES.some((suite) => suite.name === name && suite.onlyWhenNamed));
const wanted = args.length > 0 ? args : match ? usual.slice(1) : usual;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown suite: ${unknown.join(', ')}. There are ${names.join(', ')}.`);
  process.exit(2);
}

installPackages();
const totals = { passed: 0, failed: 0, skipped: 0 };
const results = [];
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

const jobs = findJobs();
for (const { name, onlyWhenNamed } of SUITES)
  if (onlyWhenNamed && !wanted.includes(name))
    console.log(`not among the usual: suite ${name}, which ${onlyWhenNamed}: npm test -- ${name}`);
if (jobs.some(({ suite }) => suite.isWholePrograms)) await build({ quiet: true });
const started = performance.now();
const wantsMachine = ({ suite, file }) => suite.alone?.test(file) ?? false;
await runJobs(
  jobs.filter((job) => !wantsMachine(job)),
  atOnce,
);
await runJobs(jobs.filter(wantsMachine), 1);
for (const suite of SUITES) await tellSuite(suite);
if (results.length > 0) tellSlowest();
finish();

/** Files of the wanted suites whose needs are met. */
function findJobs() {
  const files = findTestFiles().filter((file) => file.includes(match));
  return SUITES.filter(({ name }) => wanted.includes(name)).flatMap((suite) => {
    const mine = files.filter((file) => suiteOf(file) === suite);
    const missing = mine.length > 0 ? suite.need?.() : undefined;
    if (!missing) return mine.map((file) => ({ suite, file }));
    console.log(`skipped: ${mine.length} files of suite ${suite.name}. ${missing}`);
    totals[inCi ? 'failed' : 'skipped'] += mine.length;
    return [];
  });
}

async function runJobs(waiting, slots) {
  const left = [...waiting];
  const running = [];
  while (left.length > 0 || running.length > 0) {
    const next = running.length < slots ? nextJob(left, running) : -1;
    if (next >= 0) {
      const [job] = left.splice(next, 1);
      const run = runTestFile(job).then((result) => {
        running.splice(running.indexOf(entry), 1);
        tellFile(result);
        results.push(result);
      });
      const entry = { suite: job.suite, run };
      running.push(entry);
    } else await Promise.race(running.map(({ run }) => run));
  }
}

/** One unit file at all times while there are any, whole programs in the other places; unit files take those that stay free. */
function nextJob(left, running) {
  const runningOf = (suite) => running.filter((each) => each.suite === suite).length;
  const isFree = ({ suite }) => runningOf(suite) < (atOnceOf[suite.name] ?? suite.atOnce);
  const unit = left.findIndex((job) => !job.suite.isWholePrograms && isFree(job));
  const whole = left.findIndex((job) => job.suite.isWholePrograms && isFree(job));
  const hasUnit = running.some(({ suite }) => !suite.isWholePrograms);
  return whole < 0 || (unit >= 0 && !hasUnit) ? unit : whole;
}

function tellFile({ suite, file, seconds, output, failed }) {
  heading(`${suite.name}: ${file} (${seconds.toFixed(1)} s)`);
  // The totals of a file without failures are in those of its suite.
  process.stdout.write(failed > 0 ? output : output.replace(/\n\u2139 tests \d+\n(\u2139 .*\n)*$/, '\n'));
}

/** The totals of a suite; of whole programs those files are run again whose tests failed. */
async function tellSuite(suite) {
  const mine = results.filter((result) => result.suite === suite);
  if (mine.length === 0) return;
  const failed = mine.filter((result) => result.failed > 0);
  failures.push(...failed.map((result) => result.failureReport));
  if (suite.isWholePrograms && failed.length <= MAX_SECOND_RUNS)
    for (const first of failed) await runAgain(first);
  const sum = (what) => mine.reduce((total, result) => total + result[what], 0);
  for (const what of ['passed', 'failed', 'skipped']) totals[what] += sum(what);
  console.log(
    `suite ${suite.name}: ${mine.length} files, ${sum('passed')} passed, ${sum('failed')} failed, ${sum('seconds').toFixed(0)} s in all`,
  );
}

async function runAgain(first) {
  heading(`${first.suite.name}, once more: ${first.file}`);
  const second = await runTestFile(first);
  process.stdout.write(second.output);
  if (second.failed > 0) failures.push(second.failureReport);
  else unsteady.push(first.file);
  Object.assign(first, { passed: second.passed, failed: second.failed, skipped: second.skipped });
}

function tellSlowest() {
  console.log(
    `\n${results.length} files, ${atOnce} at a time: ${((performance.now() - started) / 1000).toFixed(0)} s; the slowest:`,
  );
  const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  for (const { file, seconds } of slowest) console.log(`${seconds.toFixed(1).padStart(7)} s ${file}`);
}

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

/** `4,browser=1`: so many files at a time, and so many of a suite. */
function readAtOnce(text = '', usual) {
  const parts = text.split(',').filter((part) => part !== '');
  const read = (number) => {
    if (/^[1-9]\d?$/.test(number)) return Number(number);
    console.error(`TRACEBIN_TEST_AT_ONCE=${text} is not understood; it is written like 4 or 4,browser=1.`);
    process.exit(2);
  };
  const ofSuites = parts.filter((part) => part.includes('=')).map((part) => part.split('='));
  const total = parts.find((part) => !part.includes('='));
  return [
    total === undefined ? usual : read(total),
    Object.fromEntries(ofSuites.map(([name, number]) => [name, read(number)])),
  ];
}

function heading(text) {
  console.log(`\n--- ${text}`);
}
