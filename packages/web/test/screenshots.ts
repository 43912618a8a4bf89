/**
 * Draws docs/pictures anew from the real server: `npx tsx packages/web/test/screenshots.ts [name ...]`.
 * The trace page's pictures are drawn by its own script.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BinCreated, HealthAnswer } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { takePicture } from './take-picture.ts';
import { sendTwoVersions } from './two-versions.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
/** Pictures are part of the repository: each costs every clone. */
const MAX_BYTES = 200_000;
const FILL_DEADLINE_MS = 120_000;
/** While the day is being filled in, all that is there so far is worked up for a moment now and then. */
const QUIET_LOOKS = 25;

interface Picture {
  /** With `.webp`, or else a PNG. */
  name: string;
  path: string;
  /** Seen when the page is ready to be drawn. */
  ready: (page: Page) => Promise<void>;
  narrow?: boolean;
  theme?: 'light' | 'dark';
}

const WEEK = 'transaction?service=scruffy&name=GET+/api/week/:date&from=-24h';

/** What a bin keeps after a while: questions, and a board of them. */
const SAVED: readonly { name: string; text: string; show: string; wide: boolean }[] = [
  {
    name: 'All requests',
    text: 'COUNT, P50(duration), P99(duration) WHERE is_root = true',
    show: 'stat',
    wide: true,
  },
  {
    name: 'Requests by route',
    text: 'COUNT, P95(duration) WHERE kind = server GROUP BY http.route',
    show: 'chart',
    wide: false,
  },
  { name: 'How long they took', text: 'HEATMAP(duration) WHERE kind = server', show: 'heatmap', wide: false },
  {
    name: 'Where the statements go',
    text: 'COUNT, SUM(duration) WHERE layer = db GROUP BY name ORDER BY SUM(duration)',
    show: 'table',
    wide: false,
  },
  { name: 'Errors', text: 'COUNT WHERE error = true GROUP BY service', show: 'chart', wide: false },
];

const boardDrawn = async (page: Page) => {
  await page.locator('.panel .total').first().waitFor();
  await page.getByRole('application', { name: /^Heatmap/ }).waitFor();
  await page.getByRole('application', { name: /^P95/ }).waitFor();
  await page.locator('.panel table.results tfoot').waitFor();
};

const tracksDrawn = async (page: Page) => {
  await page.getByRole('img', { name: /^Time per request/ }).waitFor();
  await page.locator('.slowest tbody tr').first().waitFor();
  await page.locator('.open-findings li').first().waitFor();
};

const waterfallDrawn = async (page: Page) => {
  await page.locator('.profile tbody tr').nth(1).waitFor();
};

const firstRow = async (page: Page) => {
  await page.locator('tr[data-index]').first().waitFor();
};

const openFirstRow = async (page: Page) => {
  await page.locator('tr[data-index] a').first().click();
  await page.locator('.step-track').first().waitFor();
};

const openFinding = async (page: Page) => {
  const named = page.locator('button.finding', { hasText: /N\+1/ });
  await named.first().click();
  await page.getByRole('heading', { name: 'What to do' }).waitFor();
};

const runExample = async (page: Page) => {
  await page.getByRole('button', { name: 'Slowest routes' }).click();
  await page.getByRole('button', { name: /^Run/ }).click();
  await page.getByRole('cell', { name: '/api/week/:date' }).waitFor();
  await page.locator('summary', { hasText: 'transactions' }).first().click();
};

const mapDrawn = async (page: Page) => {
  await page.locator('[data-node]').first().waitFor();
};

