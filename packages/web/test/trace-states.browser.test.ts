import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TraceFindingsAnswer } from '@tracebin/model';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { answerTraces } from './answer-traces.ts';
import { failedTrace, hostileTrace, oneSpanTrace, weekTrace } from './canned-traces.ts';
import { type CannedAnswer, type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { TraceBuilder } from './trace-builder.ts';
import { TracePageDriver } from './trace-page-driver.ts';

describe('the states of the trace page', () => {
  let browser: Browser;
  let server: FixtureServer;
  let traceAnswer: CannedAnswer | undefined;
  let findings: TraceFindingsAnswer | undefined;
  const week = weekTrace();
  const failed = failedTrace();
  const one = oneSpanTrace();
  const hostile = hostileTrace();
  const instant = new TraceBuilder('2'.repeat(32));
  instant.add({ service: 'scruffy-jobs', name: ' \u200b', at: 0, took: 0 });
  const url = (trace: { traceId: string }, query = '') =>
    `${server.url}/b/scruffy/traces/${trace.traceId}${query}`;

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(
      answerTraces([week, failed, one, hostile, instant.answer], ({ path }) => {
        if (findings !== undefined && /\/traces\/[^/]+\/findings$/.test(path)) return { json: findings };
        return /\/traces\/[^/]+$/.test(path) ? traceAnswer : undefined;
      }),
    );
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const openTrace = async (address: string, options: BrowserContextOptions = {}) => {
    traceAnswer = undefined;
    const watched = await openPage(browser, server.url, options);
    const trace = new TracePageDriver(watched.page);
    await trace.open(address);
    return { ...watched, trace };
  };

  it('shows the shape of the page while a trace is on its way', async () => {
    const { page, close } = await openPage(browser, server.url);
    let answer = () => {};
    const later = new Promise<void>((resolve) => {
      answer = resolve;
    });
    traceAnswer = { after: later, json: failed };
    await page.goto(url(failed));
    await page.getByRole('main', { name: 'Loading the trace' }).waitFor();
    answer();
    await new TracePageDriver(page).drawn();
    assert.equal(await page.getByRole('main', { name: 'Loading the trace' }).count(), 0);
    await close();
  });

  it('says why a trace may not be there, with how long the bin keeps traces', async () => {
    traceAnswer = undefined;
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(url({ traceId: 'c'.repeat(32) }));
    await page.getByRole('heading', { name: 'No trace of this id here' }).waitFor();
    await page.getByText('this bin keeps traces for 14 days').waitFor();
    await page.getByText('c'.repeat(32)).waitFor();
    await page.getByRole('link', { name: 'All traces of this bin' }).click();
    await page.waitForURL('**/b/scruffy/traces');
    assertQuiet();
    await close();
  });

  it('says while it waits to be worked up how far that is, and asks again by itself', async () => {
    traceAnswer = { json: { ...one, start: new Date(Date.now() - 1_000).toISOString() } };
    findings = { workedUp: false, derivedUntil: new Date(Date.now() - 65_000).toISOString(), findings: [] };
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(url(one));
    const waits = page
      .getByRole('status')
      .filter({ hasText: 'Findings come when the trace has been worked up' });
    await waits.waitFor();
    assert.match(await waits.innerText(), /· worked up to \d\d:\d\d:\d\d/);
    findings = { ...findings, derivedUntil: null };
    await waits.getByText('worked up to').waitFor({ state: 'detached' });
    findings = { ...findings, workedUp: true };
    await waits.waitFor({ state: 'detached' });
    findings = undefined;
    assertQuiet();
    await close();
  });

  it('says what went wrong, what to do, and tries again', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    traceAnswer = {
      status: 400,
      json: {
        error: { code: 'bad-trace-id', message: 'That is no trace id.', hint: 'It has 32 hex digits.' },
      },
    };
    await page.goto(url(failed));
    await page.getByRole('alert').getByText('It has 32 hex digits.').waitFor();
    traceAnswer = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await new TracePageDriver(page).drawn();
    await close();
  });

  it('draws a trace of one span', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(one));
    await trace.expectCount('1 row');
    const bar = (await trace.ink(/heartbeat/))!;
    assert.ok(bar.from < 0.01 && bar.to > 0.99, `the bar goes from ${bar.from} to ${bar.to}`);
    assert.match((await page.getByRole('region', { name: 'Summary' }).textContent()) ?? '', /42µs/);
    assertQuiet();
    await close();
  });

  it('fits a trace of no length, and names what has no name', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(instant.answer));
    await trace.expectCount('1 row');
    assert.equal(await scrollsSideways(page), false);
    assert.equal(await page.getByRole('heading', { level: 1 }).locator('bdi').last().innerText(), 'unnamed');
    assertQuiet();
    await close();
  });

  it('says what is missing: parents, the rest of a cut trace, logs without a span', async () => {
    const partial = new TraceBuilder('5'.repeat(32));
    for (let i = 0; i < 40; i++)
      partial.add({ service: 'web', name: `step ${String.fromCharCode(97 + (i % 26))}${i}`, at: i, took: 1 });
    for (let i = 0; i < 3; i++)
      partial.add({
        service: 'jobs',
        parentId: 'feedfeedfeedfeed',
        name: `lost ${'abc'[i]}`,
        at: 60 + i,
        took: 1,
      });
    partial.answer.truncated = true;
    partial.answer.logsWithoutSpan = 2;
    const { page, close } = await openPage(browser, server.url);
    traceAnswer = { json: partial.answer };
    const trace = new TracePageDriver(page);
    await trace.open(url(partial.answer));
    const notices = page.getByRole('list', { name: 'Notices' });
    assert.deepEqual(await notices.locator('.warn').allTextContents(), [
      'Only the first 43 spans are shown; the trace has more.',
      '3 spans whose parent has not arrived.',
      '2 log records name no span of this trace.',
    ]);
    await notices.getByRole('button', { name: 'Show' }).click();
    await trace.expectCurrent('lost a');
    await trace
      .row(/lost a/)
      .getByText('parent missing')
      .waitFor();
    await close();
  });

  it('warns of clocks that disagree, at the trace and at the span', async () => {
    const skewed = new TraceBuilder('6'.repeat(32));
    const call = skewed.add({ service: 'web', name: 'GET', at: 100, took: 50, kind: 3 });
    skewed.add({ service: 'rates', parent: call, name: 'GET /v1', at: 20, took: 40, kind: 2 });
    const { page, close } = await openPage(browser, server.url);
    traceAnswer = { json: skewed.answer };
    const trace = new TracePageDriver(page);
    await trace.open(url(skewed.answer));
    await page.getByText('Clocks of hosts seem to disagree at 1 span').waitFor();
    await page.getByRole('list', { name: 'Notices' }).getByRole('button', { name: 'Show' }).click();
    await page.keyboard.press('Enter');
    // In the middle of its caller it would have started at 105 ms.
    await trace.panel.getByText('seems to be 85 ms behind its parent').waitFor();
    await close();
  });

  it('shows hostile text as text, and keeps its layout', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(
      url(hostile, `?span=${hostile.spans.spanId[0]}`),
    );
    await trace.panel.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor();
    const rows = await trace.rowTexts();
    assert.ok(rows.includes('<img src=x onerror=alert(1)>'));
    assert.ok(rows.includes('evil שלום עולם'), 'marks that turn the writing direction are gone');
    assert.ok(rows.includes('nul\u2400byte\u2407bell new line'));
    assert.ok(rows.includes('(no name)'));
    assert.equal(await page.locator('img, .trace-page script').count(), 0);
    assert.equal(await scrollsSideways(page), false);
    const heights = await page
      .locator('[role=treeitem]')
      .evaluateAll((all) =>
        all.map((row) => row.scrollHeight > row.clientHeight || row.scrollWidth > row.clientWidth + 1),
      );
    assert.ok(
      heights.every((overflows) => !overflows),
      'no row is burst by its text',
    );
    await trace.row(/xxxx/).click();
    await trace.panel.getByRole('heading', { name: /^x+$/ }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    const circle = await page.getByRole('list', { name: 'Notices' }).textContent();
    assert.match(circle ?? '', /1 span in a circle of parents/);
    await trace.row(/went backwards/).click();
    assert.match((await trace.panel.textContent()) ?? '', /took0ms/);
    await page.keyboard.press('End');
    await trace.expectCurrent('circle b');
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    assertQuiet();
    await close();
  });

  it('keeps the view in the address: reload and back bring it again', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    await trace
      .row(/session/)
      .locator('[data-twisty]')
      .click();
    await trace.row(/pg.connect/).click();
    await page.waitForURL(/span=/);
    await page.keyboard.press('z');
    await page.waitForURL(/from=\d+&to=\d+/);
    const axis = await trace.axis();
    await page.keyboard.press('/');
    await page.keyboard.type('stations');
    await page.waitForURL(/find=stations/);
    await page.reload();
    await trace.drawn();
    await trace.panel.getByRole('heading', { name: 'pg.connect' }).waitFor();
    assert.deepEqual(await trace.axis(), axis);
    assert.equal(await trace.row(/session/).getAttribute('aria-expanded'), 'false');
    assert.equal(await page.locator('.trace-find input').inputValue(), 'stations');
    await page.goBack();
    await trace.expectAxis('0 s', '20 s');
    await trace.panel.getByRole('heading', { name: 'pg.connect' }).waitFor();
    await page.goBack();
    await trace.panel.waitFor({ state: 'detached' });
    assert.equal(await trace.row(/session/).getAttribute('aria-expanded'), 'false');
    await page.goForward();
    await trace.panel.getByRole('heading', { name: 'pg.connect' }).waitFor();
    assertQuiet();
    await close();
  });

  it('opens a link to a span inside a folded group at that span', async () => {
    const { page, trace, close } = await openTrace(url(week, `?span=${week.spans.spanId[3_000]}`));
    await trace.panel.getByRole('heading', { name: 'SELECT scruffy' }).waitFor();
    await trace.expectCurrent('WHERE week_id = 91198');
    assert.equal(await trace.row(/week_id = 91198/).isVisible(), true);
    await page.goto(url(week, '?span=abcdefabcdefabcd'));
    await trace.panel.getByText('Not in this trace').waitFor();
    await close();
  });

  it('fits a phone: nothing scrolls sideways, the panel is below', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week), {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    assert.equal(await scrollsSideways(page), false);
    await trace.row(/4,012 ×/).click();
    await trace.panel.getByRole('heading', { name: '4,012 spans, one statement' }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    const tree = (await trace.tree.boundingBox())!;
    const panel = (await trace.panel.boundingBox())!;
    assert.ok(panel.y >= tree.y + tree.height, 'the panel stands below the rows');
    const bar = (await trace.ink(/4,012 ×/))!;
    assert.ok(bar.to - bar.from > 0.8, 'lanes are drawn');
    assertQuiet();
    await close();
  });

  it('draws in the colours of the theme on the screen', async () => {
    const colourOf = async (theme: string) => {
      const { page, close } = await openTrace(url(one, `?theme=${theme}`));
      const colour = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.trace-lanes')!;
        return [...canvas.getContext('2d')!.getImageData(canvas.width / 2, 12, 1, 1).data];
      });
      await close();
      return colour;
    };
    assert.deepEqual(await colourOf('light'), [47, 128, 194, 255]);
    assert.deepEqual(await colourOf('dark'), [75, 152, 222, 255]);
  });
});
