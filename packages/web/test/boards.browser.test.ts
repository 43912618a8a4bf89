/** Saved questions, boards of them, and links to a result as it was. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { ApiError, SavedQuestionsAnswer, TraceAnswer } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const HOSTILE = '<img src=x onerror=alert(1)>`"\'\\';
const ROUTED = 'COUNT, P95(duration) WHERE is_root = true GROUP BY http.route';

describe('what people save', () => {
  let browser: Browser;
  let server: RealServer;
  const request = (route: string, agoMs: number, durationMs: number) => ({
    service: 'scruffy-web',
    name: `GET ${route}`,
    agoMs,
    durationMs,
    attributes: { 'http.route': route },
  });

  before(async () => {
    browser = await openBrowser();
    server = await startRealServer();
    await sendTraces(
      server.url,
      Array.from({ length: 60 }, (_, at) =>
        request(['/week', '/slots', '/login'][at % 3]!, 60_000 + at * 50_000, 20 + (at % 20) * 30),
      ),
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const bin = () => `${server.url}/b/local`;
  const api = async <Answer>(path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${server.url}/api/bins/local/${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    assert.ok(answer.ok, await answer.clone().text());
    return (await answer.json()) as Answer;
  };
  const explore = async (page: Page, search: Record<string, string>) => {
    await page.goto(`${bin()}/explore?${new URLSearchParams(search)}`);
    await page.locator('.read-text').first().waitFor();
  };
  const panelNames = (page: Page) => page.locator('.panel h2').allInnerTexts();
  const savedNames = (page: Page) =>
    page.getByRole('list', { name: 'Saved questions' }).locator('.saved-open .medium').allInnerTexts();

  it('a question is saved by Ctrl S, replaced, renamed, opened and deleted', async () => {
    // A name that is taken is a 409, which the browser names in its console.
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/409/]);
    await explore(page, { q: ROUTED, from: '-6h', chart: 'bar' });
    await page.getByRole('combobox', { name: 'Question' }).focus();
    await page.keyboard.press('Control+s');
    await page.getByLabel('Name of the question').fill('Routes');
    await page.keyboard.press('Enter');
    await page.waitForURL('**saved=**');
    const saved = new URL(page.url()).searchParams.get('saved');
    // Changed, it is saved in its own place: its name stands there already.
    await page.getByRole('button', { name: 'Take away show P95(duration)' }).click();
    await page.waitForFunction(() => !location.search.includes('P95'));
    await page.keyboard.press('Control+s');
    assert.equal(await page.getByLabel('Name of the question').inputValue(), 'Routes');
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByRole('button', { name: 'Replace' }).waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).searchParams.get('saved'), saved);
    // Another name is another question.
    await page.keyboard.press('Control+s');
    await page.getByLabel('Name of the question').fill(HOSTILE);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('saved') !== saved);
    await page.goto(`${bin()}/explore`);
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.locator('.saved-open').nth(1).waitFor();
    assert.deepEqual(await savedNames(page), [HOSTILE, 'Routes']);
    assert.equal(await page.locator('main img').count(), 0);
    await page.getByRole('button', { name: 'Rename Routes' }).click();
    await page.getByLabel('New name of Routes').fill(HOSTILE.toUpperCase());
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Another one has this name').waitFor();
    await page.getByLabel('New name of Routes').fill('Requests by route');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Rename Requests by route' }).waitFor();
    await page.getByRole('button', { name: `Delete ${HOSTILE}` }).click();
    await page.getByRole('button', { name: 'For everybody?' }).click();
    await page.locator('.saved-open').nth(1).waitFor({ state: 'detached' });
    await page.locator('.saved-open').click();
    await page.waitForURL(
      (url) =>
        url.searchParams.get('q') === 'COUNT WHERE is_root = true GROUP BY http.route' &&
        url.searchParams.get('from') === '-6h' &&
        url.searchParams.get('chart') === 'bar',
    );
    await close();
    assertQuiet();
  });

  it('of two who save the same name at once one is refused, and offered a free one', async () => {
    const post = (text: string) =>
      fetch(`${server.url}/api/bins/local/questions`, {
        method: 'POST',
        body: JSON.stringify({ name: 'At once', text }),
        headers: { 'content-type': 'application/json' },
      });
    const answers = await Promise.all([post('COUNT'), post('COUNT FROM logs')]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
    const refused = (await answers.find(({ status }) => status === 409)!.json()) as ApiError;
    assert.deepEqual(
      [refused.error.code, refused.error.hint],
      ['name-taken', '"At once 2" is free. Or change the one that has the name.'],
    );

    // On the page: the list was read before somebody else took the name.
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/409/]);
    await explore(page, { q: ROUTED, from: '-6h' });
    await page.keyboard.press('Control+s');
    await page.locator('.saved-open').first().waitFor();
    const taken = await api<{ id: string; changedAt: string }>('questions', { name: 'Later', text: 'COUNT' });
    await page.getByLabel('Name of the question').fill('Later');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').getByText('Another one has this name').waitFor();
    await page.getByRole('button', { name: 'Replace', exact: true }).waitFor();
    // And then has changed it: not written over unseen either.
    const changed = await fetch(`${server.url}/api/bins/local/questions/${taken.id}`, {
      method: 'PUT',
      body: JSON.stringify({ name: 'Later', text: 'COUNT FROM events', basedOn: taken.changedAt }),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(changed.status, 200);
    await page.getByRole('button', { name: 'Replace', exact: true }).click();
    await page.getByRole('alert').getByText('Somebody else has changed this question').waitFor();
    await page.getByText('COUNT FROM events').waitFor();
    await page.getByRole('button', { name: 'Save as “Later 2”' }).click();
    await page.waitForURL('**saved=**');
    const { questions } = await api<SavedQuestionsAnswer>('questions');
    assert.deepEqual(
      questions.filter(({ name }) => name.startsWith('Later')).map(({ name, text }) => [name, text]),
      [
        ['Later', 'COUNT FROM events'],
        ['Later 2', ROUTED],
      ],
    );
    for (const { id } of questions)
      await fetch(`${server.url}/api/bins/local/questions/${id}`, { method: 'DELETE' });
    await close();
    assertQuiet();
  });

  it('a board shows them for one range, is put together by pointer and keys, and loads what is seen', async () => {
    const question = (name: string, text: string) => api<{ id: string }>('questions', { name, text });
    const ids: string[] = [];
    for (const [name, text] of [
      ['Durations', 'HEATMAP(duration) WHERE is_root = true'],
      ['Nothing', 'COUNT WHERE service = nobody'],
      ['Rates', ROUTED],
      ['Far below', 'COUNT, AVG(duration)'],
    ])
      ids.push((await question(name!, text!)).id);
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/409/]);
    const asked: string[] = [];
    page.on('request', (each) => {
      if (each.url().endsWith('/query')) asked.push(each.postData() ?? '');
    });
    await page.goto(`${bin()}/boards`);
    await page.getByText('No board yet').waitFor();
    await page.getByLabel('Name of the new board').fill('Monday');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing on this board yet').waitFor();
    for (const name of ['Durations', 'Rates', 'Nothing', 'Rates']) {
      const count = await page.locator('.panel').count();
      await page.getByRole('button', { name: 'Add a panel' }).click();
      await page.locator('.add-choice', { hasText: name }).click();
      await page.locator('.panel').nth(count).waitFor();
    }
    const panel = (name: string) => page.getByRole('region', { name, exact: true }).first();
    await panel('Durations')
      .getByRole('application', { name: /Heatmap of duration/ })
      .waitFor();
    await panel('Rates')
      .getByRole('application', { name: /COUNT over time/ })
      .waitFor();
    await panel('Nothing').getByText('No event matches in this range.').waitFor();
    await panel('Durations')
      .getByText(/events? read in \d+ ms/)
      .waitFor();

    // The crosshair runs through all panels: from a heatmap to the lines and back.
    await panel('Durations').getByRole('application').hover();
    await panel('Rates').locator('.series-crosshair').first().waitFor({ state: 'attached' });
    await panel('Rates').getByRole('application').first().hover();
    await panel('Durations').locator('.series-crosshair').waitFor({ state: 'attached' });

    // By keys, then by the pointer.
    await panel('Nothing')
      .getByRole('button', { name: /^Move Nothing/ })
      .focus();
    // Faster than the page is drawn, back and forth: each key counts, and the handle keeps the focus.
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
    const second = page.getByRole('button', { name: /^Move Nothing: place 2 of 4/ });
    await second.waitFor();
    assert.ok(await second.evaluate((handle) => handle === document.activeElement));
    assert.deepEqual(await panelNames(page), ['Durations', 'Nothing', 'Rates', 'Rates']);
    const handle = (await panel('Durations').getByRole('button', { name: /^Move/ }).boundingBox())!;
    const target = (await panel('Nothing').boundingBox())!;
    await page.mouse.move(handle.x + 4, handle.y + 6);
    await page.mouse.down();
    await page.mouse.move(target.x + 60, target.y + 60, { steps: 4 });
    await page.locator('.panel[data-target]').waitFor();
    await page.mouse.up();
    await page.getByRole('button', { name: /^Move Durations: place 2 of 4/ }).waitFor();

    // The second "Rates" becomes a table as wide as the board.
    const last = page.locator('.panel').nth(3);
    const menu = last.getByRole('button', { name: 'Rates: change the panel' });
    await menu.click();
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await last.locator('table.results tfoot', { hasText: 'TOTAL' }).waitFor();
    await menu.click();
    await page.getByRole('button', { name: 'As wide as the board' }).click();
    await page.locator('.panel[data-wide]').waitFor();

    // What the server keeps is what is shown, and it is not asked for before it comes into sight.
    const kept = async () =>
      (await api<{ boards: { id: string; panels: unknown[] }[] }>('boards')).boards[0]!;
    // The page asks for the board again after each change; from here on it has to wait for it until it is refused one.
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(`**/boards/${(await kept()).id}`, async (route) => {
      if (route.request().method() === 'GET') await held;
      await route.continue();
    });
    const wanted = [ids[1], ids[0], ids[2], ids[2]].map((id, at) => ({
      question: id,
      show: ['chart', 'heatmap', 'chart', 'table'][at],
      wide: at === 3,
    }));
    const deadline = Date.now() + 30_000;
    while (JSON.stringify((await kept()).panels) !== JSON.stringify(wanted) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const board = await kept();
    assert.deepEqual(board.panels, wanted);
    const answer = await fetch(`${server.url}/api/bins/local/boards/${board.id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Monday',
        panels: [
          ...Array.from({ length: 8 }, () => ({ question: ids[0], show: 'heatmap', wide: true })),
          { question: ids[3], show: 'stat', wide: false },
          { question: 'f'.repeat(16), show: 'chart', wide: false },
        ],
      }),
    });
    assert.equal(answer.status, 200);
    // Somebody else has changed the board: what is done to the old one is refused, and the new one shown.
    const refused = page.waitForResponse((each) => each.status() === 409);
    await panel('Rates').getByRole('button', { name: /^Move/ }).focus();
    await page.keyboard.press('Home');
    await refused;
    release();
    await page.getByRole('alert').getByText('Somebody else has changed this board').waitFor();
    await page.locator('.panel').nth(9).waitFor();
    asked.length = 0;
    await page.goto(`${bin()}/boards/${board.id}?from=-6h`);
    await page.locator('.heatmap-surface').first().waitFor();
    const isBelow = (body: string) => body.includes('AVG');
    assert.equal(asked.some(isBelow), false, 'nothing far below is asked');
    await page.locator('.panel').nth(9).scrollIntoViewIfNeeded();
    await page.getByText('The question of this panel was deleted.').waitFor();
    await panel('Far below').locator('.total').nth(1).waitFor();
    assert.equal(asked.some(isBelow), true);
    assert.ok(
      asked.every((body) => body.includes('"startTime":"-6h"')),
      'one range for all',
    );
    await panel('Far below').getByRole('link', { name: 'Far below' }).click();
    await page.waitForURL(
      (url) => url.pathname.endsWith('/explore') && url.searchParams.get('from') === '-6h',
    );
    await page.locator('tfoot', { hasText: 'TOTAL' }).waitFor();

    await page.goto(`${bin()}/boards/${board.id}`);
    await page.getByRole('button', { name: 'Rename or delete' }).click();
    await page.getByLabel('Name of the board').fill(HOSTILE);
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
    // Shown at once, the menu closes when it is saved.
    await page.getByLabel('Name of the board').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Rename or delete' }).click();
    await page.getByRole('button', { name: 'Delete this board' }).click();
    await page.getByRole('button', { name: /Delete it for everybody/ }).click();
    await page.getByText('No board yet').waitFor();
    await close();
    assertQuiet();
  });

  it('a link to a result shows it as it was, on a phone and in the dark, and asks again', async () => {
    const { page, assertQuiet, close } = await openPage(
      browser,
      server.url,
      {
        viewport: { width: 390, height: 844 },
        colorScheme: 'dark',
        permissions: ['clipboard-read', 'clipboard-write'],
      },
      [/404/],
    );
    const search = { q: 'COUNT, HEATMAP(duration) WHERE is_root = true GROUP BY http.route', from: '-2h' };
    const total = async (page: Page) =>
      (await page.locator('tfoot', { hasText: 'TOTAL' }).innerText()).trim();
    await page.goto(`${bin()}/explore?${new URLSearchParams(search)}`);
    const before = await total(page);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Copy link to this result' }).click();
    await page.getByLabel('Address of the result').waitFor();
    await page.getByText('Copied').waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(address, /\/b\/local\/answers\/[0-9a-f]{32}$/);
    await sendTraces(server.url, [request('/week', 30_000, 44), request('/new', 20_000, 45)]);
    await page.goto(address);
    assert.equal(await total(page), before);
    await page.getByText('asked', { exact: false }).first().waitFor();
    assert.equal(await page.getByText('/new').count(), 0);
    assert.equal(await page.getByRole('application', { name: /Heatmap of duration/ }).count(), 4);
    assert.equal(await page.getByRole('button', { name: 'compare' }).count(), 0, 'read-only');
    assert.equal(await scrollsSideways(page), false);
    await page.getByRole('link', { name: 'Ask again now' }).click();
    await page.waitForURL(
      (url) => url.searchParams.get('q') === search.q && url.searchParams.get('from') === '-2h',
    );
    await page.locator('table.results').getByText('/new').waitFor();
    await page.goto(`${address.slice(0, -1)}${address.endsWith('0') ? '1' : '0'}`);
    await page.getByRole('heading', { name: 'This result is not kept any more' }).waitFor();
    await close();
    assertQuiet();
  });

  it('an answer leads to an example of a point, and its heatmap is a file, too', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await explore(page, { q: 'HEATMAP(duration) WHERE is_root = true', from: '-3h' });
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV of cells' }).click();
    const [head, ...cells] = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(head, 'time,field,from,below,count');
    const total = Number(await page.locator('.heatmap-surface').getAttribute('data-total'));
    assert.equal(
      cells.reduce((sum, cell) => sum + Number(cell.split(',').at(-1)), 0),
      total,
    );
    await explore(page, { q: 'P50(duration) WHERE is_root = true EVERY 10800', from: '-3h', chart: 'bar' });
    const chart = page.getByRole('application', { name: /P50\(duration\) over time/ });
    const box = (await chart.boundingBox())!;
    const asked = page.waitForRequest('**/query/example');
    // The last bar: all requests are of the last hour.
    await page.mouse.click(box.x + box.width - 12, box.y + box.height - 30);
    const { range } = (await asked).postDataJSON() as { range: { column: string; max: number } };
    assert.equal(range.column, 'duration');
    await page.waitForURL(/\/traces\/[0-9a-f]{32}\?span=/);
    const id = /traces\/([0-9a-f]{32})/.exec(page.url())![1]!;
    const { spans } = await api<TraceAnswer>(`traces/${id}`);
    const duration = spans.duration[0]!;
    assert.ok(duration <= range.max && duration > range.max * 0.8, `${duration} below ${range.max}`);
    await close();
    assertQuiet();
  });
});
