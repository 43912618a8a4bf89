import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { failedTrace, generatedTrace, hostileTrace, weekTrace } from './canned-traces.ts';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTrace } from './send-trace.ts';
import { near, TracePageDriver } from './trace-page-driver.ts';

describe('the trace page on the real server', () => {
  let browser: Browser;
  let server: RealServer;
  const week = weekTrace();
  const failed = failedTrace();
  const hostile = hostileTrace();
  const large = generatedTrace(10_000);

  before(async () => {
    browser = await openBrowser();
    server = await startRealServer();
    // Times before the start of their trace are the door's to refuse; what is left is what a store can hold.
    hostile.spans.duration = hostile.spans.duration.map((each) => Math.max(0, each));
    const now = Date.now();
    for (const trace of [week, failed, hostile, large]) await sendTrace(server.url, trace, now - 60_000);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const openTrace = async (traceId: string, query = '') => {
    const watched = await openPage(browser, server.url);
    const trace = new TracePageDriver(watched.page);
    await trace.open(`${server.url}/b/local/traces/${traceId}${query}`);
    return { ...watched, trace };
  };

  it('draws what came through the door: the N+1 is one row, and its numbers are those that were sent', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(week.traceId);
    await trace.expectCount('20 rows for 4,031 spans');
    const summary = (await page.getByRole('region', { name: 'Summary' }).textContent()) ?? '';
    for (const part of ['20.1s', 'spans4,031', 'edge, scruffy-web, rates', '1 error', '4,019 queries']) {
      assert.ok(summary.includes(part), `"${part}" in "${summary}"`);
    }
    const group = trace.row(/4,012 × SELECT id, title FROM slots WHERE week_id = \?/);
    await group.getByText('N+1').waitFor();
    const strip = (await trace.ink(/4,012 ×/))!;
    near(strip.from, 0.374 / 20.1, 0.01, 'first query');
    await group.click();
    await trace.panel.getByText('One query for all of them would do.').waitFor();
    assertQuiet();
    await close();
  });

  it('shows a span of the store: attributes, events, links and logs', async () => {
    const { trace, assertQuiet, close } = await openTrace(failed.traceId, `?span=${failed.spans.spanId[6]}`);
    await trace.panel.getByText('CardDeclined: insufficient funds (code 51)').first().waitFor();
    await trace.panel.getByText('at chargeCard (src/billing/charge.ts:88:11)').waitFor();
    await trace.row(/SELECT \* FROM slots/).click();
    await trace.panel.getByText('9007199254740993').waitFor();
    await trace.panel.getByText('src/serializers/slot.ts:31').waitFor();
    await trace.row(/^scruffy-web, POST/).click();
    await trace.panel.getByText('upstream timed out').waitFor();
    assertQuiet();
    await close();
  });

  it('finds spans by attributes, log records and what is hostile in them, and marks it in the panel', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(failed.traceId);
    const find = page.locator('.trace-find');
    const look = async (text: string, count: string) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type(text);
      // On a row that was found it says which of them that is.
      await find
        .locator('output')
        .getByText(new RegExp(`^(\\d+ of )?${count}$`))
        .waitFor();
      await page.keyboard.press('Enter');
    };
    const marked = () =>
      page.evaluate(() =>
        [...(CSS.highlights.get('trace-found') as unknown as Set<Range>)].map((range) => range.toString()),
      );
    const queries = failed.spans.layer.filter((layer) => layer === 1).length;
    await look('code.function.name=SLOTSof', String(queries));
    await trace.expectCurrent(/SELECT \* FROM slots/);
    await look('9007199254740993 "a",', String(queries));
    await look('upstream timed access', String(failed.spans.logs.filter((logs) => logs > 0).length));
    await trace.expectCurrent(/^POST/);
    await trace.tree.focus();
    await page.keyboard.press('Enter');
    await trace.panel.getByText('upstream timed out').waitFor();
    await trace.until(
      async () => (await marked()).join().includes('upstream,timed'),
      'the words of the log record to be marked',
    );
    for (const nothing of ["%' OR 1=1 --", '.*', '__', 'x'.repeat(200)]) {
      await page.keyboard.press('/');
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(nothing);
      await find.locator('output').getByText('none', { exact: true }).waitFor();
    }
    assertQuiet();
    await close();
  });

  it('shows hostile text that went through the store as text', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(hostile.traceId);
    const rows = await trace.rowTexts();
    for (const start of [
      '<img src=x onerror=alert(1)>',
      'evil שלום עולם',
      'xxxxx',
      'nul\u2400byte\u2407bell new line',
    ]) {
      assert.ok(
        rows.some((text) => text.startsWith(start)),
        `a row "${start}" in ${JSON.stringify(rows.slice(0, 8).map((text) => text.slice(0, 60)))}`,
      );
    }
    assert.equal(await scrollsSideways(page), false);
    assertQuiet();
    await close();
  });

  it('opens 10,000 spans and finds the last of them', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(large.traceId, '?repeats=open');
    await page
      .locator('.trace-hints')
      .getByText(/for 10,000 spans/)
      .waitFor();
    await page.keyboard.press('End');
    await trace.until(
      async () => (await trace.ink(page.getByRole('treeitem').last())) !== null,
      'the last bar',
    );
    assertQuiet();
    await close();
  });
});
