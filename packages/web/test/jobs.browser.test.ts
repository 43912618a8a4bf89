/** The page of jobs over a real queue: BullMQ on a real Redis, watched by our agent, against what its worker logged. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type RunningApp, runApp } from '../../agent/test/run-app.ts';
import { programOf, type RunningService, startRedis } from '../../agent/test/services.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';

const DEADLINE_MS = 60_000;
const JOBS = 9;
/** Every third fails at first and is tried again. */
const RUNS = JOBS + 3;

interface Log {
  /** Milliseconds that adding each job took. */
  sent: number[];
  runs: { waitMs: number; runMs: number; attempt: number; failed: boolean }[];
}

const skip =
  programOf('redis-server') === undefined ? 'needs redis-server (Debian package of that name)' : false;

describe('jobs of a real queue', { skip }, () => {
  let browser: Browser;
  let server: RealServer;
  let redis: RunningService;
  let app: RunningApp;
  let log: Log;

  before(async () => {
    [browser, server, redis] = await Promise.all([openBrowser(), startRealServer(), startRedis()]);
    app = await runApp('mail-jobs.cjs', {
      env: {
        REDIS_PORT: String(redis.port),
        TRACEBIN_URL: server.url,
        TRACEBIN_SERVICE: 'mailer',
        OTEL_SERVICE_NAME: 'mailer',
        TRACEBIN_FLUSH_INTERVAL_MS: '200',
      },
    });
    const sent = await fetch(`${app.url}/send?count=${JOBS}`);
    assert.equal(await sent.text(), 'sent');
    const deadline = Date.now() + DEADLINE_MS;
    do {
      assert.ok(Date.now() < deadline, `${log?.runs.length} of ${RUNS} runs`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      log = (await (await fetch(`${app.url}/log`)).json()) as Log;
    } while (log.runs.length < RUNS);
  });
  after(async () => {
    await browser?.close();
    await app?.stop();
    await Promise.all([server?.close(), redis?.stop()]);
  });

  /** Asks again until the row says so, as long as the trace is being worked up. */
  async function cellsOf(page: Page, question: string, first: string): Promise<Map<string, string>> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      await page.goto(`${server.url}/b/local/jobs${question}`);
      const row = page.locator('tbody tr[data-index]', { hasText: 'mails' });
      await row.first().waitFor({ timeout: DEADLINE_MS });
      const heads = await page.locator('thead th').allInnerTexts();
      const cells = await row.first().locator('td').allInnerTexts();
      const found = new Map(
        heads.map((head, at) => [head.replace(/[^\w %()/]/g, '').trim(), cells[at]!.trim()]),
      );
      if (found.get(first) === String(first === 'Runs' ? RUNS : JOBS)) return found;
      assert.ok(Date.now() < deadline, `${first} of ${JSON.stringify([...found])}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  it('shows runs, queue wait, run time, failures and retries as the worker logged them', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const cells = await cellsOf(page, '', 'Runs');
    assert.match(cells.get('Job')!, /mails/);
    near(
      cells.get('Run (median)')!,
      log.runs.map(({ runMs }) => runMs),
      0.5,
    );
    near(
      cells.get('Run (p95)')!,
      log.runs.map(({ runMs }) => runMs),
      0.95,
    );
    near(
      cells.get('Queue wait')!,
      log.runs.map(({ waitMs }) => waitMs),
      0.5,
    );
    near(
      cells.get('Wait (p95)')!,
      log.runs.map(({ waitMs }) => waitMs),
      0.95,
    );
    assert.equal(log.runs.filter(({ failed }) => failed).length, 3);
    assert.match(cells.get('Failures')!, /^3\s*25\.00 %$/);
    assert.equal(cells.get('Retries'), String(log.runs.filter(({ attempt }) => attempt > 1).length));
    const row = page.locator('tbody tr[data-index]');
    await page.getByRole('button', { name: 'Layers in %' }).click();
    await page.waitForURL('**view=layers**');
    const heads = (await page.locator('thead th').allInnerTexts()).map((each) => each.trim());
    for (const head of ['Run (p99)', '% App', '% Cache', '% External', 'Queries/run', 'Findings'])
      assert.ok(heads.includes(head), `${head} is not among ${heads}`);
    await page.getByRole('group').getByRole('button', { name: 'Runs' }).click();
    await page.locator('thead').getByRole('button', { name: 'Queue wait' }).click();
    await page.waitForURL('**sort=**');
    await page.locator('th[aria-sort=descending]', { hasText: 'Queue wait' }).waitFor();
    await page.getByRole('searchbox', { name: 'Filter jobs' }).fill('MAILS');
    await page.waitForURL('**filter=MAILS**');
    await row.first().waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const [head = '', line = ''] = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.match(head, /^service,name,hits,/);
    assert.match(line, new RegExp(`^mailer,[^,]*mails[^,]*,${RUNS},`));
    assertQuiet();
    await close();
  });

  it('shows on the page of the job how many runs were first attempts and how many came again', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await cellsOf(page, '', 'Runs');
    await page
      .locator('tbody tr[data-index]', { hasText: 'mails' })
      .first()
      .getByRole('link')
      .first()
      .click();
    await page.waitForURL('**/transaction?**');
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'By attempt' }) });
    const rows = section.locator('tbody tr');
    await rows.nth(1).waitFor();
    const cells = await Promise.all((await rows.all()).map((row) => row.locator('td').allInnerTexts()));
    const told = (attempt: number) => log.runs.filter((run) => run.attempt === attempt);
    assert.deepEqual(
      cells.map(([name, runs]) => [name, Number(runs)]),
      [
        ['1st', told(1).length],
        ['2nd', told(2).length],
      ],
    );
    const failed = told(1).filter((run) => run.failed).length;
    assert.equal(
      cells[0]![3]!.replaceAll(/\s/g, ''),
      `${failed}${((failed / told(1).length) * 100).toFixed(2)}%`,
    );
    assert.equal(cells[1]![3]!.trim(), '0');
    await section.getByRole('button', { name: 'Runs' }).click();
    await page.waitForURL('**attempts=**');
    await section.locator('th[aria-sort]', { hasText: 'Runs' }).waitFor();
    assertQuiet();
    await close();
  });

  it('shows what it took to put them into the queue as the producer measured it', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const cells = await cellsOf(page, '?view=producers', 'Sent');
    assert.match(cells.get('Queue')!, /^mails\s+mailer/);
    const mean = log.sent.reduce((sum, each) => sum + each, 0) / log.sent.length;
    assert.ok(
      Math.abs(milliseconds(cells.get('Mean')!) - mean) < 1 + mean * 0.1,
      `${cells.get('Mean')} of ${mean}`,
    );
    assert.equal(cells.get('Per request'), String(JOBS));
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const [, line = ''] = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.match(line, /^mails,mailer,9,/);
    const row = page.locator('tbody tr[data-index]');
    await page.locator('thead').getByRole('button', { name: 'Mean' }).click();
    await page.waitForURL('**sort=mean**');
    await page.getByRole('searchbox', { name: 'Filter queues' }).fill('MAILER');
    await page.waitForURL('**filter=MAILER**');
    await page.reload();
    await row.first().waitFor();
    await page.getByRole('searchbox', { name: 'Filter queues' }).fill('no such queue');
    await row.first().waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Filter queues' }).fill('');
    await row.first().waitFor();
    await page.getByRole('button', { name: 'Runs' }).click();
    await page.getByRole('columnheader', { name: 'Queue wait' }).waitFor();
    assert.doesNotMatch(page.url(), /view=/);
    assertQuiet();
    await close();
  });
});

/** `1.24 s`, `318 ms`, `42 µs` in milliseconds. */
function milliseconds(text: string): number {
  const [, digits = '', unit = ''] = /^([\d.,]+)\s*(s|ms|µs)$/.exec(text.trim()) ?? [];
  return Number(digits.replace(',', '')) * ({ s: 1000, ms: 1, µs: 0.001 }[unit] ?? Number.NaN);
}

/** The percentile of what was logged, whichever of two neighbours it is; a scheduler's delay apart. */
function near(text: string, logged: number[], level: number): void {
  const sorted = [...logged].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * level));
  const [least, most] = [sorted[Math.max(0, at - 1)]!, sorted[Math.min(sorted.length - 1, at + 1)]!];
  const shown = milliseconds(text);
  assert.ok(shown >= least * 0.95 - 8 && shown <= most * 1.05 + 8, `${text}: ${least} to ${most} was logged`);
}
