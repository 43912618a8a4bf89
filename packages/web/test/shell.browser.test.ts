import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { answerBin, busyBin, emptyBin } from './canned-bin.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';

describe('the shell', () => {
  let browser: Browser;
  let server: FixtureServer;
  let wantsSecret = false;
  const secrets: unknown[] = [];

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(
      answerBin(busyBin, undefined, ({ method, path, headers, body }) => {
        if (path === '/api/bins/fresh')
          return { json: emptyBin({ bin: 'fresh', name: (body as { name?: string })?.name ?? 'Fresh' }) };
        if (path === '/api/bins/fresh/live') return { stream: () => {} };
        if (path !== '/api/bins' || method !== 'POST') return undefined;
        const secret = headers['x-tracebin-admin-secret'];
        secrets.push(secret);
        if (wantsSecret && secret !== 'open sesame')
          return {
            status: 401,
            json: {
              error: {
                code: 'admin-secret-missing',
                message: 'This needs the admin secret.',
                hint: 'Ask whoever runs it.',
              },
            },
          };
        return {
          status: 201,
          json: {
            bin: 'fresh',
            name: 'Fresh',
            viewToken: 'fresh',
            viewUrl: '/b/fresh',
            ingestKey: 'tb_k_fresh',
          },
        };
      }),
    );
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it('makes a bin in one click and fills its key into the commands', async () => {
    wantsSecret = false;
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByRole('button', { name: /^Bin Scruffy/ }).click();
    await page.getByRole('button', { name: 'New bin' }).click();
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/b/fresh');
    await page.getByText('TRACEBIN_KEY=tb_k_fresh').waitFor();
    await page.getByRole('button', { name: /^Bin Fresh/ }).click();
    await page.getByRole('link', { name: 'Scruffy' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assertQuiet();
    await close();
  });

  it('asks for the admin secret where the server wants it, and sends it', async () => {
    wantsSecret = true;
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/401|404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByRole('button', { name: /^Bin Scruffy/ }).click();
    await page.getByRole('button', { name: 'New bin' }).click();
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByText('This server makes bins only for those who know its admin secret').waitFor();
    await page.getByLabel('Admin secret').fill('wrong');
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByText('Ask whoever runs it.').waitFor();
    await page.getByLabel('Admin secret').fill('open sesame');
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    assert.equal(secrets.at(-1), 'open sesame');
    assertQuiet();
    await close();
  });

  it('opens a bin by the address somebody pasted', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/`);
    await page.getByLabel('Its token or address').fill('https://apm.example/b/scruffy/traces?errors=1');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assertQuiet();
    await close();
  });

  it('says in one page that a token opens nothing, and offers the bins seen before', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    // The bin is remembered when its own answer is there, after the page stands.
    await page.waitForFunction(() => localStorage.getItem('tracebin.bins')?.includes('Scruffy'));
    await page.goto(`${server.url}/b/wrong-token/traces`);
    await page.getByRole('heading', { name: 'This address opens no bin' }).waitFor();
    assert.equal(await page.title(), 'No such bin · Tracebin');
    await page.getByRole('link', { name: 'Scruffy' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assertQuiet();
    await close();
  });

  it('has a page for an address that no page has', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/nowhere/at/all`);
    await page.getByRole('heading', { name: 'There is no page here' }).waitFor();
    await page.getByText('/nowhere/at/all').waitFor();
    assertQuiet();
    await close();
  });

  it('lists the keys that work, and they do', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy?connect=1`);
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByText('Go to traces').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('station=KQED');
    assert.equal(await page.getByRole('combobox', { name: /^Search/ }).inputValue(), 'station=KQED');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/b/scruffy/traces?attribute=station%3DKQED');
    await page.goBack();
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('week');
    const option = page.getByRole('option', { name: 'name=GET /api/week/:date' });
    const box = (await option.boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 1440, `${box.x} + ${box.width}`);
    await option.click();
    await page.waitForURL('**/b/scruffy/traces?name=GET+%2Fapi%2Fweek%2F%3Adate');
    await page.goBack();
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL('**/b/scruffy/traces');
    assertQuiet();
    await close();
  });

  it('opens the trace whose id is searched for', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByLabel(/^Search/).fill(' 7F3A90C4D51BE2086C0000000000ABCD ');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/traces/7f3a90c4d51be2086c0000000000abcd');
    await close();
  });

  it('keeps the chosen theme, and lets the address override it for one visit', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, { colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(`${server.url}/b/scruffy?connect=1`);
    await page.getByRole('button', { name: /^Bin/ }).click();
    const light = await background();
    await page.getByRole('button', { name: 'Dark' }).click();
    const dark = await background();
    assert.notEqual(dark, light);
    await page.reload();
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    assert.equal(await background(), dark);
    await page.goto(`${server.url}/b/scruffy?connect=1&theme=light`);
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    assert.equal(await background(), light);
    await page.goto(`${server.url}/b/scruffy?connect=1`);
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    assert.equal(await background(), dark);
    assertQuiet();
    await close();
  });

  it('says that the server is gone, and goes on when it is back', async () => {
    let gone = true;
    const own = await startFixtureServer(
      answerBin(busyBin, undefined, () =>
        gone
          ? {
              status: 503,
              json: {
                error: {
                  code: 'store-unavailable',
                  message: 'The store is away.',
                  hint: 'Look at the disk.',
                },
              },
            }
          : undefined,
      ),
    );
    const { page, close } = await openPage(browser, own.url, {}, [/503/]);
    await page.goto(`${own.url}/b/scruffy/traces`);
    await page.getByRole('heading', { name: 'The store is away.' }).waitFor();
    await page.getByText('Look at the disk.').waitFor();
    await page.getByText('store-unavailable').waitFor();
    gone = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
    await close();
    await own.close();
  });

  it('keeps what it shows while the server is away, and hears it again', async () => {
    const first = await startFixtureServer(answerBin(busyBin));
    const { page, close } = await openPage(browser, first.url, {}, [/ERR_CONNECTION|Failed to load/]);
    await page.goto(`${first.url}/b/scruffy/traces`);
    await page.getByText(/\d events\/s/).waitFor();
    await first.close();
    await page.getByText('server not answering').waitFor();
    assert.ok((await page.locator('tr[data-index]').count()) > 0);
    // A page that was not opened before cannot come now, and that is no defect of it.
    await page.getByRole('link', { name: 'Boards' }).click();
    const missing = page.getByRole('heading', { name: 'This page could not be loaded' });
    await missing.waitFor();
    await page.getByRole('button', { name: 'Load again' }).click();
    await missing.waitFor();
    const second = await startFixtureServer(answerBin(busyBin), Number(new URL(first.url).port));
    await page.getByText(/\d events\/s/).waitFor();
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('link', { name: 'Boards' }).and(page.locator('[aria-current]')).waitFor();
    await missing.waitFor({ state: 'detached' });
    await close();
    await second.close();
  });

  it('keeps a page that breaks inside its own frame', async () => {
    const own = await startFixtureServer(answerBin(busyBin, () => ({ json: { count: 3, more: false } })));
    const { page, close } = await openPage(browser, own.url, {}, [/./]);
    await page.goto(`${own.url}/b/scruffy/traces`);
    await page.getByRole('heading', { name: 'This page broke' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByRole('button', { name: /^Bin Scruffy/ }).click();
    await page.getByRole('link', { name: 'Connect an app' }).click();
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await close();
    await own.close();
  });

  it('names a proxy that answers in place of the server', async () => {
    const own = await startFixtureServer(
      answerBin(busyBin, () => ({ stream: (response) => response.end('<html>Sign in</html>') })),
    );
    const { page, assertQuiet, close } = await openPage(browser, own.url);
    await page.goto(`${own.url}/b/scruffy/traces`);
    await page.getByRole('heading', { name: 'The answer is not JSON.' }).waitFor();
    await page.getByText('Is a proxy in between?').waitFor();
    assertQuiet();
    await close();
    await own.close();
  });

  it('never scrolls sideways on a phone', async () => {
    const { page, assertQuiet, close } = await openPage(
      browser,
      server.url,
      { viewport: { width: 390, height: 844 } },
      [/404/],
    );
    const known = ['scruffy', 'twin'].map((bin) => ({ bin, name: 'a'.repeat(80), seenAt: 0 }));
    await page.addInitScript((bins) => localStorage.setItem('tracebin.bins', JSON.stringify(bins)), known);
    for (const path of ['/', '/?new=1', '/b/fresh', '/b/scruffy/traces', '/b/wrong', '/nowhere']) {
      await page.goto(server.url + path);
      await page.getByRole('heading').first().waitFor();
      assert.equal(await scrollsSideways(page), false, path);
    }
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByRole('link', { name: 'Traces', exact: true }).waitFor();
    // The page that is open is named in the bar, which has no room for all.
    await page.waitForFunction(() => {
      const bar = document.querySelector('.appbar nav')!.getBoundingClientRect();
      const open = document.querySelector('.appbar nav a[aria-current]')?.getBoundingClientRect();
      return open !== undefined && open.left >= bar.left && open.right <= bar.right + 1;
    });
    for (const width of [390, 700, 768, 1_000, 1_200]) {
      await page.setViewportSize({ width, height: 844 });
      assert.equal(await scrollsSideways(page), false, `${width} px`);
      const { width: room } = (await page.getByRole('navigation', { name: 'Pages' }).boundingBox())!;
      assert.ok(room >= 140, `${room} px for the names of the pages`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('combobox', { name: /^Search/ }).fill('api');
    const box = (await page.getByRole('option').first().boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 390, `${box.x} + ${box.width}`);
    assert.equal(await scrollsSideways(page), false, 'search');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('combobox', { name: 'Span name' }).click();
    await page.getByRole('option').first().waitFor();
    assert.equal(await scrollsSideways(page), false, 'filter');
    assertQuiet();
    await close();
  });

  it('loads at most 150 kB of compressed script for the list of traces', async () => {
    const { gzipSync } = await import('node:zlib');
    const { page, close } = await openPage(browser, server.url);
    const bodies: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.endsWith('.js')) bodies.push(response.body());
    });
    await page.goto(`${server.url}/b/scruffy/traces`);
    await page.getByRole('link', { name: /slots/ }).first().waitFor();
    const scripts = await Promise.all(bodies);
    const compressed = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
    assert.ok(scripts.length >= 2, 'the page came in several scripts');
    assert.ok(compressed <= 150_000, `${compressed} bytes`);
    await close();
  });
});
