import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { formatDuration } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { answerBin, busyBin, cannedTraces, emptyBin } from './canned-bin.ts';
import {
  type CannedAnswer,
  type CannedRequest,
  type FixtureServer,
  startFixtureServer,
} from './fixture-server.ts';
import { openBrowser, openPage } from './open-browser.ts';

const END = new Date('2026-11-20T22:20:00Z');

describe('the list of traces', () => {
  let browser: Browser;
  let server: FixtureServer;
  let bin = busyBin();
  let traces: (request: CannedRequest) => CannedAnswer;

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(
      answerBin(
        () => bin,
        (request) => traces(request),
      ),
    );
  });
  beforeEach(() => {
    bin = busyBin();
    traces = () => ({ json: cannedTraces(120, END) });
    server.asked.length = 0;
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  const lastQuestion = (): Record<string, string[]> => {
    const asked = server.asked.filter((each) => each.includes('/traces?')).at(-1) ?? '';
    const query = new URLSearchParams(asked.slice(asked.indexOf('?')));
    return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
  };
  const rows = (page: Page) => page.locator('tbody tr[data-index]');

  it('asks for what is filtered, keeps it in the address, and goes back step by step', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces?utm_source=mail`);
    await rows(page).first().waitFor();
    // What the page does not know never reaches the server, which would refuse it.
    assert.deepEqual(lastQuestion(), { limit: ['500'] });
    await page.goto(`${server.url}/b/scruffy/traces`);
    await rows(page).first().waitFor();
    await page.getByRole('combobox', { name: 'Service' }).fill('scr');
    await page.getByRole('option', { name: 'scruffy-web' }).click();
    await page.waitForURL('**/traces?service=scruffy-web');
    await page.getByLabel('Shortest duration').fill('100');
    await page.keyboard.press('Enter');
    await page.waitForURL('**minDuration=100ms');
    await page.getByRole('button', { name: 'Errors only' }).click();
    await page.getByRole('button', { name: 'Longest' }).click();
    await page.waitForURL('**sort=longest');
    await page.waitForLoadState('networkidle').catch(() => {});
    assert.deepEqual(lastQuestion(), {
      service: ['scruffy-web'],
      minDuration: ['100ms'],
      errors: ['true'],
      sort: ['longest'],
      limit: ['500'],
    });
    await page.reload();
    await rows(page).first().waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Service' }).inputValue(), 'scruffy-web');
    assert.equal(await page.getByLabel('Shortest duration').inputValue(), '100ms');
    assert.equal(
      await page.getByRole('button', { name: 'Errors only' }).getAttribute('aria-pressed'),
      'true',
    );
    await page.goBack();
    await page.goBack();
    await page.waitForURL('**/traces?service=scruffy-web&minDuration=100ms');
    assert.equal(
      await page.getByRole('button', { name: 'Errors only' }).getAttribute('aria-pressed'),
      'false',
    );
    await page.getByRole('button', { name: 'Any service' }).click();
    await page.waitForURL('**/traces?minDuration=100ms');
    assertQuiet();
    await close();
  });

  it('completes an attribute by keyboard: first its key, then its value', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces`);
    const attribute = page.getByRole('combobox', { name: 'Attribute, key=value' });
    await attribute.fill('stat');
    await page.getByRole('option', { name: 'station=' }).waitFor();
    await attribute.press('ArrowDown');
    await attribute.press('Enter');
    assert.equal(await attribute.inputValue(), 'station=');
    await page.getByRole('option', { name: 'station=WGBH' }).waitFor();
    await attribute.press('ArrowDown');
    await attribute.press('ArrowDown');
    await attribute.press('Enter');
    await page.waitForURL('**/traces?attribute=station%3DWGBH');
    await attribute.fill('user id=a=b & c');
    await attribute.press('Enter');
    await page.getByText('user id = a=b & c').waitFor();
    assert.deepEqual(lastQuestion().attribute, ['station=WGBH', 'user id=a=b & c']);
    await page.getByRole('button', { name: 'Remove station=WGBH' }).click();
    await page.waitForURL(/attribute=user\+id%3Da%3Db\+%26\+c$/);
    assertQuiet();
    await close();
  });

  it('does not ask with a duration that cannot be read', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await rows(page).first().waitFor();
    const before = server.asked.filter((each) => each.includes('/traces?')).length;
    await page.getByLabel('Longest duration').fill('fast');
    await page.keyboard.press('Enter');
    assert.equal(await page.getByLabel('Longest duration').getAttribute('aria-invalid'), 'true');
    assert.equal(new URL(page.url()).search, '');
    assert.equal(server.asked.filter((each) => each.includes('/traces?')).length, before);
    assertQuiet();
    await close();
  });

  it('walks the rows with j, k and arrows, and opens one with Enter', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await page.locator('tr[data-index="0"] a:focus').waitFor();
    for (let step = 0; step < 60; step++) await page.keyboard.press('j');
    await page.locator('tr[data-index="60"] a:focus').waitFor();
    await page.keyboard.press('k');
    await page.locator('tr[data-index="59"] a:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('tr[data-index="60"] a:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('tr[data-index="59"] a:focus').waitFor();
    const name = await page.locator('tr[data-index="59"] a').textContent();
    assert.ok(name !== null && name !== '');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/traces/${cannedTraces(120, END).traceId[59]}`);
    await page.goBack();
    await rows(page).first().waitFor();
    await close();
  });

  it('makes the whole row a link', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    const cell = (await rows(page).nth(3).locator('td').nth(4).boundingBox())!;
    await page.mouse.click(cell.x + 10, cell.y + 10);
    await page.waitForURL(`**/traces/${cannedTraces(120, END).traceId[3]}`);
    await close();
  });

  it('comes back from a trace to the place it left', async () => {
    traces = () => ({ json: cannedTraces(500, END) });
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await rows(page).first().waitFor();
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 6_000);
    const row = page.locator('tr[data-index="190"]');
    await row.waitFor();
    await row.locator('a').click({ force: true });
    await page.waitForURL(/traces\/[0-9a-f]{32}$/);
    await page.goBack();
    await row.waitFor();
    const top = (await row.boundingBox())!.y;
    assert.ok(top > 0 && top < 900, `the row stands at ${top}`);
    assert.equal(server.asked.filter((each) => each.includes('/traces?')).length, 1);
    await close();
  });

  it('says what to relax when nothing matches', async () => {
    traces = ({ query }) => ({ json: cannedTraces(query.has('errors') ? 0 : 7, END) });
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(
      `${server.url}/b/scruffy/traces?service=edge&attribute=station%3DKQED&errors=1&from=-15m`,
    );
    await page.getByRole('heading', { name: 'No trace matches' }).waitFor();
    for (const way of [
      'Any service, not only edge',
      'Without station=KQED',
      'Last 30 days, not only last 15 minutes',
    ])
      await page.getByRole('button', { name: way }).waitFor();
    await page.getByRole('button', { name: 'Also without errors' }).click();
    await page.getByText('7 traces', { exact: true }).waitFor();
    await page.waitForURL('**/traces?service=edge&attribute=station%3DKQED&from=-15m');
    assertQuiet();
    await close();
  });

  it('shows how to connect when the bin is empty', async () => {
    bin = emptyBin();
    traces = () => ({ json: cannedTraces(0, END) });
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByRole('heading', { name: 'Nothing has arrived yet' }).waitFor();
    await page.getByRole('link', { name: 'Connect an app' }).click();
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    assertQuiet();
    await close();
  });

  it('shows a refusal with its hint, and what was filtered stays', async () => {
    traces = () => ({
      status: 400,
      json: {
        error: { code: 'bad-duration', message: '"minDuration" is not a duration.', hint: 'Write 100ms.' },
      },
    });
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/scruffy/traces?minDuration=soon`);
    await page.getByRole('heading', { name: '"minDuration" is not a duration.' }).waitFor();
    await page.getByText('Write 100ms.').waitFor();
    assert.equal(await page.getByLabel('Shortest duration').inputValue(), 'soon');
    await close();
  });

  it('keeps the old traces while new ones are on their way', async () => {
    let letGo = () => {};
    traces = ({ query }) =>
      query.has('errors')
        ? {
            json: cannedTraces(7, END),
            after: new Promise<void>((resolve) => {
              letGo = resolve;
            }),
          }
        : { json: cannedTraces(120, END) };
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByText('120 traces', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Errors only' }).click();
    await page.getByText('asking…').waitFor();
    assert.ok((await rows(page).count()) > 7);
    letGo();
    await page.getByText('7 traces', { exact: true }).waitFor();
    assert.equal(await rows(page).count(), 7);
    assertQuiet();
    await close();
  });

  it('never shows the traces of one bin in another', async () => {
    let letGo = () => {};
    const own = await startFixtureServer((request) => {
      const other = request.path.startsWith('/api/bins/other');
      const answer = answerBin(
        () => busyBin(other ? { bin: 'other', name: 'Other' } : {}),
        () =>
          other
            ? {
                json: cannedTraces(3, END),
                after: new Promise<void>((resolve) => {
                  letGo = resolve;
                }),
              }
            : { json: cannedTraces(120, END) },
      );
      return answer(request);
    });
    // On its way from bin to bin it passes an overview, for which this server has no answer.
    const { page, assertQuiet, close } = await openPage(browser, own.url, {}, [/404/]);
    await page.goto(`${own.url}/b/other?connect=1`);
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await page.goto(`${own.url}/b/scruffy/traces`);
    await page.getByText('120 traces', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Bin Scruffy/ }).click();
    await page.getByRole('link', { name: 'Other' }).click();
    await page.waitForURL('**/b/other/overview');
    await page.getByRole('link', { name: 'Traces', exact: true }).click();
    await page.waitForURL('**/b/other/traces');
    await page.getByText('asking…').waitFor();
    assert.equal(await rows(page).count(), 0);
    letGo();
    await page.getByText('3 traces', { exact: true }).waitFor();
    assertQuiet();
    await close();
    await own.close();
  });

  it('keeps only the rows on the screen when there are a thousand', async () => {
    traces = ({ query }) => ({ json: cannedTraces(Number(query.get('limit')), END, true) });
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByText('500 newest traces', { exact: true }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Show up to 1,000' }).click();
    await page.getByText('1,000 newest traces', { exact: true }).waitFor();
    await page.keyboard.press('End');
    await page.locator('tr[data-index="999"]').waitFor();
    assert.ok((await rows(page).count()) < 100);
    await page.getByText('A shorter range or one more filter shows the rest.').waitFor();
    assertQuiet();
    await close();
  });

  it('opens a point of the strip by a click, and zooms to what a drag covers', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    const canned = cannedTraces(120, END);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await rows(page).first().waitFor();
    const box = (await page.locator('canvas').boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 700, box.y + 80, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=.*&to=.*&minDuration=.*&maxDuration=/);
    const asked = lastQuestion();
    const width = Date.parse(asked.to![0]!) - Date.parse(asked.from![0]!);
    assert.ok(width > 900_000 && width < 1_200_000, `400 of 1,336 pixels of an hour are ${width} ms`);
    await page.goBack();
    await page.waitForURL('**/b/scruffy/traces');
    // The slowest trace is the highest point: found with the pointer, opened with a click.
    const slowest = canned.duration.indexOf(Math.max(...canned.duration));
    const part = (Date.parse(canned.start[slowest]!) - Date.parse(canned.from)) / 3_600_000;
    const label = page.locator('.point-label', { hasText: formatDuration(canned.duration[slowest]!) });
    for (let offset = 0; offset < 20 && (await label.count()) === 0; offset++)
      await page.mouse.move(box.x + 52 + part * (box.width - 56), box.y + 6 + offset);
    await label.waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(`**/traces/${canned.traceId[slowest]}`);
    await close();
  });

  it('steps earlier and later, and takes two times of the reader’s own', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces?from=-15m`);
    await rows(page).first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Later' }).isDisabled(), true);
    await page.getByRole('button', { name: 'Earlier' }).click();
    await page.waitForURL(/from=20.*&to=20/);
    const { searchParams } = new URL(page.url());
    assert.equal(Date.parse(searchParams.get('to')!) - Date.parse(searchParams.get('from')!), 900_000);
    await page.keyboard.press(']');
    await page.waitForURL('**/traces?from=-15m');
    await page.getByRole('button', { name: /^Time range: Last 15 minutes/ }).click();
    await page.getByLabel('From').fill('2026-11-20T13:00:00');
    await page.getByLabel('To').fill('2026-11-20T12:00:00');
    await page.getByText('Ends before it begins').waitFor();
    await page.getByLabel('To').fill('2026-11-20T13:30:00');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/from=2026-11-20T21%3A00%3A00.000Z&to=2026-11-20T21%3A30%3A00.000Z/);
    assertQuiet();
    await close();
  });

  it('shows hostile names as text and keeps its layout', async () => {
    const hostile = cannedTraces(4, END);
    hostile.rootName = [
      '<img src=x onerror=alert(1)>',
      '\u202e\u0645\u0631\u062d\u0628\u0627 abc',
      'x'.repeat(65_536),
      '\u0000\u0007 \u{1F4A5}',
    ];
    hostile.rootService = ['<b>svc</b>', '', '\u200b'.repeat(300), 'ok'];
    hostile.duration = [0, 9_007_199_254_740_991, 1, 42_000];
    traces = () => ({ json: hostile });
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    for (let index = 0; index < 4; index++) {
      const box = await page.locator(`tr[data-index="${index}"]`).boundingBox();
      assert.equal(box?.height, 30);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
    assertQuiet();
    await close();
  });
});