async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const [browser, server] = await Promise.all([openBrowser(), startRealServer('demo')]);
  try {
    const demo = await demoPath(server);
    const names = process.argv.slice(2);
    if (names.length === 0 || names.some((name) => name.startsWith('deploys')))
      await sendTwoVersions(server.url);
    const scruffy = await emptyBin(server);
    const board = await makeBoard(`${server.url}/api/bins/${demo.split('/').at(-1)}`);
    const pictures: Picture[] = [
      { name: 'bin-home', path: `/b/${scruffy.viewToken}`, ready: refusalShown },
      { name: 'bin-home-dark', path: `/b/${scruffy.viewToken}`, ready: refusalShown, theme: 'dark' },
      { name: 'overview', path: `${demo}/overview?from=-24h`, ready: tracksDrawn },
      { name: 'overview-dark', path: `${demo}/overview?from=-24h`, ready: tracksDrawn, theme: 'dark' },
      { name: 'overview-phone.webp', path: `${demo}/overview?from=-24h`, ready: tracksDrawn, narrow: true },
      { name: 'transaction', path: `${demo}/${WEEK}`, ready: waterfallDrawn },
      { name: 'transaction-dark', path: `${demo}/${WEEK}`, ready: waterfallDrawn, theme: 'dark' },
      { name: 'traces', path: `${demo}/traces?from=-24h&sort=longest`, ready: firstRow },
      { name: 'traces-dark', path: `${demo}/traces?from=-24h&sort=longest`, ready: firstRow, theme: 'dark' },
      { name: 'endpoints', path: `${demo}/endpoints?from=-24h`, ready: firstRow },
      { name: 'endpoints-dark.webp', path: `${demo}/endpoints?from=-24h`, ready: firstRow, theme: 'dark' },
      { name: 'jobs.webp', path: `${demo}/jobs?from=-24h`, ready: firstRow },
      {
        name: 'jobs-dark.webp',
        path: `${demo}/jobs?from=-24h&view=producers`,
        ready: firstRow,
        theme: 'dark',
      },
      { name: 'queries', path: `${demo}/queries?from=-24h`, ready: firstRow },
      { name: 'queries-dark.webp', path: `${demo}/queries?from=-24h`, ready: openFirstRow, theme: 'dark' },
      { name: 'findings', path: `${demo}/findings?from=-24h`, ready: openFinding },
      { name: 'findings-dark.webp', path: `${demo}/findings?from=-24h`, ready: openFinding, theme: 'dark' },
      // The demo deploys nothing.
      { name: 'deploys', path: '/b/local/deploys', ready: firstRow },
      { name: 'deploys-dark', path: '/b/local/deploys', ready: firstRow, theme: 'dark' },
      { name: 'errors', path: `${demo}/errors?from=-24h`, ready: openFirstRow },
      { name: 'errors-dark.webp', path: `${demo}/errors?from=-24h`, ready: firstRow, theme: 'dark' },
      { name: 'hosts.webp', path: `${demo}/services?from=-24h&view=hosts`, ready: firstRow },
      {
        name: 'hosts-dark.webp',
        path: `${demo}/services?from=-24h&view=hosts`,
        ready: firstRow,
        theme: 'dark',
      },
      { name: 'services', path: `${demo}/services?from=-24h`, ready: mapDrawn },
      {
        name: 'services-dark',
        path: `${demo}/services?from=-24h&node=service:scruffy`,
        ready: mapDrawn,
        theme: 'dark',
      },
      { name: 'sql', path: `${demo}/sql?from=-24h`, ready: runExample },
      { name: 'board', path: `${demo}/boards/${board}?from=-24h`, ready: boardDrawn },
      {
        name: 'traces-phone.webp',
        path: `${demo}/traces?from=-24h&sort=longest`,
        ready: firstRow,
        narrow: true,
      },
    ];
    await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tracebin-key': 'tb_k_mistyped' },
      body: '{}',
    });
    for (const picture of pictures)
      if (names.length === 0 || names.includes(picture.name)) await draw(browser, server, scruffy, picture);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @returns its id */
async function makeBoard(api: string): Promise<string> {
  const post = async (path: string, body: unknown): Promise<string> => {
    const response = await fetch(`${api}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await response.json()) as { id: string }).id;
  };
  const panels: unknown[] = [];
  for (const { name, text, show, wide } of SAVED)
    panels.push({ question: await post('questions', { name, text }), show, wide });
  return await post('boards', { name: 'Monday morning', panels });
}

const refusalShown = async (page: Page) => {
  await page.getByText(/request refused/).waitFor();
};

async function draw(browser: Browser, server: RealServer, bin: BinCreated, picture: Picture): Promise<void> {
  const viewport = picture.narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 };
  const { page, assertQuiet, close } = await openPage(browser, server.url, { viewport, timezoneId: 'UTC' });
  await page.addInitScript((known) => localStorage.setItem('tracebin.bins', JSON.stringify([known])), {
    bin: bin.viewToken,
    name: bin.name,
    ingestKey: bin.ingestKey,
    seenAt: 0,
  });
  const separator = picture.path.includes('?') ? '&' : '?';
  await page.goto(`${server.url}${picture.path}${separator}theme=${picture.theme ?? 'light'}`);
  await picture.ready(page);
  await page.evaluate(() => document.fonts.ready);
  const isWebp = picture.name.endsWith('.webp');
  const file = join(FOLDER, isWebp ? picture.name : `${picture.name}.png`);
  if (isWebp) await takePicture(page, file);
  else await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  assertQuiet();
  await close();
  const { size } = await stat(file);
  if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MAX_BYTES}.`);
  console.log(`${picture.name}  ${Math.round(size / 1_000)} kB`);
}

/** Path of the demo's bin, once its day of data is in and worked up. */
async function demoPath(server: RealServer): Promise<string> {
  const deadline = Date.now() + FILL_DEADLINE_MS;
  let quiet = 0;
  while (Date.now() < deadline) {
    const path = /Look at\s+http:\/\/[^/]+(\/b\/[^/\s]+)/.exec(server.said())?.[1];
    quiet = path !== undefined && (await isWorkedUp(server)) ? quiet + 1 : 0;
    if (path !== undefined && quiet >= QUIET_LOOKS) return path;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`The demo did not fill its bin:\n${server.said()}`);
}

/** A day is thousands of traces; live traffic alone keeps some waiting. */
async function isWorkedUp(server: RealServer): Promise<boolean> {
  const { derive } = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
  return derive !== null && derive.lagMs < 1_000 && derive.waitingTraces < 200;
}

async function emptyBin(server: RealServer): Promise<BinCreated> {
  const response = await fetch(`${server.url}/api/bins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Scruffy' }),
  });
  return (await response.json()) as BinCreated;
}

await main();
