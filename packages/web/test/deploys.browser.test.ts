import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { ChoicesAnswer, MarkersAnswer } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';
import { sendTwoVersions } from './two-versions.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;
const HOSTILE = '<img src=x onerror=alert(1)>';

describe('deploys on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    await sendTwoVersions(server.url);
    await post({ at: '-25m', kind: 'note', text: HOSTILE });
  });
  const post = async (body: object) => {
    const posted = await fetch(`${server.url}/api/bins/local/markers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(posted.status, 201);
  };
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (page: Page, path = '/b/local/deploys') => {
    await page.goto(`${server.url}${path}`);
  };
  const verdicts = async (page: Page) => {
    const rows = page.locator('.data-table tbody tr[data-index]');
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [row.querySelector('td')!.textContent, row.querySelector('.verdict')!.textContent]),
    );
    return Object.fromEntries(cells as [string, string][]);
  };

  it('compares the newest version with the one before it, the worst first', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await page.getByRole('heading', { name: 'v2 of shop against v1' }).waitFor();
    const expected = {
      'GET /api/slots': 'worse',
      'GET /api/rates': 'improved',
      'GET /new': 'new',
      'GET /old': 'gone',
      'GET /same': 'no change',
    };
    assert.deepEqual(await verdicts(page), expected);
    await page.getByText('1 worse', { exact: true }).waitFor();
    await page.getByText('1 improved', { exact: true }).waitFor();
    const slots = page.locator('.data-table tbody tr[data-index]').first();
    assert.match(await slots.innerText(), /slots[\s\S]*worse[\s\S]*\+6\d\d ms[\s\S]*p < 0\.001/);
    await page.getByRole('link', { name: 'v2 shop' }).click();
    await page.waitForURL(/version=v2&before=v1/);
    assert.deepEqual(await verdicts(page), expected);
    await slots.getByRole('link').click();
    await page.waitForURL(/transaction\?.*name=GET/);
    assertQuiet();
    await close();
  });

  it('compares the other way round, around a moment, and any two times; keeps it in the address', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '/b/local/deploys?service=shop&version=v1&before=v2');
    const back = await verdicts(page);
    assert.deepEqual([back['GET /api/slots'], back['GET /api/rates']], ['improved', 'worse']);
    await page.getByRole('button', { name: 'after: v1' }).click();
    await page.getByRole('button', { name: 'v2', exact: true }).click();
    // A version is not compared with itself: the other side gives way.
    await page.getByRole('heading', { name: 'v2 against v1' }).waitFor();
    const forth = await verdicts(page);
    assert.deepEqual([forth['GET /api/slots'], forth['GET /api/rates']], ['worse', 'improved']);
    await page.getByRole('link', { name: 'note' }).click();
    await page.waitForURL('**moment=**');
    assert.equal((await verdicts(page))['GET /api/slots'], 'worse');
    await page.getByRole('button', { name: 'Two times…' }).click();
    const field = (await page.getByLabel('Before, from').boundingBox())!;
    assert.ok(field.width > 150, `nobody can read a time in ${field.width} px`);
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForURL(/beforeFrom=.*afterTo=/);
    await page.reload();
    await page.getByRole('heading', { name: 'Two times' }).waitFor();
    assert.equal((await verdicts(page))['GET /api/slots'], 'worse');
    await page.getByRole('button', { name: 'Verdict' }).click();
    await page.waitForURL('**sort=verdict**');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 6);
    await page.getByRole('searchbox', { name: 'Filter endpoints' }).fill('rates');
    await page.waitForURL('**filter=rates**');
    assert.deepEqual(await verdicts(page), { 'GET /api/rates': 'improved' });
    await page.getByRole('button', { name: 'environment: all' }).click();
    await page.getByRole('button', { name: 'production', exact: true }).click();
    await page.waitForURL('**environment=production**');
    assert.deepEqual(await verdicts(page), { 'GET /api/rates': 'improved' });
    await page.goto(page.url().replace('environment=production', 'environment=nowhere'));
    await page.getByText('Nothing ran on either side.').waitFor();
    assertQuiet();
    await close();
  });

  it('shows what was posted as text, and takes it away after asking', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await open(page);
    const names = page.locator('.deploy-list td:first-child');
    await names.getByText(HOSTILE).waitFor();
    await verdicts(page);
    assert.equal(await scrollsSideways(page), false);
    const room = (await names.first().boundingBox())!.width;
    assert.ok(room >= 150, `${room} px for the name of a deploy`);
    const remove = page.getByRole('button', { name: /^Remove the marker/ });
    await remove.click();
    await page.getByText('really?').waitFor();
    await remove.click();
    await names.getByText(HOSTILE).waitFor({ state: 'detached' });
    assertQuiet();
    await close();
  });

  it('sees that a version was put back, compares what came after, and takes back what was found', async () => {
    const requests = (version: string, minutesAgo: number, durationMs: number) =>
      Array.from({ length: 40 }, (_, at) => ({
        service: 'ledger',
        version,
        environment: 'harbour',
        name: 'GET /books',
        agoMs: minutesAgo * 60_000 - at * 1_000,
        durationMs: durationMs + (at % 7),
      }));
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '/b/local/findings?service=ledger');
    await page.getByRole('heading', { name: 'Nothing was found' }).waitFor();
    await sendTraces(server.url, [...requests('b1', 50, 90), ...requests('b2', 35, 400)]);
    await page
      .getByRole('button', { name: /Slower than before.*GET \/books/s })
      .waitFor({ timeout: WORKED_UP_MS });
    await sendTraces(server.url, requests('b1', 5, 90));
    const deadline = Date.now() + WORKED_UP_MS;
    const putBack = async () => {
      const answer = await fetch(`${server.url}/api/bins/local/markers?service=ledger`);
      return ((await answer.json()) as MarkersAnswer).markers.some(({ isRollback }) => isRollback);
    };
    while (!(await putBack())) assert.ok(Date.now() < deadline, 'no rollback seen in time');
    await page.goto(`${server.url}/b/local/deploys?service=ledger`);
    const row = page.getByRole('link', { name: 'b1 ledger put back for b2' });
    await row.waitFor();
    await row.click();
    await page.waitForURL(/version=b1&before=b2&moment=/);
    await page.getByRole('heading', { name: 'b1 of ledger, put back, against b2' }).waitFor();
    assert.deepEqual(await verdicts(page), { 'GET /books': 'improved' });
    await page.goto(`${server.url}/b/local/findings?service=ledger`);
    await page.getByRole('heading', { name: 'Nothing was found' }).waitFor();
    assertQuiet();
    await close();
  });

  it('offers a service and an environment that came while it was open', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await verdicts(page);
    await sendTraces(server.url, [
      { service: 'late', environment: 'canary', name: 'GET /late', agoMs: 1_000, durationMs: 5 },
    ]);
    const deadline = Date.now() + WORKED_UP_MS;
    const isThere = async () => {
      const answer = await fetch(`${server.url}/api/bins/local/choices`);
      return ((await answer.json()) as ChoicesAnswer).services.includes('late');
    };
    while (!(await isThere())) assert.ok(Date.now() < deadline, 'not worked up in time');
    await page.getByRole('button', { name: 'service: all' }).click();
    await page.getByRole('button', { name: 'late', exact: true }).click();
    await page.waitForURL('**service=late**');
    await page.getByRole('button', { name: 'environment: all' }).click();
    await page.getByRole('button', { name: 'canary', exact: true }).click();
    await page.waitForURL('**environment=canary**');
    assertQuiet();
    await close();
  });

  it('sorts and filters the list of deploys in the address, and gives it as CSV', async () => {
    for (let nth = 1; nth <= 7; nth++)
      await post({
        at: `-${60 + nth}h`,
        service: nth % 2 ? 'shop' : 'till',
        version: `w${nth}`,
        text: `week ${nth}`,
      });
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '/b/local/deploys?from=-72h&to=-48h');
    const rows = page.locator('.deploy-list tbody tr');
    const view = (wanted: string | null) =>
      page.waitForURL(({ searchParams }) => searchParams.get('deploys') === wanted);
    await rows.nth(6).waitFor();
    assert.match(await rows.first().innerText(), /w1\s+shop/);
    await page.locator('.deploy-list thead').getByRole('button', { name: 'Said' }).click();
    await view('said');
    await page.locator('.deploy-list thead').getByRole('button', { name: 'Said' }).click();
    await view('-said');
    await rows.first().filter({ hasText: 'w7' }).waitFor();
    const filter = page.getByRole('searchbox', { name: 'Filter: Deploys and moments' });
    await filter.fill('TILL');
    await view('-said~TILL');
    await rows.nth(3).waitFor({ state: 'detached' });
    await page.reload();
    await rows.nth(2).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV: Deploys and moments' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines[0], 'deploy,said,at,source,kind,service,version,before,rollback,url');
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',').slice(0, 2)),
      [
        ['w6 till', 'week 6'],
        ['w4 till', 'week 4'],
        ['w2 till', 'week 2'],
      ],
    );
    await rows.first().getByRole('link').click();
    await page.waitForURL(/moment=/);
    assertQuiet();
    await close();
  });

  it('says how to mark a deploy where there is none, and tells a refusal', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await open(page, '/b/local/deploys?from=-6d&to=-5d');
    await page.getByRole('heading', { name: 'No deploy in this range' }).waitFor();
    await page.getByText(/api\/bins\/local\/markers/).waitFor();
    await page.goto(`${server.url}/b/local/deploys?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    await close();
  });
});
