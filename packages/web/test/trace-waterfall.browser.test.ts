import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { answerTraces } from './answer-traces.ts';
import { failedTrace, generatedTrace, weekTrace } from './canned-traces.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { near, TracePageDriver } from './trace-page-driver.ts';

describe('the waterfall', () => {
  let browser: Browser;
  let server: FixtureServer;
  const week = weekTrace();
  const failed = failedTrace();
  const thousand = generatedTrace(1_000);
  const huge = generatedTrace(100_000);
  const url = (trace: { traceId: string }, query = '') =>
    `${server.url}/b/scruffy/traces/${trace.traceId}${query}`;

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(answerTraces([week, failed, thousand, huge]));
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  const openTrace = async (address: string) => {
    const watched = await openPage(browser, server.url);
    const trace = new TracePageDriver(watched.page);
    await trace.open(address);
    return { ...watched, trace };
  };

  it('says what the request was, how long it took, and on what', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    await page.getByRole('heading', { name: /GET \/api\/week\/2026-11-16/ }).waitFor();
    const summary = page.getByRole('region', { name: 'Summary' });
    const text = (await summary.textContent()) ?? '';
    for (const part of ['20.1s', 'spans4,031', 'edge, scruffy-web, rates', '1 error', '4,019 queries']) {
      assert.ok(text.includes(part), `"${part}" in "${text}"`);
    }
    assert.match(text, /Fri 20 Nov 13:34:51\.207 P[SD]T/);
    assert.match(text, /db 17\.\d s 8\d %/);
    await trace.expectCount('20 rows for 4,031 spans');
    assert.equal(await page.title(), 'GET /api/week/2026-11-16 · Tracebin');
    assertQuiet();
    await close();
  });

  it('draws bars where their time is: pale while waiting, solid while working', async () => {
    const { trace, assertQuiet, close } = await openTrace(url(failed));
    const total = 408;
    const query = (await trace.ink(/SELECT \* FROM slots/))!;
    near(query.from, 6 / total, 0.005, 'start of the query');
    near(query.to, 40 / total, 0.005, 'end of the query');
    near(query.solid, 34 / total, 0.006, 'all of a leaf is solid');
    const load = (await trace.ink(/loadSlot/))!;
    near(load.from, 4 / total, 0.005, 'start of its parent');
    near(load.solid, 4 / total, 0.006, 'its parent works itself for 4 ms only');
    assert.match((await trace.row(/chargeCard/).textContent()) ?? '', /error/);
    assertQuiet();
    await close();
  });

  it('shows 4,012 queries as one row, opens it, and folds it again', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    const group = trace.row(/4,012 × SELECT id, title FROM slots WHERE week_id = \?/);
    assert.equal(await group.getAttribute('aria-expanded'), 'false');
    const strip = (await trace.ink(/4,012 ×/))!;
    near(strip.from, 0.374 / 20.1, 0.01, 'first query');
    await group.locator('[data-twisty]').click();
    await trace.expectCount('4,032 rows for 4,031 spans');
    await page.getByRole('treeitem', { name: /WHERE week_id = 88213/ }).waitFor();
    await group.locator('[data-twisty]').click();
    await trace.expectCount('20 rows for 4,031 spans');
    await page.getByRole('button', { name: 'n ×' }).click();
    await trace.expectCount('4,032 rows for 4,031 spans');
    assertQuiet();
    await close();
  });

  it('folds with the pointer: one span, with shift all its siblings, with the buttons all', async () => {
    const { page, trace, close } = await openTrace(url(week));
    await trace
      .row(/session/)
      .locator('[data-twisty]')
      .click();
    assert.equal(await trace.row(/session/).getAttribute('aria-expanded'), 'false');
    await trace.expectCount('19 rows for 4,031 spans');
    await trace
      .row(/session/)
      .locator('[data-twisty]')
      .click({ modifiers: ['Shift'] });
    await trace
      .row(/weekRoute/)
      .locator('[data-twisty]')
      .click({ modifiers: ['Shift'] });
    await trace.expectCount('5 rows for 4,031 spans');
    assert.match((await trace.row(/weekRoute/).textContent()) ?? '', /\+4,024/);
    await page.getByRole('button', { name: 'Open all' }).click();
    await trace.expectCount('20 rows for 4,031 spans');
    await page.getByRole('button', { name: 'Fold all' }).click();
    await trace.expectCount('2 rows for 4,031 spans');
    await close();
  });

  it('is worked by keyboard alone, with one tab stop', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    assert.equal(await trace.tree.evaluate((tree) => document.activeElement === tree), true);
    assert.equal(await page.locator('[role=treeitem][tabindex="0"]').count(), 0);
    await page.keyboard.press('j');
    await trace.expectCurrent('GET /api/week/:date');
    await page.keyboard.press('ArrowDown');
    await trace.expectCurrent('session');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await trace.row(/session/).getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('ArrowLeft');
    await trace.expectCurrent('GET /api/week/:date');
    await page.keyboard.press('ArrowRight');
    await trace.expectCurrent('session');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await trace.expectCurrent('GET sess:?');
    await page.keyboard.press('End');
    await trace.expectCurrent('publish week.viewed');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('k');
    await trace.expectCurrent('GET /api/week/2026-11-16');
    await page.keyboard.press('Enter');
    await trace.panel.getByRole('heading', { name: 'GET /api/week/2026-11-16' }).waitFor();
    await page.keyboard.press('j');
    await trace.panel.getByRole('heading', { name: 'GET /api/week/:date' }).waitFor();
    await page.keyboard.press('Escape');
    await trace.panel.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Zoom to the row, and back').waitFor();
    assertQuiet();
    await close();
  });

  it('searches inside the trace, counts, and steps through what it finds', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week, '?fold=all'));
    await page.keyboard.press('/');
    await page.keyboard.type('scruffy-web SELECT');
    const find = page.locator('.trace-find');
    await find.getByText('4,018', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await trace.expectCurrent('SELECT id, role, station_id FROM users');
    await find.getByText('1 of 4,018').waitFor();
    await trace.tree.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('n');
    await trace.expectCurrent('4,012 × SELECT');
    await page.keyboard.press('n');
    await trace.expectCurrent('SELECT id, name FROM sponsors');
    await page.keyboard.press('N');
    await trace.expectCurrent('4,012 × SELECT');
    await page.keyboard.press('/');
    await page.keyboard.type('nothing of the kind');
    await find.getByText('none').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await find.getByRole('textbox').inputValue(), '');
    assertQuiet();
    await close();
  });

  it('names the N+1 it finds, and underlines the critical path when asked', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    await trace
      .row(/4,012 ×/)
      .getByText('N+1')
      .waitFor();
    const inkUnder = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.trace-lanes')!;
        const row = document.querySelector('.trace-row.is-group')!.getBoundingClientRect();
        const y = Math.round(row.top - canvas.getBoundingClientRect().top) + 38;
        const { data } = canvas.getContext('2d')!.getImageData(0, y, canvas.width, 1);
        let dark = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 250 && data[at]! < 40) dark++;
        return dark / canvas.width;
      });
    assert.equal(await inkUnder(), 0);
    await page.keyboard.press('c');
    await trace.until(async () => (await inkUnder()) > 0.7, 'a line under the queries');
    await page.waitForURL(/critical=1/);
    await page.getByRole('button', { name: 'critical path' }).click();
    await trace.until(async () => (await inkUnder()) === 0, 'the line to go');
    assertQuiet();
    await close();
  });

  it('finds errors from the head', async () => {
    const { page, trace, close } = await openTrace(url(failed, '?fold=all'));
    await page.getByRole('button', { name: 'from chargeCard' }).click();
    await trace.expectCurrent('chargeCard');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: '4 errors' }).click();
    await page.keyboard.press('Enter');
    await trace.expectCurrent('POST http://billing/v1/charges');
    await page.keyboard.press('Enter');
    await trace.expectCurrent('POST /v1/charges');
    await close();
  });

  it('zooms with keys, wheel, drag and minimap, and back', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(week));
    await trace.expectAxis('0 s', '20 s');
    await trace.row(/auth/).click();
    await page.keyboard.press('z');
    await trace.until(
      async () => (await trace.axis()).every((label) => label.endsWith(' ms')),
      'an axis in ms',
    );
    const auth = (await trace.ink(/^auth/))!;
    near(auth.from, 0.03 / 1.06, 0.01, 'the span begins at the left');
    near(auth.to, 1.03 / 1.06, 0.01, 'and ends at the right');
    await page.keyboard.press('0');
    await trace.expectAxis('0 s', '20 s');

    const left = await trace.lanePoint(0.25);
    const right = await trace.lanePoint(0.5);
    await page.mouse.move(left.x, left.y);
    await page.mouse.down();
    await page.mouse.move(right.x, right.y, { steps: 4 });
    await page
      .locator('.trace-brush')
      .getByText(/5\.0\d s/)
      .waitFor();
    await page.mouse.up();
    await trace.expectAxis('6 s', '10 s');
    const middle = await trace.lanePoint(0.5);
    await page.mouse.move(middle.x, middle.y);
    await page.locator('.trace-crosshair').getByText('7.5').waitFor();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await trace.until(async () => Number.parseFloat((await trace.axis())[0]!) > 6, 'a closer axis');
    await page.keyboard.press('Escape');
    await trace.expectAxis('0 s', '20 s');

    const map = (await page.getByRole('group', { name: 'Whole trace' }).boundingBox())!;
    await page.mouse.move(map.x + map.width * 0.5, map.y + 10);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width, map.y + 10, { steps: 4 });
    await page.mouse.up();
    await trace.until(async () => Number.parseFloat((await trace.axis())[0]!) >= 10, 'the second half');
    const begin = page.getByRole('slider', { name: 'Lanes begin at' });
    const before = Number(await begin.getAttribute('aria-valuenow'));
    await begin.press('ArrowRight');
    await trace.until(
      async () => Number(await begin.getAttribute('aria-valuenow')) > before,
      'the handle to move',
    );
    await page.getByRole('button', { name: 'Whole trace' }).click();
    await trace.expectAxis('0 s', '20 s');
    assertQuiet();
    await close();
  });

  it('changes the width of the names with pointer and keys, and remembers it', async () => {
    const { page, trace, close } = await openTrace(url(thousand));
    const divider = page.getByRole('separator', { name: 'Width of the names' });
    const width = async () => Number(await divider.getAttribute('aria-valuenow'));
    const before = await width();
    await divider.press('ArrowLeft');
    assert.equal(await width(), before - 16);
    const box = (await divider.boundingBox())!;
    await page.mouse.move(box.x + 4, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 84, box.y + 100, { steps: 3 });
    await page.mouse.up();
    near(await width(), before + 64, 2, 'width after the drag');
    await page.reload();
    await trace.drawn();
    near(await width(), before + 64, 2, 'width after a reload');
    await close();
  });

  it('holds 100,000 spans: the first, the last and any between are rows with bars', async () => {
    const { page, trace, assertQuiet, close } = await openTrace(url(huge, '?repeats=open'));
    await trace.expectCount('101,030 rows for 100,000 spans');
    assert.ok(
      (await page.getByRole('treeitem').count()) < 120,
      'only the rows on the screen are in the page',
    );
    await page.keyboard.press('End');
    await page.locator('[data-row="101029"]').waitFor();
    const last = page.locator('[data-row="101029"]');
    await page.keyboard.press('z');
    await trace.until(async () => (await trace.ink(last))?.solid !== undefined, 'its bar');
    const bar = (await trace.ink(last))!;
    near(bar.to - bar.from, 1 / 1.06, 0.01, 'the last bar fills the lanes');
    await page.keyboard.press('Home');
    await page.locator('[data-row="0"]').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('importBatch 1300');
    await page.keyboard.press('Enter');
    await trace.expectCurrent('importBatch 1300');
    assertQuiet();
    await close();
  });
});
