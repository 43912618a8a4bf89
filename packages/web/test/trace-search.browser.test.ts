import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { answerTraces } from './answer-traces.ts';
import { generatedTrace, weekTrace } from './canned-traces.ts';
import { type CannedAnswer, type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { TracePageDriver } from './trace-page-driver.ts';

describe('search inside the trace, with what the server finds', () => {
  let browser: Browser;
  let server: FixtureServer;
  let answer: (text: string) => CannedAnswer | undefined;
  const week = weekTrace();
  const huge = generatedTrace(100_000);

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(
      answerTraces([week, huge], ({ path, query }) =>
        path.endsWith('/search') ? answer(query.get('text') ?? '') : undefined,
      ),
    );
  });
  beforeEach(() => {
    answer = () => undefined;
    server.asked.length = 0;
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const openTrace = async (trace: { traceId: string }, query = '') => {
    const watched = await openPage(browser, server.url);
    const driver = new TracePageDriver(watched.page);
    await driver.open(`${server.url}/b/scruffy/traces/${trace.traceId}${query}`);
    const find = watched.page.locator('.trace-find');
    const count = (text: string) =>
      find
        .locator('output')
        .getByText(new RegExp(`^([\\d,]+ of )?${text}$`))
        .waitFor();
    return { ...watched, trace: driver, find, count };
  };
  const searches = () => server.asked.filter((each) => each.includes('/search?'));

  it('shows at once what the page finds, and adds what the server does, in the order of the rows', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    // By start, as the server tells them; one span twice, one that the page does not have, one that it found itself.
    const [root, ...rest] = week.spans.spanId;
    const spanIds = [rest.at(-1)!, root!, rest[0]!, rest[0]!, 'ffffffffffffffff'];
    answer = () => ({ json: { spanIds, more: false }, after: released });
    const { page, trace, count, assertQuiet, close } = await openTrace(week);
    await page.keyboard.press('/');
    await page.keyboard.type('GET /api/week/2026-11-16');
    await count('1…');
    release();
    await count('3');
    await page.keyboard.press('Enter');
    await page.locator('.trace-find output').getByText(/of 3$/).waitFor();
    const passed: string[] = [];
    for (let i = 0; i < 3; i++) {
      passed.push((await page.locator('.trace-find output').textContent()) ?? '');
      await page.keyboard.press('Enter');
    }
    assert.deepEqual([...passed].sort(), ['1 of 3', '2 of 3', '3 of 3']);
    assert.notEqual(await trace.currentText(), '');
    assertQuiet();
    await close();
  });

  it('leads to the span itself where others of its folded group were not found', async () => {
    const { spans, strings } = week;
    const alike = spans.spanId.filter((_, i) =>
      strings[spans.detail[i]!]?.startsWith('SELECT id, title FROM slots'),
    );
    answer = () => ({ json: { spanIds: [alike[2_000], alike[3_000]], more: false } });
    const { page, trace, count, assertQuiet, close } = await openTrace(week);
    await page.keyboard.press('/');
    await page.keyboard.insertText('order.number=70007');
    await count('2');
    await page.keyboard.press('Enter');
    await count('1 of 2');
    await trace.expectCurrent(/SELECT id, title FROM slots/);
    assert.doesNotMatch(await trace.currentText(), /×/);
    await page.keyboard.press('Enter');
    await count('2 of 2');
    await page.keyboard.press('Shift+Enter');
    await count('1 of 2');
    assertQuiet();
    await close();
  });

  it('asks once for what is typed in one go, and cancels the question before by the next key', async () => {
    const never = new Promise<void>(() => {});
    const [first] = week.spans.spanId;
    answer = (text) =>
      text === 'tenant'
        ? { json: { spanIds: [], more: false }, after: never }
        : { json: { spanIds: [first], more: false } };
    const { page, count, close } = await openTrace(week);
    const cancelled = page.waitForEvent('requestfailed', (request) => request.url().includes('text=tenant'));
    await page.keyboard.press('/');
    await page.keyboard.insertText('tenant');
    await page.waitForRequest(/text=tenant$/);
    await page.keyboard.type('s');
    await cancelled;
    await count('1');
    assert.deepEqual(
      searches().map((each) => new URLSearchParams(each.split('?')[1]).get('text')),
      ['tenant', 'tenants'],
    );
    await page.keyboard.press('Escape');
    await page.locator('.trace-find kbd').waitFor();
    assert.equal(searches().length, 2);
    await close();
  });

  it('says that there are more than the server names, and when it looked through names only', async () => {
    answer = (text) =>
      text === 'web'
        ? { json: { spanIds: huge.spans.spanId.slice(0, 50_000), more: true } }
        : {
            status: 400,
            json: { error: { code: 'bad-search', message: 'The text to look for has 11 words.' } },
          };
    const { page, find, close } = await openTrace(huge);
    await page.keyboard.press('/');
    await page.keyboard.insertText('web');
    await find
      .locator('output')
      .getByText(/^([\d,]+ of )?[\d,]{6,}\+$/)
      .waitFor();
    await page.keyboard.insertText(' a b');
    await find.getByText('names only').waitFor();
    assert.match((await find.getByRole('alert').getAttribute('title')) ?? '', /has 11 words/);
    await close();
  });
});
