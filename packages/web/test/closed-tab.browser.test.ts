/** What a question costs while it runs, and that it ends in the engine with its page. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { printQuestion } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { poll } from '../../server/test/senders/poll.ts';
import {
  type ServerWithView,
  SLOW_COMPARISON,
  SLOW_QUESTION,
  startServerWithView,
} from '../../server/test/support/slow-question.ts';
import { openBrowser, openPage } from './open-browser.ts';

describe('a slow question', () => {
  let browser: Browser;
  let server: ServerWithView;
  before(async () => {
    browser = await openBrowser();
    server = await startServerWithView();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  async function askSlowly(page: Page, search = { q: printQuestion(SLOW_QUESTION) }): Promise<void> {
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams(search)}`);
    await poll('the engine to run it', async () => ((await server.running()) > 0 ? true : undefined));
  }
  const isIdle = () =>
    poll('the engine to be idle', async () => ((await server.running()) === 0 ? true : undefined));

  it('tells how much it has read, and ends in the engine when its tab is closed', async () => {
    const { page } = await openPage(browser, server.url);
    await askSlowly(page);
    const progress = page.getByRole('progressbar', { name: 'Events read' });
    await progress.waitFor({ timeout: 30_000 });
    assert.match(
      await progress.locator('xpath=following-sibling::*').innerText(),
      /^[\d,.]+ of [\d,.]+ events read$/,
    );
    await page.close();
    await isIdle();
  });

  it('compares until its tab is closed, or it is told to stop', async () => {
    const search = { q: printQuestion(SLOW_COMPARISON.question), sel: 'where:severity = 9' };
    const { page } = await openPage(browser, server.url);
    await askSlowly(page, search);
    await page.getByText('50,000 logs, severity = 9').waitFor({ timeout: 30_000 });
    await page.close();
    await isIdle();
    const watched = await openPage(browser, server.url);
    await askSlowly(watched.page, search);
    await watched.page.getByRole('button', { name: 'Stop' }).click();
    await isIdle();
    watched.assertQuiet();
    await watched.close();
  });

  it('ends in the engine when it is cancelled', async () => {
    const watched = await openPage(browser, server.url);
    await askSlowly(watched.page);
    await watched.page.getByRole('button', { name: 'Cancel' }).click();
    await isIdle();
    await watched.page.getByText('The question was cancelled.').waitFor({ timeout: 30_000 });
    watched.assertQuiet();
    await watched.close();
  });
});
