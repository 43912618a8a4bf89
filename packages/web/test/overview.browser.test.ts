import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { BinCreated } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces, type TestSpan } from './send-spans.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const HOSTILE = '<img src=x onerror=alert(1)>';

describe('the overview on the real server', () => {
  let browser: Browser;
  let server: RealServer;
  /** Keeps its data for more than a week. */
  let weekly: BinCreated;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    const select = (durationMs: number, id = 1) => ({
      name: 'SELECT',
      durationMs,
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': `SELECT * FROM slots WHERE id = ${id}` },
    });
    const request = (agoMs: number, durationMs: number, more: Partial<TestSpan> = {}): TestSpan => ({
      service: 'scruffy-web',
      name: 'GET /api/slots',
      version: 'v1',
      environment: 'production',
      agoMs,
      durationMs,
      attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
      ...more,
    });
    const times = <Each>(count: number, make: (at: number) => Each): Each[] =>
      Array.from({ length: count }, (_, at) => make(at));
    await sendTraces(server.url, [
      ...times(8, (at) => request(DAY + 20 * MINUTE + at * 1000, 60)),
      ...times(8, (at) => request(40 * MINUTE + at * 1000, 80, { children: [select(60)] })),
      ...times(4, (at) =>
        request(10 * MINUTE + at * 1000, 2400, {
          name: 'GET /api/week/:date',
          version: 'v2',
          failed: at === 0,
          children: times(10, (nth) => ({ ...select(200, nth), afterMs: nth * 210 })),
        }),
      ),
      request(9 * MINUTE, 10, {
        service: 'edge',
        name: 'POST /session',
        version: 'e1',
        environment: 'staging',
      }),
    ]);
    const posted = await fetch(`${server.url}/api/bins/local/markers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at: '-25m', kind: 'note', text: HOSTILE }),
    });
    assert.equal(posted.status, 201);
    weekly = await createBin({ name: 'weekly', retentionHours: 400 });
    const pages = (agoMs: number, durationOf: (at: number) => number) =>
      times(7, (at) => request(agoMs, durationOf(at), { name: `GET /page/${at}` }));
    await sendTraces(
      server.url,
      [
        ...pages(20 * MINUTE, (at) => 100 + at * 10),
        ...pages(10 * MINUTE, (at) => 100 + at * 10),
        ...pages(7 * DAY + 20 * MINUTE, () => 50),
      ],
      weekly.ingestKey,
    );
    const deadline = Date.now() + WORKED_UP_MS;
    for (const [hits, bin, range] of [
      [13, 'local', 'from=-1h'],
      [8, 'local', 'from=-25h&to=-23h'],
      [14, weekly.viewToken, 'from=-1h'],
      [7, weekly.viewToken, 'from=-8d&to=-6d'],
    ] as const) {
      const count = async () => {
        const answer = await fetch(`${server.url}/api/bins/${bin}/overview?${range}`);
        return ((await answer.json()) as { all: { hits: number } }).all.hits;
      };
      while ((await count()) < hits) assert.ok(Date.now() < deadline, 'not worked up in time');
    }
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const createBin = async (body: { name: string; retentionHours?: number }) => {
    const response = await fetch(`${server.url}/api/bins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as BinCreated;
  };
  const open = async (page: Page, path = '/b/local/overview') => {
    await page.goto(`${server.url}${path}`);
    await page.getByRole('img', { name: /^Time per request/ }).waitFor();
  };
  const box = async (page: Page) =>
    (await page.getByRole('img', { name: /^Time per request/ }).boundingBox())!;

  it('is the home of a bin with data: numbers, change, deploys, the slowest and what was found', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '/b/local');
    assert.match(page.url(), /\/b\/local\/overview$/);
    // (8 x 80 + 4 x 2,400 + 10) / 13 = 788; the day before 60.
    await page.getByText('788 ms mean').waitFor();
    await page.getByText('+728 ms on the day before').waitFor();
    await page.getByRole('button', { name: /^db 652 ms/ }).waitFor();
    assert.match(await page.locator('.tracks').innerText(), /Error rate\s+7\.69\s*%/);
    assert.match(await page.locator('.tracks').innerText(), /Apdex[\s\S]*0\.69/);
    const marks = await page.locator('.marker title').allTextContents();
    assert.ok(
      marks.some((each) => each.startsWith('deploy v2 of scruffy-web')),
      marks.join(),
    );
    assert.ok(
      marks.some((each) => each.includes(HOSTILE)),
      marks.join(),
    );
    // A deploy crosses all four tracks.
    assert.equal(await page.locator('.marker').count(), 8);
    const first = page.locator('.slowest tbody tr').first();
    assert.match(await first.innerText(), /GET\s*\/api\/week\/:date\s*scruffy-web\s*4\s*2\.4\d\s*s/);
    await page.getByRole('link', { name: /N\+1 query GET \/api\/week\/:date/ }).waitFor();
    assertQuiet();
    await close();
  });

  it('says who causes a layer, and keeps the filters in the address', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await page.getByRole('button', { name: /^db / }).click();
    await page.waitForURL('**layer=db');
    await page.getByRole('heading', { name: 'Who spends time in db' }).waitFor();
    const rows = page.locator('.slowest tbody tr');
    await rows.first().waitFor();
    assert.equal(await rows.count(), 2);
    assert.match(await rows.nth(0).innerText(), /week[\s\S]*94\.3 %/);
    await page.getByRole('button', { name: /^environment: all/ }).click();
    await page.getByRole('button', { name: 'staging', exact: true }).click();
    await page.waitForURL('**environment=staging**');
    await page.getByText('10 ms mean').waitFor();
    await page.getByRole('button', { name: /^Compare with/ }).click();
    await page.getByRole('button', { name: 'the week before' }).click();
    await page.waitForURL('**compare=week**');
    await page.getByText('The bin does not keep the week before, so nothing is compared').waitFor();
    await page.getByRole('button', { name: /^Compare with/ }).click();
    await page.getByRole('button', { name: 'nothing' }).click();
    await page.waitForURL('**compare=none**');
    await page.getByRole('button', { name: 'Jobs', exact: true }).click();
    await page.getByRole('heading', { name: 'No run here' }).waitFor();
    await page.goBack();
    await page.getByText('10 ms mean').waitFor();
    assertQuiet();
    await close();
  });

  it('compares with the week before where the bin keeps it, in numbers and as lines', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, `/b/${weekly.viewToken}/overview`);
    await page.getByText('130 ms mean').waitFor();
    await page.getByText('Too little ran on the day before to compare with').waitFor();
    assert.equal(await page.locator('path.before').count(), 0);
    await page.getByRole('button', { name: /^Compare with/ }).click();
    await page.getByRole('button', { name: 'the week before' }).click();
    await page.waitForURL('**compare=week');
    // 14 requests of 130 ms; a week ago there were seven of 50 ms.
    await page.getByText('+80 ms on the week before').waitFor();
    await page.getByText('+100 %', { exact: true }).waitFor();
    const lines = await page
      .locator('path.before')
      .evaluateAll((all) => all.map((each) => each.getAttribute('d')!));
    assert.equal(lines.length, 4);
    assert.ok(
      lines.every((each) => each !== ''),
      lines.join(' | '),
    );
    assertQuiet();
    await close();
  });

  it('sorts and filters the slowest in the address, and gives them as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, `/b/${weekly.viewToken}/overview`);
    const rows = page.locator('.slowest tbody tr');
    const view = (wanted: string | null) =>
      page.waitForURL(({ searchParams }) => searchParams.get('slowest') === wanted);
    await rows.nth(6).waitFor();
    const heads = page.locator('.slowest thead');
    await heads.getByRole('button', { name: 'Median' }).click();
    await view('-median');
    await rows.first().filter({ hasText: '/page/6' }).waitFor();
    await heads.getByRole('button', { name: 'Median' }).click();
    await view('median');
    await rows.first().filter({ hasText: '/page/0' }).waitFor();
    await page.locator('.slowest th[aria-sort=ascending]', { hasText: 'Median' }).waitFor();
    const filter = page.getByRole('searchbox', { name: 'Filter: Slowest transactions' });
    await filter.fill('PAGE/3');
    await view('median~PAGE/3');
    await rows.nth(1).waitFor({ state: 'detached' });
    await page.reload();
    await rows.first().filter({ hasText: '/page/3' }).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV: Slowest transactions' }).click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^transaction,hits,median_ns,p95_ns,p99_ns,.*service$/);
    assert.match(lines[1]!, /^GET \/page\/3,2,1[23]\d{7},.*,scruffy-web$/);
    await filter.fill('nowhere');
    await page.getByText('None has “nowhere” in it.').waitFor();
    await filter.fill('');
    await view('median');
    await rows.nth(2).getByRole('link').click();
    await page.waitForURL(/\/transaction\?.*name=GET(\+|%20)%2Fpage%2F2/);
    assertQuiet();
    await close();
  });

  it('shows one moment under the pointer, zooms into a stretch, by pointer and by keys', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const { x, y, width } = await box(page);
    const at = (minutesAgo: number) => x + 48 + (width - 48) * (1 - minutesAgo / 60);
    // The page is opened some seconds after the requests were sent.
    const slow = page.getByText('2.40 s mean');
    for (let minutes = 12; minutes > 9 && !(await slow.isVisible()); minutes -= 0.25)
      await page.mouse.move(at(minutes), y + 50);
    await slow.waitFor();
    await page.mouse.move(at(25), y + 50);
    await page.getByText('– mean').waitFor();
    await page.mouse.move(at(50), y + 80);
    await page.mouse.down();
    await page.mouse.move(at(35), y + 90, { steps: 3 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Zoom' }).click();
    await page.waitForURL(/from=20.*to=20/);
    await page.getByText('80 ms mean').waitFor();
    await page.goBack();
    await page.getByText('788 ms mean').waitFor();
    const slider = page.getByRole('slider');
    await slider.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowLeft');
    assert.match((await slider.getAttribute('aria-valuetext'))!, /nothing ran|a minute/);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('button', { name: 'Zoom' }).count(), 0);
    for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=20.*to=20/);
    assertQuiet();
    await close();
  });

  it('says in its foot how far traces are worked up, and where that is behind, why', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const foot = page.locator('.foot');
    await foot.getByText(/^Worked up to \d\d:\d\d:\d\d/).waitFor();
    // As a server answers that has more to do than it can.
    const until = new Date(Date.now() - 5 * MINUTE).toISOString();
    const changed = (path: string, change: (answer: Record<string, unknown>) => object) =>
      page.route(path, async (route) => {
        const response = await route.fetch();
        const answer = (await response.json()) as Record<string, unknown>;
        await route.fulfill({ response, json: { ...answer, ...change(answer) } });
      });
    await changed('**/overview?**', () => ({ derivedUntil: until }));
    await changed('**/api/health', ({ derive }) => ({
      derive: { ...(derive as object), ingestFirst: true },
    }));
    await page.reload();
    const said = /^What arrived after \d\d:\d\d:\d\d is still being worked up: ingest first/;
    await foot.locator('.warn').getByText(said).waitFor();
    assertQuiet();
    await close();
  });

  it('changes the T of the Apdex for the bin', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await page.getByRole('button', { name: /T is 500 ms/ }).click();
    await page.getByRole('textbox', { name: 'T' }).fill('0');
    assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
    await page.getByRole('textbox', { name: 'T' }).fill('20');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /T is 20 ms/ }).waitFor();
    // One of 13 is below 20 ms, eight up to 80 ms.
    await page.getByText('0.38', { exact: true }).waitFor();
    assertQuiet();
    await close();
  });

  it('fits a phone, and is dark in the dark', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    await open(page);
    await page.getByRole('link', { name: /N\+1 query/ }).waitFor();
    assert.equal(await scrollsSideways(page), false);
    assertQuiet();
    await close();
  });

  it('tells an empty bin, a range without any, and a refusal', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/local/overview?from=-4d&to=-2d`);
    await page.getByRole('heading', { name: 'No request here' }).waitFor();
    await page.goto(`${server.url}/b/local/overview?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    const created = await createBin({ name: 'empty' });
    await page.goto(`${server.url}/b/${created.viewToken}/overview`);
    await page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor();
    await close();
  });

  it('shows the jobs of a bin that has nothing else', async () => {
    const worker = await createBin({ name: 'worker' });
    const start = `${Date.now() - MINUTE}000000`;
    const span = {
      traceId: '5'.repeat(32),
      spanId: '5'.repeat(16),
      name: 'process mail',
      kind: 5,
      startTimeUnixNano: start,
      endTimeUnixNano: start.replace(/000000$/, '900000'),
      attributes: [{ key: 'messaging.operation.type', value: { stringValue: 'process' } }],
    };
    const sent = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tracebin-key': worker.ingestKey },
      body: JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ spans: [span] }] }] }),
    });
    assert.equal(sent.status, 200);
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/${worker.viewToken}/overview`);
    // Worked up some seconds later, and shown without a key.
    await page.getByRole('heading', { name: 'Only jobs ran here' }).waitFor({ timeout: WORKED_UP_MS });
    await page.getByRole('button', { name: 'Show the jobs' }).click();
    await page.getByRole('link', { name: 'All 1 job', exact: true }).waitFor();
    assertQuiet();
    await close();
  });
});
