/** What can be selected to compare, and with what: by finger, by Shift, group against group, version against version. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EventsAnswer } from '@tracebin/model';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const SLOW = 200;
const QUICK = 600;

describe('the sides of a comparison', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    // One after the other: a server that does not start must not leave a browser behind that nobody closes.
    browser = await openBrowser();
    server = await startRealServer();
    const request = (at: number, isSlow: boolean) => ({
      service: 'scruffy-web',
      name: 'GET /week',
      agoMs: isSlow ? 300_000 + at * 12_000 : 120_000 + at * 5_000,
      durationMs: isSlow ? 18_000 + at * 15 : 20 + (at % 40) * 5,
      attributes: {
        'station.call_sign': isSlow ? 'WHRB' : ['KMSA', 'KQED', 'WGBH'][at % 3]!,
        'http.route': isSlow ? '/week' : '/day',
        // Each is on both sides; both together are slow.
        'cloud.region': isSlow || at % 3 === 0 ? 'eu' : 'us',
        'app.release': isSlow || at % 3 === 1 ? '2' : '1',
        'db.rows': isSlow ? 4_000 + at : at % 50,
      },
    });
    await sendTraces(server.url, [
      ...Array.from({ length: SLOW }, (_, at) => request(at, true)),
      ...Array.from({ length: QUICK }, (_, at) => request(at, false)),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = (page: Page, search: Record<string, string> = {}) =>
    page.goto(`${server.url}/b/local/explore?${new URLSearchParams(search)}`);
  const params = (page: Page, name: string) => new URL(page.url()).searchParams.getAll(name).join();

  it('selects by finger sideways on a phone, scrolls up and down, and shows a cell by a tap', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await open(page);
    const map = page.getByRole('application', { name: /Heatmap of duration/ });
    await map.waitFor();
    const touch = await page.context().newCDPSession(page);
    const drag = async (from: [number, number], to: [number, number]) => {
      const at = (x: number, y: number) => [{ x, y }];
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(...from) });
      for (let step = 1; step <= 10; step++) {
        const part = step / 10;
        const [x, y] = [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(x, y) });
      }
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };

    const box = (await map.boundingBox())!;
    await page.touchscreen.tap(box.x + 200, box.y + 150);
    await page.locator('.chart-label', { hasText: /root span/ }).waitFor();
    assert.equal(params(page, 'sel'), '');

    await drag([box.x + 54, box.y + 3], [box.x + box.width - 3, box.y + 60]);
    await page.waitForURL('**sel=range**');
    await page.getByText(`${SLOW} root spans, duration`).waitFor();
    await page.locator('[data-field="http.route"]').waitFor();
    await page.getByText(/fields, exact counts/).waitFor();
    assert.equal(await scrollsSideways(page), false);

    const selected = params(page, 'sel');
    const now = (await map.boundingBox())!;
    await drag([now.x + 200, now.y + 250], [now.x + 200, now.y + 60]);
    await page.waitForFunction(() => window.scrollY > 50);
    assert.equal(params(page, 'sel'), selected, 'up and down is scrolling');
    assertQuiet();
    await close();
  });

  it('draws a heatmap for each group, selects on one of them, and counts stored events where told to', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const q = 'COUNT, HEATMAP(duration) WHERE is_root = true GROUP BY station.call_sign TABLE ONLY';
    await open(page, { q, from: '-1h' });
    const ofGroup = (name: string) =>
      page.getByRole('application', { name: `Heatmap of duration, ${name}.` });
    const events = async (map: Locator) => Number(await map.getAttribute('data-total'));
    await ofGroup('WHRB').waitFor();
    assert.equal(await events(page.getByRole('application', { name: 'Heatmap of duration.' })), SLOW + QUICK);
    for (const station of ['KMSA', 'KQED', 'WGBH'])
      assert.equal(await events(ofGroup(station)), QUICK / 3, station);
    assert.equal(await events(ofGroup('WHRB')), SLOW);
    await ofGroup('WHRB').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Enter');
    await page.waitForURL('**sel=**');
    assert.match(params(page, 'sel'), /group:station\.call_sign = "?WHRB/);
    assert.match(params(page, 'sel'), /range:duration:/);

    await page.getByRole('button', { name: 'Add to Show' }).click();
    await page.getByRole('button', { name: 'Count stored events' }).click();
    await page.waitForURL('**UNWEIGHTED**');
    await page.getByRole('button', { name: 'Take away counting stored events' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === q);
    assertQuiet();
    await close();
  });

  it('compares a group with another, the other way around, and with the rest again', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, { q: 'COUNT WHERE is_root = true GROUP BY station.call_sign', from: '-1h' });
    const verb = async (station: string, name: string) => {
      const row = page.locator('table.results tbody tr', { hasText: station });
      await row.hover();
      await row.getByRole('button', { name, exact: true }).click();
    };
    await verb('KMSA', 'compare');
    await page.getByText(`${QUICK / 3} root spans, station.call_sign = KMSA`).waitFor();
    const other = page.getByRole('button', { name: 'Compared with the rest: choose another' });
    await other.click();
    await page.getByRole('button', { name: 'station.call_sign = WHRB', exact: true }).click();
    await page.waitForURL('**vs=**');
    await page.getByText(`${SLOW} root spans`, { exact: true }).waitFor();
    const rows = page.locator('[data-field="db.rows"]');
    await rows.getByText(/median 2\d against 4,/).waitFor();
    await page.getByRole('button', { name: 'swap' }).click();
    await page.getByText(`${SLOW} root spans, station.call_sign = WHRB`).waitFor();
    await rows.getByText(/median 4,\d+ against 2\d/).waitFor();
    assert.match(params(page, 'vs'), /KMSA/);
    // The table of results offers the same.
    await page.getByRole('tab', { name: 'Results' }).click();
    await verb('KQED', 'against');
    await page
      .getByRole('button', { name: 'Compared with station.call_sign = KQED: choose another' })
      .click();
    await page.getByRole('button', { name: 'the rest', exact: true }).click();
    await page.getByText(`${QUICK} root spans`, { exact: true }).waitFor();
    assert.equal(params(page, 'vs'), '');
    assertQuiet();
    await close();
  });

  it('names two fields that are the cause together, and goes on from them and from a run of numbers', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, { from: '-1h', sel: 'range:duration:1000000000..' });
    const pair = page.getByRole('list', { name: 'Two fields together' }).getByRole('listitem');
    await pair.waitFor();
    assert.match(
      await pair.innerText(),
      /^Together (app\.release = 2 and cloud\.region = eu|cloud\.region = eu and app\.release = 2): 100 % against 0 %, strong \+100\.0 points/,
    );
    const rows = page.getByRole('button', { name: 'db.rows: actions' });
    await rows.click();
    await page.getByRole('button', { name: /^Without db\.rows \d/ }).click();
    await page.waitForURL('**q=**NOT**db.rows**');
    await page.locator(`.heatmap-surface[data-total="${QUICK}"]`).first().waitFor();
    await page.goBack();
    await pair.getByRole('button', { name: 'Only these' }).click();
    await page.waitForURL('**q=**app.release**');
    assert.match(params(page, 'q'), /cloud\.region = eu/);
    await page.locator(`.heatmap-surface[data-total="${SLOW}"]`).first().waitFor();
    await page.goBack();
    await rows.click();
    await page.getByRole('button', { name: 'Open the slowest trace of these' }).click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    assertQuiet();
    await close();
  });

  it('selects a bar and a cell with Shift, by pointer and by key', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/400/]);
    const q = 'COUNT WHERE is_root = true AND station.call_sign = WHRB';
    await open(page, { q, chart: 'bar', from: '-1h' });
    const chart = page.getByRole('application', { name: /COUNT over time/ });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+Enter');
    await page.waitForURL('**sel=time**');
    const bar = params(page, 'sel');
    const box = (await chart.boundingBox())!;
    await page.keyboard.down('Shift');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height - 40);
    await page.keyboard.up('Shift');
    await page.waitForFunction((known) => !location.search.includes(encodeURIComponent(known)), bar);
    assert.match(params(page, 'sel'), /^time:[^,]+$/);
    await open(page, { q: 'HEATMAP(duration) WHERE is_root = true', from: '-1h' });
    const map = page.getByRole('application', { name: /Heatmap of duration/ });
    await map.waitFor();
    await map.focus();
    // The keyboard begins at the slowest one.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Enter');
    await page.waitForURL('**sel=range**');
    // One of 200 slow ones comes every twelve seconds: where a cell's time begins decides whether it holds two.
    await page
      .getByText(/^[12] root spans?, /)
      .first()
      .waitFor();
    assertQuiet();
    await close();
  });

  it('asks log records and custom events as it asks spans, and compares them by the spans they are of', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const LARGE = 50;
    await sendTraces(
      server.url,
      Array.from({ length: LARGE }, () => ({
        service: 'mailer',
        name: 'POST /mail',
        agoMs: 60_000,
        durationMs: 40,
        attributes: { 'mail.to': 'many' },
      })),
    );
    const post = async (path: string, body: object) => {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 200, path);
      return response;
    };
    const filters = [{ column: 'service', op: '=', value: 'mailer' }];
    const asked = await post('/api/bins/local/query/events', { question: { filters } });
    const { traceId, spanId } = (await asked.json()) as EventsAnswer;
    assert.equal(traceId.length, LARGE);
    const record = (at: number, eventName: string) => ({
      timeUnixNano: `${Date.now() - 50_000 + at * 100}000000`,
      ...(eventName === '' ? {} : { eventName }),
      severityNumber: at < LARGE ? 17 : 9,
      severityText: at < LARGE ? 'ERROR' : 'INFO',
      body: { stringValue: `mail ${at}` },
      // Large ones are written while mail goes to many.
      ...(at < LARGE ? { traceId: traceId[at], spanId: spanId[at] } : {}),
      attributes: [{ key: 'mail.bytes', value: { intValue: at < LARGE ? 90_000 + at : 200 + at } }],
    });
    await post('/v1/logs', {
      resourceLogs: ['', 'mail.sent'].map((eventName) => ({
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'mailer' } }] },
        scopeLogs: [{ logRecords: Array.from({ length: 4 * LARGE }, (_, at) => record(at, eventName)) }],
      })),
    });
    for (const [rows, noun] of [
      ['logs', 'log'],
      ['events', 'event'],
    ] as const) {
      const q = `HEATMAP(mail.bytes), COUNT, P95(mail.bytes) FROM ${rows} WHERE service = mailer GROUP BY parent.mail.to`;
      await open(page, { q, from: '-1h' });
      const map = page.getByRole('application', { name: 'Heatmap of mail.bytes.' });
      await map.waitFor();
      assert.equal(await map.getAttribute('data-total'), String(4 * LARGE));
      const row = page.locator('table.results tbody tr', { hasText: 'many' });
      assert.match(await row.innerText(), /^many\s+50\s+(89,9|90,)/);
      const box = (await map.boundingBox())!;
      await page.mouse.move(box.x + 55, box.y + 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 2, box.y + 60, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL('**sel=range**');
      await page.getByText(new RegExp(`^${LARGE} ${noun}s, mail\\.bytes`)).waitFor();
      await page.getByText(/fields, exact counts/).waitFor();
      const severity = page
        .locator('[data-field="severity"]')
        .or(page.locator('[data-field="severity_text"]'));
      await severity.or(page.locator('[data-field="error"]')).first().waitFor();
      await page.getByRole('tab', { name: 'Traces' }).click();
      await page.locator('table.slow-traces tbody tr', { hasText: 'POST /mail' }).nth(9).waitFor();
      await page.getByRole('tab', { name: 'Events' }).click();
      await page
        .locator('table.events tbody tr')
        .nth(LARGE - 1)
        .waitFor();
      assert.equal(await page.locator('table.events tbody tr').count(), LARGE);
    }
    assertQuiet();
    await close();
  });
});
