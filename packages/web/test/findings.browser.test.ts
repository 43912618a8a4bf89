import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ThresholdsAnswer, TransactionsAnswer } from '@tracebin/model';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;

/** A request with one query of 45 ms. */
const SLOW_BY_FORTY = {
  service: 'scruffy-web',
  name: 'GET /stations',
  agoMs: 20_000,
  durationMs: 60,
  children: [
    {
      name: 'SELECT stations',
      afterMs: 5,
      durationMs: 45,
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT * FROM stations' },
    },
  ],
};

describe('findings on the real server', () => {
  let browser: Browser;
  let server: RealServer;
  let traceIds: string[];

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer('serve', ['--derive', '1s'])]);
    traceIds = await sendTraces(
      server.url,
      [60_000, 90_000].map((agoMs) => ({
        service: 'scruffy-web',
        name: 'GET /api/week/:date',
        agoMs,
        durationMs: 2_000,
        children: [
          ...Array.from({ length: 30 }, (_, at) => ({
            name: 'SELECT slots',
            afterMs: 10 + at * 55,
            durationMs: 50,
            attributes: {
              'db.system.name': 'postgresql',
              'db.query.text': `SELECT * FROM slots WHERE week_id = ${at}`,
            },
          })),
        ],
      })),
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('fills by itself with what was noticed, says what to do, and leads to the traces', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local/findings?utm_source=mail`);
    const entry = page.getByRole('button', { name: /GET \/api\/week\/:date/ });
    await entry.waitFor({ timeout: WORKED_UP_MS });
    const text = await entry.innerText();
    assert.match(text, /30 × SELECT \* FROM slots WHERE week_id = \?/);
    assert.match(text, /per request \(p95\)/);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/open=[0-9a-f]{16}/);
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    await page.locator('.examples a').first().click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    assert.ok(traceIds.some((id) => page.url().includes(id)));
    await page.goBack();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    assertQuiet();
    await close();
  });

  it('is led to from its endpoint, and keeps what people say of it', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local/endpoints`);
    const tag = page.locator('.tags a').first();
    await tag.waitFor({ timeout: WORKED_UP_MS });
    await tag.click();
    await page.waitForURL(/\/findings\?.*open=/);
    await page.getByRole('button', { name: 'Acknowledged' }).click();
    await page.getByRole('button', { name: 'Acknowledged', pressed: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Acknowledged', pressed: true }).waitFor();
    await page.getByLabel('status').selectOption('open');
    await page.waitForURL('**status=open**');
    await page.getByRole('heading', { name: 'Nothing was found' }).waitFor();
    await page.getByLabel('status').selectOption('acknowledged');
    await page.getByRole('button', { name: /GET \/api\/week\/:date/ }).waitFor();
    assertQuiet();
    await close();
  });

  it('tells when something counts, lets that be changed, and refuses what cannot be', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/local/findings`);
    await page.getByRole('button', { name: 'Thresholds' }).click();
    const settings = page.getByRole('form', { name: 'When something counts as a finding' });
    // By keyboard: the first field has the focus, Escape gives it back.
    await settings.locator('input:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'Thresholds' }).waitFor();
    await page.keyboard.press('Enter');
    const slow = settings.getByLabel(/^Slow query/);
    assert.equal(await slow.getAttribute('placeholder'), '500');
    await slow.fill('40');
    await settings.getByRole('button', { name: 'Save' }).click();
    await settings.waitFor({ state: 'detached' });
    const path = `${server.url}/api/bins/local/findings/thresholds`;
    const kept = (await (await fetch(path)).json()) as ThresholdsAnswer;
    assert.deepEqual([kept.own, kept.thresholds.repeatCount], [{ slowQueryMs: 40 }, 5]);
    // Traces that are worked up from now on go by it.
    await sendTraces(server.url, [SLOW_BY_FORTY]);
    const found = page.getByRole('button', { name: /Slow query.*GET \/stations/s });
    await page.goto(`${server.url}/b/local/findings?kind=slow-query`);
    await found.waitFor({ timeout: WORKED_UP_MS });
    const change = (body: unknown) =>
      fetch(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    assert.deepEqual(
      await Promise.all(
        [{ repeatPercent: 100 }, { repeatPercent: 101 }, { repeatPercent: 0.5 }, { noSuch: 1 }, {}].map(
          async (body) => (await change(body)).status,
        ),
      ),
      [200, 400, 400, 400, 400],
    );
    assert.equal((await change({ slowQueryMs: null, repeatPercent: null })).status, 200);
    assert.deepEqual(((await (await fetch(path)).json()) as ThresholdsAnswer).own, {});
    await close();
  });

  it('shows what is slower than before a deploy, with both versions, and errors that are new', async () => {
    const requests = (version: string, agoMs: number, durationMs: number, failed: boolean) =>
      Array.from({ length: 40 }, (_, at) => ({
        service: 'deployed',
        environment: 'live',
        version,
        name: 'GET /report',
        agoMs: agoMs - at * 100,
        durationMs: durationMs + (at % 7),
        failed,
      }));
    await sendTraces(server.url, [
      ...requests('1.0', 600_000, 100, false),
      ...requests('1.1', 300_000, 180, true),
    ]);
    // A page that has something to show does not ask again by itself: it is opened when all of it is worked up.
    const deadline = Date.now() + WORKED_UP_MS;
    const hits = async () => {
      const answer = await fetch(`${server.url}/api/bins/local/transactions?service=deployed`);
      return ((await answer.json()) as TransactionsAnswer).figures.hits[0] ?? 0;
    };
    while ((await hits()) < 80) assert.ok(Date.now() < deadline, 'not worked up in time');
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local/findings?service=deployed`);
    const slower = page.getByRole('button', { name: /Slower than before.*GET \/report/s });
    await slower.waitFor({ timeout: WORKED_UP_MS });
    await slower.click();
    await page.getByRole('row', { name: /before 1\.0 103 ms/ }).waitFor();
    await page.getByRole('row', { name: /now 1\.1 183 ms/ }).waitFor();
    await page.getByRole('button', { name: /New error.*40 times/s }).click();
    await page.getByText('First in version 1.1; 40 requests of the versions before had none.').waitFor();
    await page.getByText(/Worked up to/).waitFor();
    await page.getByLabel('order').selectOption('most requests');
    await page.waitForURL('**sort=requests**');
    // What there is to choose from was asked for before the traces had been worked up: opened, it is asked for anew.
    await page.getByRole('button', { name: 'service: deployed' }).click();
    await page.getByRole('button', { name: 'environment: all' }).click();
    await page.getByRole('button', { name: 'live', exact: true }).click();
    await page.waitForURL('**environment=live**');
    await page.getByRole('searchbox', { name: 'Filter findings' }).fill('REPORT');
    await page.waitForURL('**filter=REPORT**');
    await page.reload();
    await page.getByText('2 findings', { exact: true }).waitFor();
    const address = page.url();
    await page.goto(address.replace('environment=live', 'environment=nowhere'));
    await page.getByRole('heading', { name: 'Nothing was found' }).waitFor();
    await page.goto(address);
    await page.getByText('2 findings', { exact: true }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    assert.match((await download).suggestedFilename(), /findings.*\.csv$/);
    // Errors cost no time: on the overview, too, it is said how many there were.
    await page.goto(`${server.url}/b/local?service=deployed`);
    const noticed = page.locator('.open-findings');
    await noticed.getByText('New error').waitFor();
    assert.match(await noticed.innerText(), /New error\s+GET \/report\s+40 times/);
    assertQuiet();
    await close();
  });

  it('fits a phone in the dark, and tells an empty range and a refusal', async () => {
    const { page, close } = await openPage(
      browser,
      server.url,
      { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
      [/400/],
    );
    await page.goto(`${server.url}/b/local/findings`);
    await page.locator('button.finding').first().waitFor({ timeout: WORKED_UP_MS });
    await page.locator('button.finding').first().click();
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    await page.goto(`${server.url}/b/local/findings?from=-7d&to=-2d`);
    await page.getByRole('heading', { name: 'Nothing was found' }).waitFor();
    await page.goto(`${server.url}/b/local/findings?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    await close();
  });
});
