import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Layer, SpanKind, type TraceAnswer } from '@tracebin/model';
import type { Browser } from 'playwright-core';
import { answerTraces } from './answer-traces.ts';
import { failedTrace, generatedTrace, hostileTrace, weekTrace } from './canned-traces.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTrace } from './send-trace.ts';
import { TraceBuilder } from './trace-builder.ts';
import { near, TracePageDriver } from './trace-page-driver.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;

/** The same page when it asks once for all: 30 ms, and one span that the slow one has not. */
function quickWeekTrace(): TraceAnswer {
  const trace = new TraceBuilder('1234567890abcdef1234567890abcdef');
  const web = { service: 'scruffy-web' };
  const edge = trace.add({
    service: 'edge',
    name: 'GET /api/week/2026-11-16',
    layer: Layer.other,
    kind: SpanKind.server,
    at: 0,
    took: 32,
  });
  const route = trace.add({
    ...web,
    parent: edge,
    name: 'GET /api/week/:date',
    kind: SpanKind.server,
    at: 1,
    took: 30,
  });
  trace.add({ ...web, parent: route, name: 'fromCache', at: 2, took: 28 });
  return trace.answer;
}

/** A call whose callee's clock is 225 ms ahead, as far as can be told. */
function skewedTrace(): TraceAnswer {
  const trace = new TraceBuilder('abcdefabcdefabcdefabcdefabcdefab');
  const call = trace.add({ service: 'web', name: 'GET /rates', kind: SpanKind.client, at: 0, took: 100 });
  trace.add({ service: 'rates', parent: call, name: 'answer', kind: SpanKind.server, at: 250, took: 50 });
  return trace.answer;
}

