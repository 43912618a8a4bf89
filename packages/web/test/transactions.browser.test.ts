import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;

describe('endpoints and jobs on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    const queries = (count: number, statement: string, durationMs: number) =>
      Array.from({ length: count }, () => ({
        name: 'SELECT',
        durationMs,
        attributes: { 'db.system.name': 'postgresql', 'db.query.text': statement },
      }));
    await sendTraces(server.url, [
      ...Array.from({ length: 8 }, (_, at) => ({
        service: 'scruffy-web',
        name: 'GET /api/slots',
        agoMs: 60_000 + at * 1_000,
        durationMs: 80,
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
        children: queries(1, 'SELECT * FROM slots WHERE station = 1', 60),
      })),
      ...Array.from({ length: 2 }, (_, at) => ({
        service: 'scruffy-web',
        name: 'GET /api/week/:date',
        agoMs: 60_000 + at * 1_000,
        durationMs: 2_000,
        failed: true,
        attributes: { 'http.request.method': 'GET', 'http.response.status_code': 504 },
        children: queries(30, 'SELECT * FROM slots WHERE week_id = 7', 50),
      })),
      { service: 'edge', name: 'POST /session', agoMs: 50_000, durationMs: 40 },
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const rows = (page: Page) => page.locator('tbody tr[data-index]');
  const names = (page: Page) => page.locator('tbody tr[data-index] td:first-child').allInnerTexts();
  const open = async (page: Page, question = '') => {
    await page.goto(`${server.url}/b/local/endpoints${question}`);
    await rows(page).first().waitFor({ timeout: WORKED_UP_MS });
  };
  const allIn = (page: Page) =>
    page.getByText('3 endpoints', { exact: true }).waitFor({ timeout: WORKED_UP_MS });

  it('shows which endpoints take the time, with their numbers', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '?utm_source=mail');
    await allIn(page);
    const texts = await rows(page).allInnerTexts();
    assert.match(texts[0]!, /\/api\/week\/:date/);
    const cells = await rows(page).nth(1).locator('td').allInnerTexts();
    assert.match(cells[0]!, /GET\s*\/api\/slots/);
    assert.equal(cells[1], '8');
    assert.match(cells[3]!, /^80\s*ms/);
    assert.match(cells[7]!, /^13\.7 %/);
    assert.equal(cells[8]!.trim(), '0');
    const week = await rows(page).nth(0).locator('td').allInnerTexts();
    assert.match(week[3]!, /^2\.00\s*s/);
    assert.match(week[8]!, /^2\s*100\.00 %/);
    assert.equal(week[10], '30');
    const layers = await rows(page).nth(1).getByRole('img', { name: /app/ }).getAttribute('aria-label');
    assert.equal(layers, 'app 25 %, db 75 %');
    await page.getByRole('link', { name: /week/ }).click();
    await page.waitForURL(/\/transaction\?service=scruffy-web&name=GET.*week/);
    await page.getByRole('heading', { name: /week/ }).first().waitFor();
    assertQuiet();
    await close();
  });

  it('sorts, filters and narrows, and keeps it in the address', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await allIn(page);
    await page.getByRole('button', { name: 'Hits' }).click();
    await page.waitForURL('**sort=hits');
    assert.match((await names(page))[0]!, /slots/);
    await page.getByRole('button', { name: 'Hits' }).click();
    await page.waitForURL('**order=asc**');
    assert.match((await names(page))[0]!, /session/);
    await page.keyboard.press('/');
    await page.keyboard.type('WEEK');
    await page.waitForURL('**filter=WEEK**');
    assert.equal((await names(page)).length, 1);
    // Letters are no steps of the history: back leads to the sort before.
    await page.goBack();
    await rows(page).nth(2).waitFor();
    await page.getByRole('button', { name: 'With errors 1' }).click();
    await page.waitForURL('**errors=1**');
    assert.match((await names(page)).join(), /^GET\s*\/api\/week\/:date/);
    await page.getByRole('button', { name: 'With errors 1' }).click();
    await page.getByRole('button', { name: /^service: all/ }).click();
    await page.getByRole('button', { name: 'edge', exact: true }).click();
    await page.waitForURL('**service=edge**');
    await page.getByText('1 endpoint', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('1 endpoint', { exact: true }).waitFor();
    assert.match((await names(page))[0]!, /POST\s*\/session/);
    assertQuiet();
    await close();
  });

  it('has the classic columns', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '?view=classic');
    await allIn(page);
    assert.deepEqual(
      (await page.locator('thead th').allInnerTexts()).map((each) => each.trim()),
      ['Endpoint', 'Hits ↓', 'Median', 'Slow (p95)', '% App', '% SQL', '% View', '% Other'],
    );
    const cells = await rows(page).first().locator('td').allInnerTexts();
    assert.deepEqual(cells.slice(4), ['25', '75', '0', '0']);
    await page.getByRole('button', { name: 'Layers in %' }).click();
    await page.getByRole('columnheader', { name: 'Share of time' }).waitFor();
    assert.deepEqual(
      (await page.locator('thead th').allInnerTexts()).map((each) => each.trim()),
      [
        ['Endpoint', 'Hits', '/min', 'Median', 'Slow (p95)', 'p99', 'Share of time ↓', 'Errors'],
        ['% App', '% SQL', '% Cache', '% View', '% External', '% Other', 'Queries/req', 'Findings'],
      ].flat(),
    );
    const shares = await rows(page).nth(1).locator('td').allInnerTexts();
    assert.deepEqual(shares.slice(8, 14), ['25', '75', '0', '0', '0', '0']);
    await page.getByRole('button', { name: 'Detailed' }).click();
    await page.getByRole('columnheader', { name: 'p95 over time' }).waitFor();
    assertQuiet();
    await close();
  });

  it('moves by keys and opens a row', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await allIn(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.match((await page.locator(':focus').innerText()) ?? '', /slots/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/transaction\?.*slots/);
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await page.waitForURL('**/jobs');
    await page.getByRole('heading', { name: 'No job ran here' }).waitFor();
    assertQuiet();
    await close();
  });

  it('gives the table as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await allIn(page);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const download = await downloading;
    assert.match(download.suggestedFilename(), /^endpoints-.*\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 4);
    assert.match(lines[0]!, /^service,name,hits,/);
    assert.match(lines[1]!, /^scruffy-web,GET \/api\/week\/:date,2,/);
    assertQuiet();
    await close();
  });

  it('fits a phone, and is dark in the dark', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await open(page);
    await page.getByText(/GET 8/).waitFor({ timeout: WORKED_UP_MS });
    assert.equal(await scrollsSideways(page), false);
    const isWhole = await page.getByRole('searchbox').evaluate((element) => {
      const field = element as HTMLInputElement;
      field.value = field.placeholder;
      return field.scrollWidth <= field.clientWidth;
    });
    assert.ok(isWhole, 'what the filter says is cut');
    assertQuiet();
    await close();
  });

  it('keeps names in sight in a narrow window, and tells those that are cut', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      viewport: { width: 900, height: 700 },
    });
    await open(page);
    const name = page.locator('tbody tr[data-index] td:first-child').first();
    const { width } = (await name.boundingBox())!;
    assert.ok(width >= 120, `${width} px for a name`);
    assert.equal(await scrollsSideways(page), false);
    const bin = page.locator('.bin-name');
    await bin.evaluate((element) => {
      element.textContent = 'a bin whose name is longer than the bar has room for';
    });
    await bin.hover();
    await page.getByTitle(/^a bin whose name is longer/).waitFor();
    await bin.evaluate((element) => {
      element.textContent = 'short';
    });
    await page.mouse.move(400, 400);
    await bin.hover();
    await page.getByTitle(/^a bin whose name/).waitFor({ state: 'detached' });
    assertQuiet();
    await close();
  });

  it('tells an empty bin, a range without any, and a refusal', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/local/endpoints?from=-7d&to=-2d`);
    await page.getByRole('heading', { name: 'No endpoint ran here' }).waitFor();
    await page.goto(`${server.url}/b/local/endpoints?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    const created = (await (
      await fetch(`${server.url}/api/bins`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"empty"}',
      })
    ).json()) as { viewToken: string };
    await page.goto(`${server.url}/b/${created.viewToken}/endpoints`);
    await page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor();
    await close();
  });
});
