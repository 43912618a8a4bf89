import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { answerTraces } from './answer-traces.ts';
import { failedTrace, weekTrace } from './canned-traces.ts';
import type { CannedAnswer } from './fixture-server.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { near, TracePageDriver } from './trace-page-driver.ts';

describe('the panel of a span', () => {
  let browser: Browser;
  let server: FixtureServer;
  /** Takes the place of a span's answer where a test needs it. */
  let spanAnswer: CannedAnswer | undefined;
  const week = weekTrace();
  const failed = failedTrace();
  const url = (trace: { traceId: string }, query = '') =>
    `${server.url}/b/scruffy/traces/${trace.traceId}${query}`;

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(
      answerTraces([week, failed], ({ path }) => (path.includes('/spans/') ? spanAnswer : undefined)),
    );
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const openTrace = async (address: string, expected: RegExp[] = []) => {
    spanAnswer = undefined;
    const watched = await openPage(
      browser,
      server.url,
      { permissions: ['clipboard-read', 'clipboard-write'] },
      expected,
    );
    const trace = new TracePageDriver(watched.page);
    await trace.open(address);
    const copied = () => watched.page.evaluate(() => navigator.clipboard.readText());
    return { ...watched, trace, copied };
  };
  const text = async (trace: TracePageDriver) => (await trace.panel.textContent()) ?? '';

  it('shows statement, place in the code, every attribute of every type, and where it is from', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    await trace.row(/SELECT \* FROM weeks/).click();
    const { panel } = trace;
    await panel.getByText('SELECT * FROM weeks WHERE starts_on = $1').first().waitFor();
    const all = await text(trace);
    for (const part of [
      'scruffy-web',
      'db',
      'client',
      'took211ms',
      'started after36ms',
      'src/serializers/slot.ts:31',
      'db.system.namepostgresql',
      'thread.id9007199254740993',
      'pool.waitingfalse',
      'hosts["a","b",3]',
      'service.versionv414',
      '@opentelemetry/instrumentation-pg 0.62.0',
    ]) {
      assert.ok(all.includes(part), `"${part}" in "${all}"`);
    }
    await panel.getByRole('textbox', { name: 'Filter attributes' }).fill('pool');
    await panel.getByText('1 of 12').waitFor();
    assert.equal(await panel.getByText('db.system.name').count(), 0);
    await page.keyboard.press('Escape');
    await panel.getByText('db.system.name').waitFor();
    assertQuiet();
    await close();
  });

  it('copies the span as JSON, a value, the trace id and the address', async () => {
    const { page, trace, copied, close } = await openTrace(url(week, `?span=${week.spans.spanId[8]}`));
    await trace.panel.getByRole('button', { name: 'Copy the span as JSON' }).click();
    await trace.panel.getByText('Copied').waitFor();
    const span = JSON.parse(await copied()) as { spanId: string; attributes: unknown[] };
    assert.equal(span.spanId, week.spans.spanId[8]);
    assert.equal(span.attributes.length, 12);
    await trace.panel.getByRole('button', { name: 'Copy server.address' }).click();
    await trace.until(async () => (await copied()) === 'pg-1.internal', 'the value to be copied');
    await page.getByRole('button', { name: 'Copy trace id' }).click();
    await trace.until(async () => (await copied()) === week.traceId, 'the id to be copied');
    await page.getByRole('button', { name: /Share/ }).click();
    await trace.until(async () => (await copied()) === page.url(), 'the address to be copied');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download JSON' }).click();
    assert.equal((await download).suggestedFilename(), `trace-${week.traceId}.json`);
    await close();
  });

  it('leads from an attribute to the traces that have it, and from a link to its trace', async () => {
    const { page, trace, close } = await openTrace(url(week, `?span=${week.spans.spanId[8]}`));
    const find = trace.panel.getByRole('link', { name: 'Find traces with this thread.id' });
    assert.equal(await find.getAttribute('href'), '/b/scruffy/traces?attribute=thread.id%3D9007199254740993');
    await trace.row(/publish week/).click();
    await trace.panel.getByRole('link', { name: /0badc0ff/ }).click();
    await page.waitForURL(`**/traces/${failed.traceId}?span=1000000000000002`);
    await trace.expectCurrent('SELECT * FROM slots');
    await close();
  });

  it('shows what was thrown, with its stack, and marks its moment on the bar', async () => {
    const { trace, assertQuiet, close } = await openTrace(url(failed, `?span=${failed.spans.spanId[6]}`));
    await trace.panel.getByText('CardDeclined: insufficient funds (code 51)').first().waitFor();
    await trace.panel.getByText('at chargeCard (src/billing/charge.ts:88:11)').waitFor();
    await trace.panel.getByText('upstream did not answer in time').waitFor();
    const dark = () =>
      trace.page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.trace-lanes')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3]! > 250 && data[at]! < 40 && data[at + 1]! < 40 && data[at + 2]! < 40) count++;
        }
        return count;
      });
    // Two strokes of 16 pixels with a foot of 10.
    await trace.until(async () => (await dark()) >= 40, 'two marks in ink');
    assertQuiet();
    await close();
  });

  it('shows log records in time order with their severity in words', async () => {
    const { trace, close } = await openTrace(url(week, `?span=${week.spans.spanId[1]}`));
    await trace.panel.getByText('upstream timed out').waitFor();
    const logs = await trace.panel.locator('.trace-logs summary').allTextContents();
    assert.deepEqual(
      logs.map((line) => line.replace(/^[\d.]+ s/, '')),
      ['warnscruffy-web: upstream timed out', 'infosent 200, 1.9 MB, 20098 ms'],
    );
    await trace.panel.getByText('upstream timed out').click();
    await trace.panel.getByText('logger.name').first().waitFor();
    await close();
  });

  it('sums up a folded group, and zooms to what is before it', async () => {
    const { trace, assertQuiet, close } = await openTrace(url(week));
    await trace.row(/4,012 ×/).click();
    await trace.panel.getByRole('heading', { name: '4,012 spans, one statement' }).waitFor();
    assert.match(await text(trace), /total17\.\ds.*median4\.\dms.*p95\d\.\dms.*slowest\d\dms/);
    await trace.panel.getByRole('button', { name: 'Before them' }).click();
    await trace.until(async () => (await trace.axis()).at(-1) === '300 ms', 'the first 374 ms');
    await trace.panel.getByRole('button', { name: 'Unfold' }).click();
    await trace.expectCount('4,032 rows for 4,031 spans');
    await trace.panel.getByRole('listitem').filter({ hasText: /^at/ }).getByRole('button').first().click();
    await trace.panel.getByRole('heading', { name: 'SELECT scruffy' }).waitFor();
    assert.match(await text(trace), /took3\dms/);
    assertQuiet();
    await close();
  });

  it('keeps what it knows while the rest is on its way, and offers to try again', async () => {
    const { page, trace, close } = await openTrace(url(week), [/503/]);
    let answer = () => {};
    const later = new Promise<void>((resolve) => {
      answer = resolve;
    });
    spanAnswer = {
      after: later,
      status: 404,
      json: { error: { code: 'gone', message: 'The span has gone.' } },
    };
    await trace.row(/pg.connect/).click();
    await trace.panel.getByRole('heading', { name: 'pg.connect' }).waitFor();
    assert.match(await text(trace), /took12ms/);
    await trace.panel.getByRole('status', { name: 'Loading the span' }).waitFor();
    const before = (await trace.panel.locator('.trace-numbers').boundingBox())!;
    answer();
    await trace.panel.getByRole('alert').getByText('The span has gone.').waitFor();
    const afterwards = (await trace.panel.locator('.trace-numbers').boundingBox())!;
    near(afterwards.y, before.y, 0.5, 'the numbers stay where they are');
    spanAnswer = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await trace.panel.getByText('db.namespace').waitFor();
    await close();
  });
});
