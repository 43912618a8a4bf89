/** One test file as a process of its own, and what its report says. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { WORKSPACE } from './install.mjs';
import { browserPath } from './test-suites.mjs';

/** The suites of whole programs take up to a minute a file, on a busy machine several times that. */
const LONGEST_FILE_MS = 480_000;
/** Of a file that ended without a report, so much is told again at the end. */
const MAX_END_CHARS = 8_000;

/**
 * @returns {Promise<{ suite: object, file: string, seconds: number, output: string, passed: number, failed: number,
 *   skipped: number, failureReport: string }>} `failureReport` is empty when nothing failed
 */
export async function runTestFile({ suite, file }) {
  const started = performance.now();
  const { output, code, isTooLong } = await run(suite, file);
  const seconds = (performance.now() - started) / 1000;
  const result = resultOf(stripVTControlCharacters(output), code);
  if (isTooLong) result.failureReport += `\nended after ${LONGEST_FILE_MS / 1000} s`;
  if (result.failed > 0) result.failureReport = `--- failed in ${file}\n${result.failureReport}`;
  return { suite, file, seconds, output, ...result };
}

function run(suite, file) {
  return new Promise((resolve) => {
    // A test that failed leaves open what it would have closed: without being forced its file would never end.
    const flags = ['--import', 'tsx', ...(suite.isWholePrograms ? ['--test-force-exit'] : [])];
    const child = spawn(process.execPath, [...flags, '--test-reporter=spec', file], {
      cwd: WORKSPACE,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        UV_THREADPOOL_SIZE: '16',
        ...(suite.isWholePrograms ? { TRACEBIN_TEST_BUILT: '1' } : {}),
        ...(suite.name === 'browser' ? { CHROMIUM_PATH: browserPath() } : {}),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    let isTooLong = false;
    const tooLong = setTimeout(() => {
      isTooLong = true;
      child.kill('SIGKILL');
    }, LONGEST_FILE_MS);
    let code = null;
    child.on('exit', (given) => {
      clearTimeout(tooLong);
      code = given;
      // What the file has started may live on and hold its pipes open.
      const released = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 5_000);
      child.on('close', () => clearTimeout(released));
    });
    child.on('close', () => resolve({ output, code, isTooLong }));
  });
}

/** The totals stand after the tests and before the list of those that failed; the last ones are this file's own. */
function resultOf(report, code) {
  const count = (what) =>
    Number([...report.matchAll(new RegExp(`^\u2139 ${what} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? Number.NaN);
  const [passed, failed, skipped] = [
    count('pass'),
    count('fail') + count('cancelled'),
    count('skipped') + count('todo'),
  ];
  const wrong = (why) => ({
    passed: passed || 0,
    failed: 1,
    skipped: skipped || 0,
    failureReport: `${why} (exit code ${code})\n${report.slice(-MAX_END_CHARS)}`,
  });
  if (Number.isNaN(passed + failed + skipped)) return wrong('ended without totals');
  if (passed + failed + skipped === 0) return wrong('has no tests');
  if (failed === 0 && code !== 0) return wrong('no test failed, but the file did');
  const list = '\n\u2716 failing tests:\n';
  const at = report.lastIndexOf(list);
  return {
    passed,
    failed,
    skipped,
    failureReport: failed === 0 ? '' : at < 0 ? report : report.slice(at + list.length),
  };
}
