import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { BinAnswer } from '@tracebin/model';
import type { Browser } from 'playwright-core';
import { answerBin, busyBin, emptyBin } from './canned-bin.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage } from './open-browser.ts';

const TRACE = '7f3a90c4d51be2086c0000000000abcd';

describe('the home of an empty bin', () => {
  let browser: Browser;
  let server: FixtureServer;
  let bin: BinAnswer;

  before(async () => {
    browser = await openBrowser();
    server = await startFixtureServer(
      answerBin(
        () => bin,
        undefined,
        ({ method, path, body }) => {
          if (method === 'POST' && path.endsWith('/keys'))
            return { status: 201, json: { ingestKey: 'tb_k_made' } };
          if (method !== 'PATCH') return undefined;
          const change = body as { retentionHours?: number; name?: string };
          if (change.retentionHours === 24)
            return {
              status: 400,
              json: { error: { code: 'bad-retention', message: 'Not that long.', hint: 'Choose another.' } },
            };
          bin = { ...bin, ...change };
          return { json: bin };
        },
      ),
    );
  });
  beforeEach(() => {
    bin = emptyBin();
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  it('fills in the address, and the key once there is one', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy`);
    await page.getByText('TRACEBIN_KEY=YOUR-INGEST-KEY').waitFor();
    await page.getByRole('button', { name: 'Make a new ingest key' }).click();
    await page.getByText('TRACEBIN_KEY=tb_k_made').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Make a new ingest key' }).count(), 0);
    await page.reload();
    await page.getByText('TRACEBIN_KEY=tb_k_made').waitFor();
    for (const [tab, text] of [
      ['Django', 'opentelemetry-instrument'],
      ['OpenTelemetry', 'x-tracebin-key: tb_k_made'],
      ['curl', 'http://apm.scruffy.internal:4318/v1/traces'],
    ] as const) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      await page.locator('pre', { hasText: text }).waitFor();
    }
    await page.waitForURL('**?way=curl');
    await page.reload();
    await page.locator('pre', { hasText: '/v1/traces' }).waitFor();
    await page.getByRole('tab', { name: 'curl', exact: true }).press('ArrowRight');
    await page.getByText('npm install @tracebin/agent').waitFor();
    assertQuiet();
    await close();
  });

  it('needs no key where senders need none', async () => {
    bin = emptyBin({ keyless: true, address: 'http://127.0.0.1:4318' });
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy?way=curl`);
    await page.getByText('not needed on this machine').waitFor();
    assert.equal(await page.getByText('x-tracebin-key').count(), 0);
    assertQuiet();
    await close();
  });

  it('copies exactly the command that is shown', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.goto(`${server.url}/b/scruffy?way=curl`);
    const shown = await page.locator('pre').first().textContent();
    await page.getByRole('button', { name: 'Copy the command: One span by hand' }).click();
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
    assertQuiet();
    await close();
  });

  it('shows a refused request with its reason as it happens', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy`);
    await page.getByRole('img', { name: 'Last 60 seconds: 0 events, 0 requests refused' }).waitFor();
    bin = emptyBin({
      refusals: [
        {
          at: new Date().toISOString(),
          code: 'key-missing',
          message: 'The request carries no key.',
          from: '10.0.4.17',
          count: 3,
        },
      ],
    });
    await page.getByRole('img', { name: 'Last 60 seconds: 0 events, 3 requests refused' }).waitFor();
    await page.getByText('3 requests refused: key missing · 10.0.4.17').waitFor();
    await page.getByRole('row', { name: /refused 3 × The request carries no key/ }).waitFor();
    assertQuiet();
    await close();
  });

  it('opens the first trace by itself', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy`);
    await page.getByRole('heading', { name: 'Waiting for the first span' }).waitFor();
    bin = busyBin({ firstTraceId: TRACE });
    await page.waitForURL(`**/b/scruffy/traces/${TRACE}`);
    await close();
  });

  it('goes on to the overview when the bin has data, and leaves no step behind', async () => {
    bin = busyBin();
    const { page, close } = await openPage(browser, server.url, {}, [/404/]);
    await page.goto(`${server.url}/b/scruffy?connect=1`);
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await page.goto(`${server.url}/b/scruffy`);
    await page.waitForURL('**/b/scruffy/overview');
    await page.goBack();
    await page.getByRole('heading', { name: 'Connect another app' }).waitFor();
    await close();
  });

  it('changes how long the bin keeps, and shows a refusal where the value stands', async () => {
    const { page, close } = await openPage(browser, server.url, {}, [/400/]);
    await page.goto(`${server.url}/b/scruffy`);
    await page.getByText('14 days, then deletes').waitFor();
    await page.getByRole('button', { name: 'Change how long the bin keeps' }).click();
    await page.getByLabel('How long').fill('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Not that long.').waitFor();
    await page.getByText('Choose another.').waitFor();
    await page.getByLabel('How long').fill('36');
    await page.getByLabel('Unit').selectOption('hours');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('36 hours, then deletes').waitFor();
    await close();
  });

  it('lists what listens, and which port was taken', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/scruffy`);
    await page.getByRole('row', { name: '4318 OTLP over HTTP ready' }).waitFor();
    await page.getByRole('row', { name: '9411 Zipkin port in use, skipped' }).waitFor();
    assertQuiet();
    await close();
  });
});
