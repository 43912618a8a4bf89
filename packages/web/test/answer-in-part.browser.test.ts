import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const SPANS = 5_000;
const PATTERNS = 100;
/** Some ten seconds of two cores, for each of the spans its whole text a hundred times; counting them takes none of it. */
const COSTLY = Array.from({ length: PATTERNS }, (_, at) => `REG_COUNT(text, "(a|b|ab)*${at}")`).join(' + ');
const QUESTION = `WITH matches AS (${COSTLY}) COUNT, HEATMAP(matches) COMPARE TO 1h`;

describe('a question that takes longer than it may', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    browser = await openBrowser();
    server = await startRealServer('serve', ['--question-timeout', '2s']);
    for (let sent = 0; sent < SPANS; sent += 1_000)
      await sendTraces(
        server.url,
        Array.from({ length: 1_000 }, (_, at) => ({
          service: 'shop',
          name: 'GET /',
          agoMs: 60_000 + at * 1_000,
          durationMs: 5,
          attributes: { text: 'ab'.repeat(2_000) },
        })),
      );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('is answered in part: what could be read is shown, what is missing is named with its reason', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const answered = page.waitForResponse((response) => response.url().endsWith('/query'));
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams({ q: QUESTION })}`);
    const label = page.locator('.question-facts .read-text');
    await label.getByText('In part: heatmap: the time was up; the earlier period: the time was up').waitFor();
    assert.equal((await answered).status(), 200);
    // The count was read in full.
    await page.getByRole('application', { name: /COUNT over time/ }).waitFor();
    assert.equal(await page.getByRole('application', { name: /Heatmap/ }).count(), 0);
    await page.getByRole('tab', { name: 'Results' }).click();
    await page.locator('table.results tfoot', { hasText: /TOTAL\s*5,000$/ }).waitFor();
    // All that is missing may be said in many words, also on a phone.
    await page.setViewportSize({ width: 390, height: 844 });
    assert.equal(await scrollsSideways(page), false);
    const words = (await label.boundingBox())!;
    assert.ok(words.x >= 0 && words.x + words.width <= 390, JSON.stringify(words));
    await page.setViewportSize({ width: 1440, height: 900 });
    // Without what takes so long the same answer is whole, and says nothing of parts.
    await page.getByRole('button', { name: 'Take away show HEATMAP(matches)' }).click();
    await page.waitForFunction(() => !document.body.innerText.includes('In part'));
    await label.getByText(/events read in/).waitFor();
    assertQuiet();
    await close();
  });

  it('tells when nothing could be read in its time', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/504/]);
    const q = `WITH matches AS (${COSTLY}) SUM(matches)`;
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams({ q })}`);
    await page.getByRole('heading', { name: 'The query took too long and was stopped.' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    assert.equal(await page.getByText('In part').count(), 0);
    await close();
  });
});
