import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';

const run = promisify(execFile);
const HOST = 'apm.scruffy.test';
// Over plain http the browser says that it ignores this header; that is all it does.
const OPENER_POLICY = /Cross-Origin-Opener-Policy header has been ignored/;
const SECRET = 'correct horse battery staple';
/** An app that has answered one request. */
const APP = `
const app = require('node:http').createServer((request, response) => response.end('hello'));
app.listen(0, '127.0.0.1', async () => {
  await (await fetch('http://127.0.0.1:' + app.address().port + '/')).text();
  app.close();
});
`;

describe('the pages of a server for others, opened from another machine', () => {
  let browser: Browser;
  let server: RealServer;
  let url: string;

  before(async () => {
    [browser, server] = await Promise.all([
      openBrowser([HOST]),
      startRealServer('serve', ['--host', '0.0.0.0'], { TRACEBIN_ADMIN_SECRET: SECRET }),
    ]);
    url = server.url.replace('127.0.0.1', HOST);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('makes a bin for who knows the admin secret, and its command works with its key', async () => {
    const { page, assertQuiet, close } = await openPage(browser, url, {}, [/401|404/, OPENER_POLICY]);
    await page.goto(`${url}/`);
    await page.getByLabel('Name').fill('Scruffy');
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByLabel('Admin secret').fill('guess');
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByText('This is not the admin secret of this server.').waitFor();
    await page.getByLabel('Admin secret').fill(SECRET);
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByRole('heading', { name: 'Connect an app' }).waitFor();
    await page.getByRole('tab', { name: 'curl', exact: true }).click();
    const command = (await page.locator('pre', { hasText: '/v1/traces' }).textContent()) ?? '';
    assert.ok(command.includes(`${url}/v1/traces`), command);
    const { stdout } = await run('bash', ['-c', command.replace(url, server.url)]);
    assert.match(stdout, /^HTTP\/1\.1 200/);
    await page.waitForURL(/\/traces\/[0-9a-f]{32}$/);
    assertQuiet();
    await close();
  });

  it('says the command that has a Node.js app watched, with the key in it', async () => {
    const { page, assertQuiet, close } = await openPage(browser, url, {}, [/401|404/, OPENER_POLICY]);
    await page.goto(`${url}/?new=1`);
    await page.getByRole('button', { name: 'Make a bin' }).click();
    await page.getByLabel('Admin secret').fill(SECRET);
    await page.getByRole('button', { name: 'Make a bin' }).click();
    const command = (await page.locator('pre', { hasText: 'node --import' }).textContent()) ?? '';
    assert.ok(command.includes(`TRACEBIN_URL=${url} `), command);
    const folder = mkdtempSync(join(tmpdir(), 'tracebin-web-'));
    const app = join(folder, 'app.js');
    writeFileSync(app, APP);
    // Here, because Node looks for the agent from the folder in which it is started.
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    await run('bash', ['-c', command.replace(url, server.url).replace('app.js', app)], { cwd });
    rmSync(folder, { recursive: true });
    await page.waitForURL(/\/traces\/[0-9a-f]{32}$/);
    await page.getByRole('treeitem').first().waitFor();
    assertQuiet();
    await close();
  });

  it('does not show the bin of the machine itself', async () => {
    const { page, assertQuiet, close } = await openPage(browser, url, {}, [/404/, OPENER_POLICY]);
    await page.goto(`${url}/b/local/traces`);
    await page.getByRole('heading', { name: 'The bin “local” is not open from here' }).waitFor();
    await page.getByRole('link', { name: 'New bin' }).click();
    await page.getByRole('button', { name: 'Make a bin' }).waitFor();
    assertQuiet();
    await close();
  });

  it('copies although the browser keeps its clipboard from plain http', async () => {
    const { page, close } = await openPage(browser, url, {}, [/404/, OPENER_POLICY]);
    await page.goto(`${url}/?new=1`);
    assert.equal(await page.evaluate(() => window.isSecureContext), false);
    const created = await fetch(`${server.url}/api/bins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tracebin-admin-secret': SECRET },
      body: '{}',
    });
    const { viewToken } = (await created.json()) as { viewToken: string };
    await page.goto(`${url}/b/${viewToken}`);
    await page.getByRole('button', { name: 'Copy the address' }).click();
    await page.getByText('Copied').waitFor();
    await page.getByRole('combobox', { name: /^Search/ }).focus();
    await page.keyboard.press('Control+V');
    assert.equal(await page.getByRole('combobox', { name: /^Search/ }).inputValue(), url);
    await close();
  });
});
