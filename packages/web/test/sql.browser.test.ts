/** The box for SQL of one's own, on the real server. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const HOSTILE = '<img src=x onerror=alert(1)>`"\'';

describe("SQL of one's own", () => {
  let browser: Browser;
  let server: RealServer;
  before(async () => {
    browser = await openBrowser();
    server = await startRealServer();
    await sendTraces(
      server.url,
      Array.from({ length: 250 }, (_, at) => ({
        service: 'web',
        name: `GET /${at}`,
        agoMs: 60_000 + at,
        durationMs: 10 + at,
        attributes: { 'http.route': at % 2 === 0 ? '/even' : HOSTILE },
      })),
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const box = (page: Page) => page.getByRole('textbox', { name: 'SQL' });
  async function run(page: Page, sql: string): Promise<void> {
    await box(page).fill(sql);
    await box(page).press('Control+Enter');
  }

  it('is found from a question, runs, and its rows leave as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local/explore?q=COUNT&tab=sql`);
    await page.getByRole('link', { name: 'Write SQL of your own' }).click();
    await page.waitForURL('**/b/local/sql');
    // The page that was left stays until this one is there, and has a button of that name, too.
    await box(page).waitFor();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('cell', { name: '/even' }).waitFor();
    assert.deepEqual(await page.getByRole('columnheader').allInnerTexts(), ['route', 'n', 'p95_ms']);
    await page.getByRole('cell', { name: HOSTILE }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const csv = await readFile(await (await download).path(), 'utf8');
    assert.match(csv, /^route,n,p95_ms\r\n/);
    await page.reload();
    await page.getByRole('cell', { name: '/even' }).waitFor();
    await run(page, 'SELECT name, duration FROM spans ORDER BY duration');
    await page.getByRole('button', { name: 'Show 50 more' }).click();
    assert.equal(await page.getByRole('row').count(), 251);
    assertQuiet();
    await close();
  });

  it('points at what is wrong, and lists what there is', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/local/sql`);
    const wrong = page.locator('.q-wrong');
    await run(page, 'SELECT file(1) FROM spans');
    await page.getByRole('alert').getByText('There is no function file here').waitFor();
    assert.equal(await wrong.innerText(), 'file');
    await run(page, 'SELECT nme FROM spans');
    await page.getByRole('alert').getByText(/nme/).waitFor();
    assert.equal(await wrong.innerText(), 'nme');
    await run(page, 'SELECT hash FROM keys');
    await page
      .getByRole('alert')
      .getByText(/There is no table keys/)
      .waitFor();
    assert.equal(await wrong.innerText(), 'keys');
    await page.getByText('transactions', { exact: true }).click();
    await page.getByRole('button', { name: 'queue_wait' }).waitFor();
    await run(page, "SELECT name FROM spans WHERE name = 'nothing'");
    await page.getByText('No row.').waitFor();
    await close();
  });

  it('gives every column of a wide row its room', async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local/sql?sql=${encodeURIComponent('SELECT * FROM spans LIMIT 3')}`);
    await page.getByRole('cell', { name: 'web', exact: true }).first().waitFor();
    const cut = await page
      .getByRole('columnheader')
      .evaluateAll((heads) => heads.filter((head) => head.scrollWidth > head.clientWidth).length);
    assert.equal(cut, 0);
    const id = page.getByRole('cell', { name: /^[0-9a-f]{32}$/ }).first();
    assert.ok(await id.evaluate((cell) => cell.scrollWidth <= cell.clientWidth), 'a trace id is cut off');
    assert.equal(await scrollsSideways(page), false);
    await close();
  });

  it('fits a phone in the dark', async () => {
    const { page, close } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await page.goto(`${server.url}/b/local/sql?sql=${encodeURIComponent('SELECT * FROM spans LIMIT 3')}`);
    await page.getByRole('cell', { name: 'web', exact: true }).first().waitFor();
    assert.equal(await scrollsSideways(page), false);
    await close();
  });
});
