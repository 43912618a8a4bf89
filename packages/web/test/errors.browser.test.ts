import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;
const HOSTILE = `<img src=x onerror="alert(1)">`;
const STACK = 'TypeError: no slot 17\n    at loadSlot (/app/src/slot.ts:41:9)\n    at node:internal/x:1:1';

interface Failure {
  agoMs: number;
  version: string;
  environment?: string;
  type: string;
  message: string;
  stack?: string;
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** Requests of `GET /week` that failed with an exception, each a trace of its own. */
async function sendFailures(url: string, failures: readonly Failure[]): Promise<void> {
  const body = {
    resourceSpans: failures.map(({ agoMs, version, environment, type, message, stack }) => {
      const start = BigInt(Date.now() - agoMs) * 1_000_000n;
      const attributes = [text('exception.type', type), text('exception.message', message)];
      if (stack !== undefined) attributes.push(text('exception.stacktrace', stack));
      return {
        resource: {
          attributes: [
            text('service.name', 'scruffy-web'),
            text('service.version', version),
            ...(environment === undefined ? [] : [text('deployment.environment.name', environment)]),
          ],
        },
        scopeSpans: [
          {
            spans: [
              {
                traceId: randomBytes(16).toString('hex'),
                spanId: randomBytes(8).toString('hex'),
                name: 'GET /week',
                kind: 2,
                startTimeUnixNano: `${start}`,
                endTimeUnixNano: `${start + 50_000_000n}`,
                status: { code: 2 },
                events: [{ name: 'exception', timeUnixNano: `${start + 1_000_000n}`, attributes }],
              },
            ],
          },
        ],
      };
    }),
  };
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

describe('errors on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    const slot = (agoMs: number, id: number, version: string) => ({
      agoMs,
      version,
      type: 'TypeError',
      message: `no slot ${id}`,
      stack: STACK.replace('17', String(id)),
    });
    await sendFailures(server.url, [
      slot(600_000, 1, '1.0'),
      slot(90_000, 2, '1.1'),
      slot(60_000, 17, '1.1'),
      { agoMs: 60_000, version: '1.1', environment: 'staging', type: HOSTILE, message: HOSTILE },
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const rows = (page: Page) => page.locator('tbody tr[data-index]');
  const open = async (page: Page, question = '') => {
    await page.goto(`${server.url}/b/local/errors${question}`);
    await rows(page).nth(1).waitFor({ timeout: WORKED_UP_MS });
    // The oldest trace may be worked up last.
    await rows(page).first().getByText('3', { exact: true }).waitFor({ timeout: WORKED_UP_MS });
  };

  it('puts alike errors together, knows what is new, and gives it all as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '?utm_source=mail');
    const cells = await rows(page).first().locator('td').allInnerTexts();
    assert.equal(cells[0], 'TypeError no slot ?');
    assert.equal(cells[5], 'loadSlot');
    assert.equal(cells[6], 'GET /week');
    assert.match(cells[7]!, /ago/);
    assert.match(cells[8]!, /10 min ago/);
    assert.equal(cells[9]!.trim(), '1.0');
    assert.match((await rows(page).nth(1).innerText()) ?? '', /new\s+1\.1/);
    await page.getByRole('button', { name: 'New since deploy 1' }).click();
    await page.waitForURL('**new=1**');
    assert.equal(await rows(page).count(), 1);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[1]!, /^scruffy-web,"<img/);
    await page.getByRole('button', { name: 'New since deploy 1' }).click();
    await page.getByRole('button', { name: 'First seen' }).click();
    await page.waitForURL('**sort=first**');
    assert.match(await rows(page).first().innerText(), /img/);
    await page.reload();
    await rows(page).first().getByText(HOSTILE).first().waitFor();
    await page.getByRole('searchbox', { name: 'Filter errors' }).fill('LOADSLOT');
    await page.waitForURL('**filter=LOADSLOT**');
    await rows(page).nth(1).waitFor({ state: 'detached' });
    assert.match(await rows(page).first().innerText(), /no slot/);
    await page.getByRole('searchbox', { name: 'Filter errors' }).fill('');
    await rows(page).nth(1).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assertQuiet();
    await close();
  });

  it('tells of one its stack, versions and endpoints, and leads to the newest trace', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.locator('tr[data-index="1"] a:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('tr[data-index="0"] a:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/errors\/[0-9a-f]{16}/);
    await page.getByRole('heading', { name: 'Errors / TypeError' }).waitFor();
    await page.getByText('at loadSlot (/app/src/slot.ts:41:9)').waitFor();
    const marks = page.locator('.step-track .marker title');
    await marks.first().waitFor({ state: 'attached' });
    assert.deepEqual(
      (await marks.allTextContents()).map((title) => title.replace(/ at .*/, '')),
      ['deploy 1.1 of scruffy-web'],
    );
    assert.match(await page.locator('.where tbody').innerText(), /GET \/week\s+3\s+75\.00 %/);
    assert.deepEqual(
      (await page.locator('.versions tbody tr').allInnerTexts()).map((each) => each.split(/\s+/).slice(0, 2)),
      [
        ['1.1', '2'],
        ['1.0', '1'],
      ],
    );
    const firstOf = async (table: string) => page.locator(`.${table} tbody tr`).first().innerText();
    assert.match(await firstOf('newest'), /no slot 17/);
    await page.locator('.newest').getByRole('button', { name: 'At', exact: true }).click();
    await page.locator('.versions').getByRole('button', { name: 'Errors' }).click();
    await page.waitForURL(/newest=at&versions=-errors/);
    assert.match(await firstOf('newest'), /no slot 1\s/);
    await page.reload();
    await page.locator('.newest th[aria-sort=ascending]', { hasText: 'At' }).waitFor();
    assert.match(await firstOf('newest'), /no slot 1\s/);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV: Newest' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines[0], 'message,transaction,version,at,trace,span');
    assert.match(lines[1]!, /^no slot 1,GET \/week,1\.0,20\d\d-.*Z,[0-9a-f]{32},[0-9a-f]{16}$/);
    await page.getByRole('button', { name: 'environment: all' }).click();
    await page.getByRole('button', { name: 'staging', exact: true }).click();
    await page.waitForURL('**environment=staging**');
    await page.getByText('It did not happen in this range.').waitFor();
    await page.goBack();
    await page.locator('.newest').getByRole('link', { name: 'no slot 17' }).click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}\?.*span=[0-9a-f]{16}/);
    assertQuiet();
    await close();
  });

  it('fits a phone in the dark, and tells refusals and quiet ranges', async () => {
    const options = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const };
    const { page, close } = await openPage(browser, server.url, options, [/400/, /404/]);
    await page.goto(`${server.url}/b/local/errors`);
    await rows(page).nth(1).waitFor({ timeout: WORKED_UP_MS });
    assert.equal(await scrollsSideways(page), false);
    await rows(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Newest', exact: true }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    // A place without a blank to break it at.
    await page
      .locator('.said code')
      .last()
      .evaluate((code) => (code.textContent = 'a'.repeat(300)));
    assert.equal(await scrollsSideways(page), false);
    await page.goto(`${page.url()}?from=-7d&to=-2d`);
    await page.getByText('It did not happen in this range.').waitFor();
    await page.goto(`${server.url}/b/local/errors?from=-7d&to=-2d`);
    await page.getByRole('heading', { name: 'Nothing went wrong here' }).waitFor();
    await page.goto(`${server.url}/b/local/errors?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    await page.goto(`${server.url}/b/local/errors/0000000000000001`);
    await page.getByRole('heading', { name: 'No group of errors has this id.' }).waitFor();
    await close();
  });
});
