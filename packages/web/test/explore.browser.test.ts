import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { QuestionAnswer, TraceAnswer } from '@tracebin/model';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const SLOW = 12;
const QUICK = 180;
const HOSTILE = '<img src=x onerror=alert(1)>`"\'\\ WHERE 1=1';

describe('Explore on the real server', () => {
  let browser: Browser;
  let server: RealServer;
  let slowIds: string[];

  before(async () => {
    // One after the other: a server that does not start must not leave a browser behind that nobody closes.
    browser = await openBrowser();
    server = await startRealServer();
    const request = (route: string, station: string, agoMs: number, durationMs: number, failed = false) => ({
      service: 'scruffy-web',
      name: `GET ${route}`,
      agoMs,
      durationMs,
      failed,
      attributes: { 'http.route': route, 'station.call_sign': station, 'odd.value': HOSTILE },
      children: [{ name: 'SELECT slots', durationMs: 4, attributes: { 'db.system.name': 'postgresql' } }],
    });
    slowIds = await sendTraces(
      server.url,
      Array.from({ length: SLOW }, (_, at) =>
        request(
          '/api/week/:date',
          at % 2 === 0 ? 'WHRB' : 'KMSA',
          200_000 + at * 240_000,
          18_000 + at * 300,
          at < 3,
        ),
      ),
    );
    await sendTraces(
      server.url,
      Array.from({ length: QUICK }, (_, at) =>
        request(
          ['/api/slots', '/api/stations/:id', '/login'][at % 3]!,
          ['KQED', 'WGBH', 'WHRB'][at % 3]!,
          60_000 + at * 18_000,
          20 + (at % 40) * 5,
        ),
      ),
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const question = (page: Page) => page.getByRole('combobox', { name: 'Question' });
  const open = async (page: Page, search: Record<string, string> = {}) => {
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams(search)}`);
    await question(page).waitFor();
  };
  const heatmap = async (page: Page): Promise<Locator> => {
    const map = page.getByRole('application', { name: /Heatmap of duration/ });
    await map.waitFor();
    return map;
  };
  const param = (page: Page, name: string) => new URL(page.url()).searchParams.getAll(name);
  /** From above the plot down to the gap under the slow band. */
  const dragSlowBand = async (page: Page) => {
    const map = await heatmap(page);
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + 55, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL('**sel=range**');
  };

  it('starts with the durations of requests and their events, and counts exactly under the pointer', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const map = await heatmap(page);
    assert.equal(await question(page).inputValue(), 'HEATMAP(duration) WHERE is_root = true');
    assert.equal(await map.getAttribute('data-total'), String(SLOW + QUICK));
    await page
      .getByText(/events read in \d+ ms/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Events', selected: true }).waitFor();
    await page.locator('table.events tbody tr').nth(99).waitFor();
    assert.equal(await page.locator('table.events tbody tr').count(), 100);
    // The keyboard begins at the slowest one.
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/^[12] root spans?$/).waitFor();
    assert.match(await page.locator('.chart-label').innerText(), /s – .* s/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/traces\/[0-9a-f]{32}\?span=/);
    assertQuiet();
    await close();
  });

  it('selects by dragging: traces and events are of the selection, Escape clears, z zooms, back undoes', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, { tab: 'traces' });
    await dragSlowBand(page);
    assert.match(param(page, 'sel').join(), /range:duration:\d+\.\.$/);
    assert.equal(await page.locator('.heat-selection').getAttribute('data-count'), String(SLOW));
    await page.getByText(`${SLOW} root spans, 6.3 %`).first().waitFor();
    await page.getByRole('tab', { name: 'Traces' }).click();
    const rows = page.locator('table.slow-traces tbody tr');
    await rows.nth(9).waitFor();
    assert.equal(await rows.count(), 10);
    assert.match(await rows.first().innerText(), /GET \/api\/week\/:date.*21\.3\s*s/s);
    const heads = await page.locator('table.slow-traces thead th').allInnerTexts();
    const cells = await rows.first().locator('td').allInnerTexts();
    assert.deepEqual(
      heads.map((head, column) => [head.trim(), cells[column]!.trim().replace(/\s+/g, ' ')]).slice(1, -1),
      [
        ['Root', 'GET /api/week/:date scruffy-web'],
        ['Slowest match', 'GET /api/week/:date 21.3 s'],
        ['Duration', '21.3 s'],
        ['Spans', '2'],
        ['Errors', '0'],
      ],
    );
    assert.ok(
      slowIds.includes(
        (await rows.first().getByRole('link').getAttribute('href'))!.match(/[0-9a-f]{32}/)![0],
      ),
    );
    await rows.nth(0).getByRole('checkbox').check();
    await rows.nth(1).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Compare these 2 traces with the rest' }).click();
    await page.getByText('2 root spans, 2 traces').waitFor();
    await page.goBack();
    await page.waitForURL('**sel=range**');
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.locator(`table.events tbody tr:nth-child(${SLOW})`).waitFor();
    assert.equal(await page.locator('table.events tbody tr').count(), SLOW);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.search.includes('sel='));
    await page.goBack();
    await page.waitForURL('**sel=range**');
    await page.keyboard.press('z');
    await page.waitForURL('**q=HEATMAP**');
    assert.match(param(page, 'q')[0]!, /is_root = true AND duration >= \d+/);
    await page.locator(`.heatmap-surface[data-total="${SLOW}"]`).first().waitFor();
    assertQuiet();
    await close();
  });

  it('ranks what is different about a selection, and goes on from each value', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/400/]);
    await open(page);
    await dragSlowBand(page);
    await page.getByText(/fields, exact counts/).waitFor();
    const field = page.locator('[data-field="http.route"]');
    assert.match(
      await field.innerText(),
      /1\s*http\.route\s*\w+ \+100\.0 points\s*\/api\/week\/:date\s*100 %\s*0 %/,
    );
    assert.match(await field.innerText(), /the same: .*name/);
    assert.equal(
      await page.locator('[data-field="duration"]').count(),
      0,
      'what was selected by is set aside',
    );
    await page.getByText(/Set aside: .*duration/).waitFor();
    await field.getByRole('button', { name: /^\/api\/slots: 0 % of the selection/ }).click();
    await page.getByRole('button', { name: 'Without these' }).click();
    await page.waitForURL('**q=**slots**');
    assert.match(param(page, 'q')[0]!, /http\.route != \/api\/slots$/);
    await page.locator(`.heatmap-surface[data-total="${SLOW + (QUICK * 2) / 3}"]`).waitFor();
    await page.goBack();
    await page.waitForURL('**sel=range**');
    await page.getByRole('button', { name: 'Open slowest trace' }).click();
    await page.waitForURL(`**/traces/${slowIds[SLOW - 1]}**`);

    // A group of the results, and errors, against the rest.
    await open(page, { q: 'COUNT WHERE is_root = true GROUP BY station.call_sign' });
    const row = page.locator('table.results tbody tr', { hasText: 'KMSA' });
    await row.hover();
    await row.getByRole('button', { name: 'compare' }).click();
    await page.getByText(`${SLOW / 2} root spans, station.call_sign = KMSA`).waitFor();
    await page.locator('[data-field="http.route"]').waitFor();
    await open(page, { tab: 'compare' });
    await page.getByRole('button', { name: 'Compare errors with the rest' }).click();
    await page.getByText('3 root spans, error = true').waitFor();
    await open(page, { sel: 'where:service = nobody' });
    await page
      .getByText(/nothing|no event|empty/i)
      .first()
      .waitFor();
    await close();
    assertQuiet();
  });

  it('selects by the keyboard alone', async () => {
    // A rectangle moved by a column may hold nothing, which cannot be compared.
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/400/]);
    await open(page, { tab: 'traces' });
    const map = await heatmap(page);
    await map.focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowDown');
    for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowLeft');
    await page.getByText(/root spans?, [\d.]+ % selected/).waitFor();
    assert.deepEqual(param(page, 'sel'), []);
    await page.keyboard.press('Enter');
    await page.waitForURL('**sel=**');
    const before = param(page, 'sel');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForFunction((known) => !location.search.includes(encodeURIComponent(known)), before[0]!);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.search.includes('sel='));
    assertQuiet();
    await close();
  });

  it('is asked in words that complete themselves, and in chips; both are the same question', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await question(page).fill('COUNT, P95(duration) WHERE serv');
    await page.getByRole('option', { name: 'service', exact: false }).first().click();
    await page.keyboard.type('= scru');
    await page.getByRole('option', { name: 'scruffy-web' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('AND is_root = true GROUP BY http.ro');
    await page.getByRole('option', { name: /http\.route/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForURL('**q=COUNT**');
    const rows = page.locator('table.results tbody tr');
    await rows.nth(3).waitFor();
    const cells = await rows.filter({ hasText: 'week' }).locator('td').allInnerTexts();
    assert.equal(cells[1], String(SLOW));
    assert.match(cells[2]!, /^2\d\.\d s$/);
    assert.match(await page.locator('tfoot').innerText(), new RegExp(`TOTAL\\s+${SLOW + QUICK}`));
    assert.equal(await page.getByRole('application', { name: /COUNT over time/ }).count(), 1);
    await page.getByRole('button', { name: 'P95(duration)', exact: true }).click();
    await page.waitForURL('**by=c1');
    assert.match(await rows.first().innerText(), /week/);

    await page.getByRole('button', { name: 'Take away show P95(duration)' }).click();
    await page.waitForFunction(() => !location.search.includes('P95'));
    assert.equal(
      await question(page).inputValue(),
      'COUNT WHERE service = scruffy-web AND is_root = true GROUP BY http.route',
    );
    await page.getByRole('button', { name: 'Add to Where' }).click();
    await page.getByRole('combobox', { name: 'Field to filter by' }).fill('station.call_sign');
    await page.getByRole('combobox', { name: 'Value', exact: true }).fill('KMSA');
    await page.getByRole('combobox', { name: 'Value', exact: true }).press('Tab');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL('**KMSA**');
    await page.locator('tfoot', { hasText: new RegExp(`TOTAL\\s*${SLOW / 2}$`) }).waitFor();
    assert.equal(await rows.count(), 1);
    assertQuiet();
    await close();
  });

  it('shows deploys and an earlier period, and keeps what was asked', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const posted = await fetch(`${server.url}/api/bins/local/markers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at: '-20m', version: 'v413' }),
    });
    assert.equal(posted.status, 201);
    const q = 'COUNT WHERE is_root = true COMPARE TO 30m';
    await open(page, { q, from: '-30m' });
    await page.getByText('pale: 30m earlier').waitFor();
    await page.locator('.heat-marker', { hasText: 'v413' }).first().waitFor();
    const total = await page.locator('tfoot').innerText();
    const [before, now] = /was (\d+)\s+(\d+)/.exec(total)!.slice(1).map(Number);
    assert.ok(before! > 0 && now! > 0 && before! + now! <= SLOW + QUICK, total);

    // The same as two heatmaps with one scale, as totals, and with one crosshair through all charts.
    await open(page, { q: 'HEATMAP(duration), COUNT WHERE is_root = true COMPARE TO 30m', from: '-30m' });
    const maps = page.getByRole('application', { name: /Heatmap of duration/ });
    await maps.nth(1).waitFor();
    assert.match((await maps.nth(1).getAttribute('aria-label'))!, /30m earlier.*Enter opens an example/);
    const [rows, rowsBefore] = await maps.evaluateAll((all) =>
      all.map((each) => (each as HTMLElement).dataset.rows),
    );
    assert.equal(rowsBefore, rows);
    assert.ok(Number(await maps.nth(1).getAttribute('data-total')) > 0);
    await maps.first().hover();
    await page
      .getByRole('application', { name: /COUNT over time/ })
      .locator('.series-crosshair')
      .first()
      .waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Totals' }).click();
    await page.locator('.totals', { hasText: /COUNT\s*\d+ \d+ 30m earlier/ }).waitFor();
    await maps.nth(1).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    const opened = /traces\/([0-9a-f]{32})/.exec(page.url())![1]!;
    const trace = (await (
      await fetch(`${server.url}/api/bins/local/traces/${opened}`)
    ).json()) as TraceAnswer;
    assert.ok(
      Date.parse(trace.start) < Date.now() - 29 * 60_000,
      `${trace.start} is of the earlier half hour`,
    );

    await open(page, { q, from: '-30m' });
    const chart = page.getByRole('application', { name: /COUNT over time/ });
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 3 });
    await page.mouse.up();
    await page.waitForURL('**sel=time**');
    await page.getByRole('button', { name: 'Zoom to selection' }).click();
    await page.waitForURL((url) => url.searchParams.get('from')?.startsWith('20') === true);
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByLabel('Find a question').fill('compare');
    await page.locator('.history-menu li button').first().click();
    await page.waitForURL((url) => url.searchParams.get('q') === q);
    assertQuiet();
    await close();
  });

  it('takes a range out of the text, and points at what it does not understand', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await question(page).fill('COUNT OVER 6h');
    await question(page).press('Escape');
    await question(page).focus();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.waitForURL('**from=-6h**');
    assert.equal(await question(page).inputValue(), 'COUNT');
    await page.getByText('Last 6 hours').waitFor();
    await question(page).fill('COUNT GROUP http.route');
    await page.getByRole('button', { name: 'Run' }).click();
    const alert = page.locator('.question-error');
    await alert.waitFor();
    assert.match(await alert.innerText(), /at character 7/);
    assert.equal(await page.locator('.q-wrong').innerText(), 'GROUP');
    assert.deepEqual(param(page, 'q'), ['COUNT'], 'what cannot be read is not asked');
    // Nor what can be read and not be answered: an expression inside of it, an order, a value.
    for (const [text, wrong] of [
      ['WITH slow AS (iff(duration > 1s, 1, 0)) COUNT GROUP BY slow', 'iff'],
      ['COUNT GROUP BY http.route ORDER BY P95(duration)', 'P95'],
      ['COUNT WHERE duration > soon', 'soon'],
    ] as const) {
      await question(page).fill(text);
      await page.getByRole('button', { name: 'Run' }).click();
      await alert.getByText(`at character ${text.indexOf(wrong) + 1}`).waitFor();
      assert.equal(await page.locator('.q-wrong').innerText(), wrong);
      assert.deepEqual(param(page, 'q'), ['COUNT']);
    }
    // Its parts can be taken away all the same.
    await page.getByRole('button', { name: 'Take away where duration > soon' }).click();
    await page.waitForFunction(() => document.querySelector('.question-error') === null);
    assert.equal(await question(page).inputValue(), 'COUNT');
    // Also in a question that somebody sent.
    await open(page, { q: 'COUNT WHERE duration > soon' });
    await alert.getByText('at character 24').waitFor();
    await question(page).press('End');
    await page.keyboard.press('Backspace');
    await alert.waitFor({ state: 'detached' });
    assertQuiet();
    await close();
  });

  it('shows hostile values as the text they are, and gives results as a file', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, { q: 'COUNT GROUP BY `odd.value`', chart: 'stacked' });
    const row = page.locator('table.results tbody tr', { hasText: '<img' });
    await row.waitFor();
    assert.match(await row.innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await page.locator('main img').count(), 0);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const text = await readFile(await (await downloading).path(), 'utf8');
    assert.equal(text.split('\r\n')[0], 'odd.value,COUNT');
    assert.ok(text.includes(`"${HOSTILE.replaceAll('"', '""')}",${SLOW + QUICK}`), text);
    await row.hover();
    await row.getByRole('button', { name: 'only' }).click();
    await page.waitForURL('**onerror**WHERE**odd.value**');
    await page.locator('tfoot', { hasText: String(SLOW + QUICK) }).waitFor();
    await page.getByRole('tab', { name: 'SQL' }).click();
    await page.locator('pre.sql-text').first().waitFor();
    assertQuiet();
    await close();
  });

  it('draws lines on a log scale, chooses columns of events, opens what is clicked, and leaves as JSON', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, {
      // In every five minutes of the middle there is a slow one.
      q: 'P99(duration), COUNT WHERE is_root = true GROUP BY http.route LIMIT 2 EVERY 5m',
      from: '-1h',
    });
    // Two of four routes; the others are together, and so is everything.
    await page.locator('tfoot', { hasText: 'OTHER' }).waitFor();
    const counts = async (cells: string) =>
      (await page.locator(`table.results ${cells}`).allInnerTexts()).map(Number);
    const [other, total] = await counts('tfoot td:nth-child(3)');
    const groups = await counts('tbody td:nth-child(3)');
    assert.equal(groups.length, 2);
    assert.equal(groups[0]! + groups[1]! + other!, total);
    assert.equal(total, SLOW + QUICK);
    const chart = page.getByRole('application', { name: /P99\(duration\) over time/ });
    const axis = async () => (await chart.locator('svg text[text-anchor="end"]').allTextContents()).join();
    assert.match(await axis(), /^0,10 s,20 s/);
    await page.getByLabel('log scale').check();
    await page.waitForURL((url) => url.searchParams.has('log'));
    await page.waitForFunction(
      () => document.querySelector('.heatmap-surface svg')?.textContent?.includes('100 ms') === true,
    );
    assert.doesNotMatch(await axis(), /20 s/);
    // A point on the line of the slow route: one of the slow requests.
    const box = (await chart.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.5, box.y + 8);
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    assert.ok(slowIds.includes(/traces\/([0-9a-f]{32})/.exec(page.url())![1]!));

    await open(page);
    const map = await heatmap(page);
    const cell = (await map.boundingBox())!;
    // The band of quick ones is at the bottom, and wide: some cell in it holds one of them.
    const label = page.locator('.chart-label', { hasText: /[1-9]\d* root spans?/ });
    const places = Array.from({ length: 20 }, (_, step) => 0.9 - step * 0.04).flatMap((share) =>
      Array.from({ length: 30 }, (_, up) => ({ x: cell.width * share, y: cell.height - 24 - up * 3 })),
    );
    for (const { x, y } of places) {
      await page.mouse.move(cell.x + x, cell.y + y);
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
      if ((await label.count()) > 0) break;
    }
    const [, shown] = /^(\d+) root span/.exec(await label.innerText())!;
    assert.ok(Number(shown) > 0);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    assert.ok(!slowIds.includes(/traces\/([0-9a-f]{32})/.exec(page.url())![1]!));

    await open(page, { tab: 'events' });
    const heads = async () => (await page.locator('table.events thead th').allInnerTexts()).join(' ');
    await page.locator('table.events tbody tr').first().waitFor();
    await page.getByRole('combobox', { name: 'Add a column' }).fill('station.call');
    await page.getByRole('option', { name: 'station.call_sign' }).click();
    await page.waitForURL('**column=**station.call_sign**');
    await page.locator('table.events thead', { hasText: 'station.call_sign' }).waitFor();
    await page.getByRole('button', { name: 'Hide column name' }).click();
    await page.getByRole('button', { name: 'Hide column name' }).waitFor({ state: 'detached' });
    await page.locator('table.events tbody tr', { hasText: 'KQED' }).first().waitFor();
    assert.doesNotMatch(await heads(), /\bname\b/);
    await page.getByRole('button', { name: 'Longest' }).click();
    await page.locator('table.events tbody tr:first-child', { hasText: '21.3' }).waitFor();
    const leaving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const [head, first, ...others] = (await readFile(await (await leaving).path(), 'utf8')).split('\r\n');
    assert.match(head!, /^time,.*duration.*station\.call_sign/);
    assert.match(first!, /,21300000000,.*,KMSA/);
    assert.equal(others.filter((line) => line !== '').length, 99, 'the events that are shown');
    await page.goBack();
    await page.goBack();
    await page.locator('table.events thead', { hasText: /name/ }).waitFor();

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    const answer = JSON.parse(await readFile(await (await downloading).path(), 'utf8')) as QuestionAnswer;
    assert.equal(answer.heatmaps[0]!.all.events, SLOW + QUICK);
    assertQuiet();
    await close();
  });

  it('can be cancelled while it is asked, and asked again; an answer in part says so', async () => {
    const { page, close } = await openPage(browser, server.url);
    let isHeld = true;
    await page.route('**/api/bins/local/query', (route) => (isHeld ? undefined : route.continue()));
    const gaveUp = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/query'));
    await open(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await gaveUp;
    await page.getByText('The question was cancelled').waitFor();
    isHeld = false;
    await page.getByRole('button', { name: 'Run' }).click();
    await heatmap(page);
    await page.unroute('**/api/bins/local/query');
    await page.route('**/api/bins/local/query', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('"partial":null', '"partial":"series of the groups"');
      await route.fulfill({ response, body });
    });
    await page.keyboard.press('r');
    await page.getByText('In part: series of the groups').first().waitFor();
    await close();
  });

  it('fits a phone, in the dark; says what else to ask where nothing is; tells a refusal', async () => {
    const { page, close } = await openPage(
      browser,
      server.url,
      { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
      [/400/],
    );
    await open(page);
    await heatmap(page);
    assert.equal(await scrollsSideways(page), false);
    await open(page, { q: 'COUNT, P95(duration) GROUP BY http.route' });
    await page.locator('table.results tbody tr').first().waitFor();
    assert.equal(await scrollsSideways(page), false);
    await open(page, { q: 'COUNT FROM logs' });
    await page.getByRole('heading', { name: 'No event matches in this range' }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    await open(page, { q: 'COUNT WHERE durration > 5' });
    await page.getByText('No event here has ever had durration').waitFor();
    await page.getByRole('link', { name: 'All spans' }).click();
    await heatmap(page);
    await open(page, { from: 'yesterday' });
    await page.getByRole('heading', { name: /yesterday|time/ }).waitFor();
    await close();
  });
});
