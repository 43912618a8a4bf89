import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTwoVersions } from './two-versions.ts';

describe('one transaction on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    await sendTwoVersions(server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const SLOTS = '/b/local/transaction?service=shop&name=GET+%2Fapi%2Fslots';
  const open = async (page: Page, path = SLOTS) => {
    await page.goto(`${server.url}${path}`);
    await page.getByRole('heading', { name: 'What a request is made of' }).waitFor();
  };
  const rowsOf = (page: Page, title: string) =>
    page.locator('section', { has: page.getByRole('heading', { name: title }) }).locator('tbody tr');

  it('says how long it takes, on what, in which version, and what was found', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    assert.match(await page.locator('.figures').innerText(), /50 hits[\s\S]*p95\s*7\d\d ms/);
    await page.getByRole('img', { name: /^Half take up to .* 95 % up to 7/ }).waitFor();
    const made = rowsOf(page, 'What a request is made of');
    await made.nth(1).waitFor();
    assert.match(await made.nth(0).innerText(), /GET \/api\/slots/);
    assert.match(await made.nth(1).innerText(), /15\.5 × SELECT \* FROM slots WHERE id = \?[\s\S]*15\.5 ×/);
    const words = page.locator('section', {
      has: page.getByRole('heading', { name: 'What a request is made of' }),
    });
    assert.match(
      await words.innerText(),
      /mean \d\d\d ms of all, drawn from \d\d, each counted for as many as took about as long/,
    );
    await page.getByRole('button', { name: 'About the p95' }).click();
    await page.waitForURL('**profile=slow**');
    assert.match(await words.innerText(), /mean 7\d\d ms of \d+ nearest to the p95/);
    await page.getByText('30 × ').first().waitFor();
    assert.match(await rowsOf(page, 'Queries').first().innerText(), /SELECT[\s\S]*15\.5 ×\s*30/);
    assert.match(await rowsOf(page, 'By version').nth(0).innerText(), /v2\s*25/);
    assert.match(await rowsOf(page, 'By version').nth(1).innerText(), /v1\s*25/);
    await page.getByRole('link', { name: /N\+1 query/ }).waitFor();
    assert.equal(await page.locator('.tracks .marker').count(), 3);
    const samples = rowsOf(page, 'Requests from fast to slow');
    assert.match(await samples.first().innerText(), /^5\d\s*ms/);
    await samples.last().getByRole('link').click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}$/);
    assertQuiet();
    await close();
  });

  it('sorts and filters its tables in the address, and gives each as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const csvOf = async (title: string) => {
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: `Download as CSV: ${title}` }).click();
      return (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    };
    const view = (table: string, wanted: string | null) =>
      page.waitForURL(({ searchParams }) => searchParams.get(table) === wanted);
    const samples = rowsOf(page, 'Requests from fast to slow');
    await samples.nth(5).waitFor();
    await page.locator('.samples thead').getByRole('button', { name: 'Queries' }).click();
    await view('samples', '-queries');
    await samples.first().getByRole('cell', { name: '30', exact: true }).waitFor();
    const filter = page.getByRole('searchbox', { name: 'Filter: Requests from fast to slow' });
    await filter.fill('V1');
    await view('samples', '-queries~V1');
    await samples.first().getByRole('cell', { name: 'v1', exact: true }).waitFor();
    const found = await samples.count();
    const single = await csvOf('Requests from fast to slow');
    assert.equal(single[0], 'duration_ns,queries,version,at,failed,trace,span');
    assert.equal(single.length, found + 1);
    for (const line of single.slice(1))
      assert.match(line, /^5\d{7},1,v1,20\d\d-[^,]+Z,,[0-9a-f]{32},[0-9a-f]{16}$/);
    const versions = rowsOf(page, 'By version');
    await page.locator('.versions thead').getByRole('button', { name: 'p95' }).click();
    await versions.first().filter({ hasText: 'v2' }).waitFor();
    await page.locator('.versions thead').getByRole('button', { name: 'p95' }).click();
    await view('versions', 'p95');
    await versions.first().filter({ hasText: 'v1' }).waitFor();
    await page.reload();
    await versions.first().filter({ hasText: 'v1' }).waitFor();
    assert.equal(await samples.count(), found);
    const byVersion = await csvOf('By version');
    assert.deepEqual(
      byVersion.map((line) => line.split(',').slice(0, 2).join(',')),
      ['version,hits', 'v1,25', 'v2,25'],
    );
    const queries = await csvOf('Queries');
    assert.equal(
      queries[0],
      'statement,calls_per_request,most,time_per_request_ns,longest_ns,layer,target,place',
    );
    assert.match(queries[1]!, /^SELECT \* FROM slots WHERE id = \?,15\.5,30,\d+,\d+,db,postgresql,$/);
    const made = await csvOf('What a request is made of');
    assert.equal(
      made[0],
      'operation,statement,layer,depth,calls_per_request,requests_percent,time_ns,start_ns,end_ns',
    );
    assert.match(made[1]!, /^GET \/api\/slots,,app,0,1,100,\d+,0,\d+$/);
    assert.match(made[2]!, /^SELECT,SELECT \* FROM slots WHERE id = \?,db,1,15\.5,100,\d+,\d+,\d+$/);
    assertQuiet();
    await close();
  });

  it('narrows everything to a part of the distribution, by pointer and by keys', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const chart = page.getByRole('img', { name: /^Half take up to/ });
    const { x, y, width } = (await chart.boundingBox())!;
    await page.mouse.move(x + width * 0.6, y + 80);
    await page.mouse.down();
    await page.mouse.move(x + width - 2, y + 80, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/min=\d+.*max=\d+/);
    await page.getByText('25 hits').waitFor();
    await page.getByText('50.0 % of 50').waitFor();
    await rowsOf(page, 'Queries').first().getByText('30.0 ×').waitFor();
    await page.reload();
    await page.getByText('25 hits').waitFor();
    await page.getByRole('button', { name: 'All requests' }).click();
    await page.getByText('50 hits').waitFor();
    const slider = page.getByRole('slider', { name: /^Distribution/ });
    await slider.focus();
    for (let press = 0; press < 8; press++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('25 hits').waitFor();
    assert.match(await rowsOf(page, 'Queries').first().innerText(), /1\.00 ×/);
    await page.keyboard.press('Escape');
    await page.getByText('50 hits').waitFor();
    await page.getByRole('button', { name: 'v1', exact: true }).click();
    await page.waitForURL('**version=v1**');
    await page.getByText('25 hits').waitFor();
    assertQuiet();
    await close();
  });

  it('is opened from the overview, and fits a phone in the dark', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await page.goto(`${server.url}/b/local/overview`);
    await page.locator('.slowest').getByRole('link', { name: /slots/ }).click();
    await page.waitForURL(/transaction\?service=shop&name=GET/);
    await rowsOf(page, 'What a request is made of').nth(1).waitFor();
    assert.equal(await scrollsSideways(page), false);
    assertQuiet();
    await close();
  });

  it('tells one that did not run, and a refusal', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/local/transaction?service=shop&name=%3Cimg+src%3Dx%3E`);
    await page.getByRole('heading', { name: 'It did not run here' }).waitFor();
    await page.getByRole('heading', { name: /<img src=x>/ }).waitFor();
    await page.goto(`${server.url}${SLOTS}&min=long`);
    await page.getByRole('heading', { name: /"minDuration" is not a duration/ }).waitFor();
    await close();
  });
});