describe('pictures of a trace', () => {
  let browser: Browser;
  let server: RealServer;
  const week = weekTrace();
  const quick = quickWeekTrace();
  const failed = failedTrace();
  const url = ({ traceId }: TraceAnswer, query = '') => `${server.url}/b/local/traces/${traceId}${query}`;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer('serve', ['--derive', '1s'])]);
    const now = Date.now();
    for (const [trace, agoMs] of [
      [week, 120_000],
      [quick, 60_000],
      [failed, 50_000],
    ] as const) {
      await sendTrace(server.url, trace, now - agoMs);
    }
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const open = async (address: string) => {
    const watched = await openPage(browser, server.url);
    await watched.page.goto(address);
    return { ...watched, trace: new TracePageDriver(watched.page) };
  };

  it('tells what was found in a banner and beside the spans, and leads to what can be done', async () => {
    const { page, trace, assertQuiet, close } = await open(url(week));
    const banner = page.getByRole('list', { name: 'Findings' });
    const found = banner.getByRole('listitem').filter({ hasText: 'N+1 query' });
    await found.waitFor({ timeout: WORKED_UP_MS });
    assert.match(await found.innerText(), /4,012 × SELECT id, title FROM slots WHERE week_id = \?/);
    assert.match(await found.innerText(), /slot\.ts:31/);
    await found.getByRole('button', { name: 'Show' }).click();
    await trace.expectCurrent(/4,012 × SELECT id, title FROM slots/);
    await trace.panel.getByText('One after another').waitFor();
    await page.locator('.trace-row.is-current .tag', { hasText: 'N+1' }).waitFor();
    await found.getByRole('link', { name: 'What to do' }).click();
    await page.waitForURL(/\/findings\?.*open=[0-9a-f]{16}/);
    await page.getByRole('heading', { name: 'What to do' }).waitFor();
    assertQuiet();
    await close();
  });

  it('sums spans up by name, statement, service or layer', async () => {
    const { page, trace, assertQuiet, close } = await open(url(week));
    await trace.drawn();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('button', { name: 'Statement', exact: true }).click();
    const rows = page.locator('.trace-statistics tbody tr');
    await rows.first().waitFor();
    assert.match(await rows.first().innerText(), /slots WHERE week_id = \?\s+4,012\s/);
    await page.getByRole('button', { name: 'Total' }).click();
    await rows.first().filter({ hasText: 'GET /api/week/:date' }).waitFor();
    await page.reload();
    await rows.first().filter({ hasText: 'GET /api/week/:date' }).waitFor();
    assert.match(page.url(), /view=statistics&by=statement&groups=-total/);
    await page.locator('.trace-statistics').getByRole('button', { name: 'Statement' }).click();
    await page.waitForURL('**groups=name');
    await rows.first().filter({ hasText: 'auth' }).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Download as CSV/ }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines[0], 'statement,spans,failed,total_ns,self_ns,median_ns,p95_ns,max_ns,service,layer');
    assert.equal(lines.length, (await rows.count()) + 1);
    assert.ok(
      lines.some((line) => line.includes('"SELECT id, title FROM slots WHERE week_id = ?",4012,0,')),
      lines.join('\n'),
    );
    await page.getByRole('searchbox', { name: /^Filter/ }).fill('CONFLICTS');
    await page.waitForURL('**groups=name%7ECONFLICTS');
    await page.waitForFunction(() => document.querySelectorAll('.trace-statistics tbody tr').length === 1);
    await page.getByRole('searchbox', { name: /^Filter/ }).fill('');
    await page.getByRole('button', { name: 'Layer', exact: true }).click();
    await rows.filter({ hasText: /^ *db/ }).waitFor();
    const counted = async () => {
      const spans = await rows.locator('td:nth-child(2)').allInnerTexts();
      return spans.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
    };
    assert.equal(await counted(), week.spans.spanId.length);
    for (const [by, row] of [
      ['Service', /^ *rates/],
      ['Name', /GET \/api\/week\/:date/],
    ] as const) {
      await page.getByRole('button', { name: by, exact: true }).click();
      await page.waitForURL(by === 'Name' ? /view=statistics/ : `**by=${by.toLowerCase()}**`);
      await rows.filter({ hasText: row }).first().waitFor();
      assert.equal(await counted(), week.spans.spanId.length, by);
    }
    await page.getByRole('button', { name: 'Statement', exact: true }).click();
    await page.getByRole('button', { name: /SELECT count\(\*\) FROM conflicts/ }).click();
    await trace.expectCurrent(/SELECT count\(\*\) FROM conflicts/);
    assertQuiet();
    await close();
  });

  it('draws a flame graph that zooms, searches, and is worked by keys', async () => {
    const { page, trace, assertQuiet, close } = await open(url(week, '?view=flame'));
    const flame = page.getByRole('group', { name: /^Flame graph/ });
    const canvas = flame.locator('canvas[data-drawn]');
    await canvas.waitFor();
    const said = page.locator('.trace-pane-bar [aria-live]');
    assert.match(await said.innerText(), /GET \/api\/week\/2026-11-16.*100\.0 %/s);
    for (let level = 0; level < 4; level++) await page.keyboard.press('ArrowDown');
    await said.filter({ hasText: /slots WHERE week_id = \? *4,012 spans/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/flame=[0-9a-f]{16}/);
    const zoomed = page.url();
    await page.keyboard.press('0');
    await page.waitForURL((address) => !address.search.includes('flame='));
    await page.goBack();
    await page.waitForURL(zoomed);
    await page.keyboard.press('/');
    await page.keyboard.type('conflicts');
    await page.locator('output', { hasText: '1 found' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('o');
    await trace.drawn();
    assert.match(page.url(), /span=/);
    assertQuiet();
    await close();
  });

  it('lists log records in the order of time and opens their spans', async () => {
    const { page, trace, assertQuiet, close } = await open(url(failed));
    await trace.drawn();
    await page.keyboard.press('4');
    const records = page.locator('.trace-log-rows li');
    await records.first().waitFor();
    assert.deepEqual(
      (await records.allInnerTexts()).map((text) => /upstream timed out|sent 200/.exec(text)?.[0]),
      ['upstream timed out', 'sent 200'],
    );
    await page.getByRole('button', { name: 'warn', exact: true }).click();
    await page.getByText('1 of 2 records').waitFor();
    await records.first().getByRole('button').click();
    await trace.panel.getByRole('heading', { name: 'POST /api/slots/:id/approve' }).waitFor();
    assertQuiet();
    await close();
  });

  it('compares with another request of the same name: what ran more often, and only there', async () => {
    const { page, trace, assertQuiet, close } = await open(url(week));
    await trace.drawn();
    await page.getByRole('tab', { name: 'Compare' }).click();
    const choice = page.getByLabel('with');
    await choice.locator('option', { hasText: '32 ms, 3 spans' }).waitFor({ state: 'attached' });
    await choice.selectOption(quick.traceId);
    const rows = page.locator('.trace-compared tbody tr');
    await rows.filter({ hasText: 'fromCache' }).filter({ hasText: 'only there' }).waitFor();
    await rows.filter({ hasText: 'slots WHERE week_id' }).filter({ hasText: 'only here' }).waitFor();
    assert.match(page.url(), new RegExp(`view=compare&with=${quick.traceId}`));
    assert.match(
      await rows.filter({ hasText: 'slots WHERE week_id' }).innerText(),
      /4,012\s+0\s+17\.3\s*s\s+–/,
    );
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV: both traces as one tree' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, (await rows.count()) + 1);
    assert.ok(
      lines.some((line) => /slots WHERE week_id = \?",4012,0,17\d{9},0,only here$/.test(line)),
      lines.join('\n'),
    );
    await page.getByLabel('Id or address of another trace').fill('nothing');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Id or address of another trace').fill(url(week));
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('Both did the same.').waitFor();
    assertQuiet();
    await close();
  });

  it('gives the trace out as OTLP JSON', async () => {
    const { page, trace, assertQuiet, close } = await open(url(failed));
    await trace.drawn();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export OTLP' }).click();
    assert.equal((await download).suggestedFilename(), `trace-${failed.traceId}.otlp.jsonl`);
    assertQuiet();
    await close();
  });
});

describe('pictures of traces that are hard to bring about', () => {
  const huge = generatedTrace(100_000);
  const hostile = hostileTrace();
  const skewed = skewedTrace();
  let browser: Browser;
  let server: FixtureServer;
  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(answerTraces([huge, hostile, skewed]));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const open = async (path: string, options = {}) => {
    const watched = await openPage(browser, server.url, options);
    await watched.page.goto(`${server.url}/b/scruffy/traces/${path}`);
    return watched;
  };

  it('draw no more than the screen can show of 100,000 spans', async () => {
    const { page, assertQuiet, close } = await open(`${huge.traceId}?view=flame`);
    const canvas = page.locator('.trace-flame canvas[data-drawn]');
    await canvas.waitFor();
    const drawn = Number(await canvas.getAttribute('data-drawn'));
    assert.ok(drawn > 100 && drawn < 30_000, `${drawn} rectangles`);
    assertQuiet();
    await close();
  });

  it('show strange names as text, and fit a phone', async () => {
    const { page, assertQuiet, close } = await open(`${hostile.traceId}?view=statistics`, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await page.locator('.trace-statistics').getByText('<img src=x onerror=alert(1)>').waitFor();
    for (const picture of ['Flame graph', 'Statistics', 'Compare', 'Waterfall']) {
      await page.getByRole('tab', { name: picture }).click();
      await page.locator('.trace-pane-bar, .trace-toolbar, .trace-statistics').first().waitFor();
      assert.equal(await scrollsSideways(page), false, picture);
    }
    assertQuiet();
    await close();
  });

  it('warn at a span whose clock is off and leave it where it says that it ran', async () => {
    const { page, assertQuiet, close } = await open(skewed.traceId);
    const trace = new TracePageDriver(page);
    await trace.drawn();
    const tag = trace.row(/answer/).locator('.trace-clock');
    await tag.waitFor();
    assert.match((await tag.getAttribute('title')) ?? '', /225 ms ahead of its parent.*as they were sent/);
    const ink = (await trace.ink(/answer/))!;
    near(ink.from, 250 / 300, 0.02, 'start of its bar');
    const notices = page.getByRole('list', { name: 'Notices' });
    await notices.getByText('Clocks of hosts seem to disagree at 1 span').waitFor();
    assertQuiet();
    await close();
  });
});
