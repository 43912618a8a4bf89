import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;
const HOSTILE = `<img src=x onerror="alert(1)"> ' OR 1=1 --`;

describe('queries on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    const query = (statement: string, afterMs: number, durationMs: number) => ({
      name: 'SELECT',
      afterMs,
      durationMs,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': 'ads',
        'db.query.text': statement,
        'db.response.returned_rows': 3,
        'code.file.path': 'src/slot.ts',
        'code.line.number': 41,
      },
    });
    await sendTraces(server.url, [
      ...Array.from({ length: 4 }, (_, at) => ({
        service: 'scruffy-web',
        environment: at === 2 ? 'staging' : 'production',
        name: 'GET /api/week/:date',
        agoMs: 60_000 + at * 1_000,
        durationMs: 500,
        children: Array.from({ length: 20 }, (_, row) =>
          query(`SELECT * FROM slots WHERE week_id = ${row}`, row * 20, row === 7 && at === 2 ? 19 : 10),
        ),
      })),
      {
        service: 'edge',
        name: HOSTILE,
        agoMs: 50_000,
        durationMs: 80,
        children: [
          query('SELECT 1 FROM session', 0, 30),
          {
            name: 'GET',
            durationMs: 2,
            attributes: { 'db.system.name': 'redis', 'db.operation.name': 'GET' },
          },
        ],
      },
    ]);
    const posted = await fetch(`${server.url}/api/bins/local/markers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at: '-55s', service: 'scruffy-web', version: 'v9', text: HOSTILE }),
    });
    assert.equal(posted.status, 201);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const rows = (page: Page) => page.locator('tbody tr[data-index]');
  const open = async (page: Page, question = '') => {
    await page.goto(`${server.url}/b/local/queries${question}`);
    await rows(page).nth(1).waitFor({ timeout: WORKED_UP_MS });
  };

  it('shows which statements take the time, sorted, filtered and as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '?utm_source=mail');
    const cells = await rows(page).first().locator('td').allInnerTexts();
    assert.equal(cells[0], 'SELECT * FROM slots WHERE week_id = ?');
    assert.equal(cells[1], '80');
    assert.match(cells[3]!, /^10\s*ms/);
    assert.match(cells[5]!, /^19\s*ms/);
    assert.match(cells[7]!, /^96\.4 %/);
    assert.equal(cells[8], '20');
    assert.equal(cells[9], '3.0');
    assert.match(cells[11]!, /week/);
    await page.getByRole('button', { name: 'Asked most by' }).click();
    await page.waitForURL('**sort=caller&order=asc');
    assert.match((await rows(page).first().innerText()) ?? '', /session/);
    await page.keyboard.press('/');
    await page.keyboard.type('WEEK_ID');
    await page.waitForURL('**filter=WEEK_ID**');
    assert.equal(await rows(page).count(), 1);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[1]!, /^SELECT \* FROM slots WHERE week_id = \?,postgresql,ads,scruffy-web,80,/);
    await page.getByRole('button', { name: 'Caches' }).click();
    await page.waitForURL('**layer=cache**');
    await page.getByText('No command matches what is filtered here.').waitFor();
    await page.getByRole('searchbox').fill('');
    await rows(page).getByText('GET', { exact: true }).waitFor();
    assertQuiet();
    await close();
  });

  it('tells who asks a statement, how often, where, and leads to the slowest call', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/queries\/[0-9a-f]{16}/);
    await page.getByRole('heading', { name: 'Queries / SELECT slots' }).waitFor();
    // A deploy stands in each of its charts.
    const marks = page.locator('.step-track .marker title');
    await marks.nth(2).waitFor({ state: 'attached' });
    for (const title of await marks.allTextContents())
      assert.ok(title.startsWith(`deploy v9 of scruffy-web ${HOSTILE}`), title);
    assert.equal(await marks.count(), 3);
    const caller = await page.locator('.callers tbody tr').allInnerTexts();
    assert.equal(caller.length, 1);
    assert.match(caller[0]!, /GET \/api\/week\/:date\s+scruffy-web\s+4\s+100\.0 %\s+80\s+20/);
    await page.getByText('src/slot.ts:41').waitFor();
    const slowest = page.locator('.slowest tbody tr');
    assert.equal(await slowest.count(), 4);
    assert.match(await slowest.first().innerText(), /20\s+19\s*ms/);
    await page.locator('.slowest').getByRole('button', { name: 'Duration' }).click();
    await page.waitForURL('**slowest=duration**');
    assert.match(await slowest.last().innerText(), /20\s+19\s*ms/);
    await page.getByRole('button', { name: 'environment: all' }).click();
    await page.getByRole('button', { name: 'staging', exact: true }).click();
    await page.waitForURL('**environment=staging**');
    await slowest.nth(1).waitFor({ state: 'detached' });
    await page.reload();
    await slowest.first().waitFor();
    assert.equal(await slowest.count(), 1);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV: Who asks it' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.deepEqual(
      lines.map((line) => line.split(',').slice(0, 6).join(',')),
      [
        'endpoint_or_job,service,requests,requests_percent,calls,calls_in_one_request_max',
        'GET /api/week/:date,scruffy-web,1,100,20,20',
      ],
    );
    await slowest.first().getByRole('link').click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}\?.*span=[0-9a-f]{16}/);
    await page.getByText('week_id').first().waitFor();
    assertQuiet();
    await close();
  });

  it('zooms into a part of the time, and says when it was not asked', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await rows(page).first().getByRole('link').click();
    const track = page.locator('.step-track svg').first();
    const box = (await track.boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 40);
    await page.mouse.up();
    await page.waitForURL(/from=.*&to=/);
    await page.getByText('It was not asked in this range.').waitFor();
    await page.getByText('SELECT * FROM slots').waitFor();
    assertQuiet();
    await close();
  });

  it('shows hostile names as text, fits a phone in the dark, and tells refusals and empty ranges', async () => {
    const options = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const };
    const { page, close } = await openPage(browser, server.url, options, [/400/, /404/]);
    await open(page);
    await page.getByText(HOSTILE).waitFor();
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await scrollsSideways(page), false);
    await rows(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Who asks it' }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    await page.goto(`${server.url}/b/local/queries?from=-7d&to=-2d`);
    await page.getByRole('heading', { name: 'No database was asked here' }).waitFor();
    await page.goto(`${server.url}/b/local/queries?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    await page.goto(`${server.url}/b/local/queries/0000000000000001`);
    await page.getByRole('heading', { name: 'No statement has this fingerprint.' }).waitFor();
    await close();
  });
});
