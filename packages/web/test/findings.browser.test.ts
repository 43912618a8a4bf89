import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 20_000;

describe('findings on the real server', () => {
  let browser: Browser;
  let server: RealServer;
  let traceIds: string[];

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
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
