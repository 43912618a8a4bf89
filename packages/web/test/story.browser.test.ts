import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const run = promisify(execFile);

describe('the pages on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const rows = (page: Page) => page.locator('tbody tr[data-index]');
  const command = (page: Page) => page.locator('pre', { hasText: '/v1/traces' });

  it('goes from the first page to the first trace by the command it shows', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/`);
    await page.waitForURL('**/b/local');
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    await page.getByRole('tab', { name: 'curl', exact: true }).click();
    const text = await command(page).textContent();
    const { stdout } = await run('bash', ['-c', text ?? '']);
    assert.match(stdout, /^HTTP\/1\.1 200/);
    await page.waitForURL(/\/b\/local\/traces\/[0-9a-f]{32}$/);
    await page.getByText('hello').first().waitFor();
    await page.getByText('by-hand').first().waitFor();
    assertQuiet();
    await close();
  });

  it('gives a new bin its own key, keeps other bins apart, and shows who was refused', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/local/traces`);
    await page.getByRole('link', { name: /hello/ }).waitFor();
    await page.getByRole('button', { name: /^Bin local/ }).click();
    await page.getByRole('button', { name: 'New bin' }).click();
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    const bin = new URL(page.url()).pathname.split('/')[2]!;
    assert.match(bin, /^tb_v_/);
    await page.getByRole('tab', { name: 'curl', exact: true }).click();
    const text = (await command(page).textContent()) ?? '';
    assert.match(text, /x-tracebin-key: tb_k_/);
    const { stdout } = await run('bash', ['-c', text.replace(/tb_k_\w+/, 'tb_k_wrong')]);
    assert.match(stdout, /^HTTP\/1\.1 401/);
    await page.getByText(/1 request refused: /).waitFor();
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    await run('bash', ['-c', text]);
    await page.waitForURL(/\/traces\/[0-9a-f]{32}$/);
    await page.goto(`${server.url}/b/${bin}/traces`);
    await page.getByText('1 trace', { exact: true }).waitFor();
    await page.goto(`${server.url}/b/${bin.slice(0, -1)}`);
    await page.getByRole('heading', { name: 'This address opens no bin' }).waitFor();
    assertQuiet();
    await close();
  });

  it('finds the slow one among many, by each filter', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      service: index % 3 === 0 ? 'edge' : 'scruffy-web',
      name: 'GET /api/slots',
      agoMs: 60_000 + index * 20_000,
      durationMs: 20 + index,
      attributes: { station: index % 2 === 0 ? 'KQED' : 'WGBH', 'http.response.status_code': 200 },
    }));
    const [slow] = await sendTraces(server.url, [
      {
        service: 'scruffy-web',
        name: 'GET /api/week/:date',
        agoMs: 400_000,
        durationMs: 20_100,
        failed: true,
        attributes: { station: 'KQED', 'http.response.status_code': 504 },
        children: [
          { name: 'SELECT slots', durationMs: 4 },
          { name: 'SELECT weeks', durationMs: 7 },
        ],
      },
      ...many,
    ]);
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const only = async (question: string) => {
      await page.goto(`${server.url}/b/local/traces?${question}`);
      await page.getByText('1 trace', { exact: true }).waitFor();
      await page.getByRole('link', { name: /week/ }).waitFor();
    };
    await only('minDuration=15s');
    await only('errors=1');
    await only('name=SELECT%20slots');
    await only('attribute=http.response.status_code%3D504');
    await only('service=scruffy-web&attribute=station%3DKQED&minDuration=10s&maxDuration=30s&errors=1');

    await page.goto(`${server.url}/b/local/traces?sort=longest`);
    assert.match((await rows(page).first().textContent()) ?? '', /week.*20\.1.*s/);
    await page.goto(`${server.url}/b/local/traces?sort=spans`);
    assert.match((await rows(page).first().textContent()) ?? '', /week/);

    // Completion knows the values that have arrived.
    await page.goto(`${server.url}/b/local/traces`);
    await page.getByRole('combobox', { name: 'Service' }).fill('ed');
    await page.getByRole('option', { name: 'edge' }).click();
    await page.getByText('20 traces', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Attribute, key=value' }).fill('stat');
    await page.getByRole('option', { name: 'station=' }).click();
    await page.getByRole('option', { name: 'station=WGBH' }).click();
    await page.getByText('10 traces', { exact: true }).waitFor();

    await page.goto(`${server.url}/b/local/traces?sort=longest`);
    await rows(page).first().getByRole('link').click();
    await page.waitForURL(`**/traces/${slow}`);
    await page.getByText('SELECT weeks').first().waitFor();
    assertQuiet();
    await close();
  });

  it('keeps a changed retention', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local?connect=1`);
    await page.getByText('7 days, then deletes').waitFor();
    await page.getByRole('button', { name: 'Change how long the bin keeps' }).click();
    await page.getByLabel('How long').fill('14');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('14 days, then deletes').waitFor();
    await page.reload();
    await page.getByText('14 days, then deletes').waitFor();
    assertQuiet();
    await close();
  });

  it('tells a refusal of the server in its own words', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/local/traces?from=yesterday`);
    await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    await page.getByText(/like -15m, -1h, -7d/).waitFor();
    await close();
  });
});
