/**
 * The story of docs/guides/find-the-slow-ones.md on the real Scruffy: averages that look harmless, a thin band in the
 * heatmap, what is different about it, the trace that shows why. With TRACEBIN_PICTURES=folder it takes the guide's
 * pictures on the way.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type {
  AnswerHeatmap,
  FindingsAnswer,
  OverviewAnswer,
  Question,
  QuestionAnswer,
} from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { SeededRandom } from '../../../examples/scruffy-node/src/db/seeded-random.ts';
import { Browser as Visitor } from '../../../examples/scruffy-node/src/traffic/browser.ts';
import { pickUser, pickVisit, weekOf } from '../../../examples/scruffy-node/src/traffic/visits.ts';
import {
  type RunningScruffy,
  startScruffy,
  TODAY,
} from '../../../examples/scruffy-node/test/running-scruffy.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { takePicture } from './take-picture.ts';

const ROUNDS = 6;
const VISITS_PER_ROUND = 90;
/** Each makes 4,000 queries and more. */
const LARGE_WEEKS = 2 * ROUNDS;
const STATEMENTS_OF_A_LARGE_WEEK = 4_000;
const WORKED_UP_MS = 120_000;
const PICTURES = process.env.TRACEBIN_PICTURES;

/** Of the heatmap above its first row, and below its last one. */
const TOP_PX = 4;
const FEET_PX = 20;

/**
 * How far down a person would drag: to the middle of the lowest row of the slowest ones.
 *
 * @returns as a share of the height of all rows
 */
function footOfSlowest({ edges, y, count }: AnswerHeatmap, slowest: number): number {
  const rows = edges.length - 1;
  const inRow = Array.from({ length: rows }, (_, row) =>
    y.reduce((sum, at, cell) => (at === row ? sum + count[cell]! : sum), 0),
  );
  let row = rows;
  for (let above = 0; above < slowest && row > 0; ) above += inRow[--row]!;
  const taken = inRow.slice(row).reduce((sum, each) => sum + each, 0);
  assert.equal(taken, slowest, `the large weeks are a band of their own: ${inRow.join()}`);
  return (rows - row - 0.5) / rows;
}

describe('the slow ones of Scruffy', () => {
  let browser: Browser;
  let server: RealServer;
  let scruffy: RunningScruffy;
  const counts = { answered: 0, failed: 0, unanswered: 0, slowestMs: 0 };
  /** When the visits began and ended. */
  let from: string;
  let to: string;

  before(async () => {
    // One after the other: a server that does not start must not leave a browser behind that nobody closes.
    browser = await openBrowser();
    server = await startRealServer();
    scruffy = await startScruffy({
      WATCH: 'agent',
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    });
    const random = new SeededRandom(7);
    const browserOf = (user: number) => new Visitor(scruffy.url, user, counts, () => {});
    // All of them, also when the large weeks are there before: so each machine has the same visits.
    const visits = async () => {
      for (let visit = 0; visit < VISITS_PER_ROUND; visit++) {
        await pickVisit(random)(browserOf(pickUser(random)), random, TODAY);
      }
    };
    const weeks = new SeededRandom(3);
    const largeWeek = (station: string, user: number) => browserOf(user).get(weekOf(station, weeks, TODAY));
    from = new Date(Date.now() - 1_000).toISOString();
    // The traffic managers of the two large stations look at their weeks while everybody else works.
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([largeWeek('WHRB', 1), largeWeek('KMSA', 5), visits()]);
      // What waits to be sent is bounded: on a machine that is busy otherwise, six rounds at once are more than fits.
      await until(
        async () => (await arrived()) >= (round + 1) * 2 * STATEMENTS_OF_A_LARGE_WEEK,
        `round ${round + 1} arrived`,
      );
    }
    to = new Date(Date.now() + 1_000).toISOString();
    assert.equal(counts.unanswered, 0);
  });
  after(async () => {
    await scruffy?.stop();
    await browser?.close();
    await server?.close();
  });

  const picture = async (page: Page, name: string) => {
    if (PICTURES === undefined) return;
    await page.mouse.move(700, 4);
    await takePicture(page, join(PICTURES, `find-the-slow-ones-${name}.webp`));
  };
  const answer = async <Answer>(path: string): Promise<Answer> => {
    const response = await fetch(`${server.url}/api/bins/local/${path}`);
    const body = await response.text();
    assert.equal(response.status, 200, `${path}: ${body}`);
    return JSON.parse(body) as Answer;
  };
  const ask = async (kind: string, question: Question): Promise<QuestionAnswer> => {
    const filters = [
      { column: 'service', op: '=' as const, value: 'scruffy' },
      { column: 'kind', op: '=' as const, value: kind },
    ];
    const response = await fetch(`${server.url}/api/bins/local/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...question, filters, startTime: from, endTime: to }),
    });
    return (await response.json()) as QuestionAnswer;
  };
  const workedUp = async (): Promise<number> =>
    (await ask('request', { dataset: 'transactions' })).table.total[0] ?? 0;
  const arrived = async (): Promise<number> => {
    to = new Date().toISOString();
    return (await ask('client', {})).table.total[0] ?? 0;
  };
  const until = async (condition: () => Promise<boolean>, what = 'worked up'): Promise<void> => {
    const deadline = Date.now() + WORKED_UP_MS;
    while (!(await condition())) {
      assert.ok(Date.now() < deadline, `${what} in time`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  it('are found from the overview to the line of code', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, { timezoneId: 'UTC' });
    await until(async () =>
      (await answer<FindingsAnswer>('findings?from=-1h')).findings.some(
        ({ transaction, requests, count }) =>
          transaction === 'GET /api/week/:date' && requests >= LARGE_WEEKS && count.max > 1_000,
      ),
    );

    // Every answer is there and worked up, so that all pages speak of the same requests.
    await until(async () => (await workedUp()) >= counts.answered);

    // 1. The overview: the mean of a request is nothing to worry about beside the slowest, however busy the machine is.
    const { all } = await answer<OverviewAnswer>(`overview?${new URLSearchParams({ from, to })}`);
    assert.ok(all.total / all.hits < (counts.slowestMs * 1e6) / 10, `${all.total / all.hits} ns in the mean`);
    await page.goto(`${server.url}/b/local/overview?${new URLSearchParams({ from, to })}`);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('ms mean').waitFor();
    await page
      .getByRole('link', { name: /\/api\/week/ })
      .first()
      .waitFor();
    // It has noticed by itself, and says so beside them.
    await page.locator('.open-findings a.finding', { hasText: /N\+1/ }).first().waitFor();
    await picture(page, '1-overview');

    // 2. Explore: the same requests one by one. The slow ones are a band of their own.
    const q = 'HEATMAP(duration) WHERE service = scruffy AND kind = server';
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams({ q, from, to })}`);
    const map = page.getByRole('application', { name: /Heatmap of duration/ });
    await map.waitFor();
    await page.locator('table.events tbody tr').nth(99).waitFor();
    await picture(page, '2-heatmap');

    // 3. A rectangle around the band.
    const box = (await map.boundingBox())!;
    const heatmap = { calculations: [{ op: 'HEATMAP' as const, column: 'duration' }] };
    const foot = footOfSlowest((await ask('server', heatmap)).heatmaps[0]!.all, LARGE_WEEKS);
    await page.mouse.move(box.x + 54, box.y + 1);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + TOP_PX + foot * (box.height - TOP_PX - FEET_PX), {
      steps: 5,
    });
    await page.mouse.up();
    await page.waitForURL('**sel=range**');
    await page.getByText(`${LARGE_WEEKS} requests`).first().waitFor();
    await page.getByText(/fields, exact counts/).waitFor();
    const ranked = await page
      .locator('[data-field]')
      .evaluateAll((fields) => fields.map((field) => (field as HTMLElement).dataset.field));
    await picture(page, '3-compare');
    const fields = await page.locator('[data-field]').allInnerTexts();
    assert.equal(ranked[0], 'http.route', ranked.join());
    // Weeks of small stations are quick, so the route is in the rest too.
    const [, restShare] =
      /^1\s*http\.route\s*(?:strong|moderate) \+\d+\.\d points\s*\/api\/week\/:date\s*100 %\s*(\d+(?:\.\d)?) %/.exec(
        fields[0]!,
      )!;
    assert.ok(Number(restShare) > 0 && Number(restShare) < 40, fields[0]);
    const stations = fields.findIndex((text) => /^\d\s*station\.call_sign/.test(text));
    assert.ok(stations > 0 && stations < 5, `the stations among the first five: ${ranked.join()}`);
    for (const station of ['WHRB', 'KMSA']) {
      const [, share] = new RegExp(`${station}\\s*50 %\\s*(\\d+(?:\\.\\d)?) %`).exec(fields[stations]!)!;
      assert.ok(Number(share) < 5, fields[stations]);
    }

    // 4. The traces of the selection, the slowest first.
    await page.getByRole('tab', { name: 'Traces' }).click();
    const rows = page.locator('table.slow-traces tbody tr');
    await rows.nth(9).waitFor();
    assert.equal(await rows.count(), 10);
    for (const text of await rows.allInnerTexts()) assert.match(text, /GET \/api\/week\/:date/);
    await picture(page, '4-traces');

    // 5. The trace: more than four thousand statements in one row, with the finding beside it.
    await rows.first().getByRole('link').click();
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    await page.getByText(/^\d rows for 4,\d{3} spans$/).waitFor();
    const loop = page.getByRole('treeitem', { name: /4,\d{3} statements, 5 in turn: SELECT/ });
    await loop.getByText('N+1').waitFor();
    await page.getByText('N+1 query').first().waitFor();
    await page
      .getByText(/serializers\/(slot|break)\.ts:\d+/)
      .first()
      .waitFor();
    await picture(page, '5-trace');
    // It opens into its statements, each with its count and time.
    await loop.locator('[data-twisty]').click();
    const parts = page.getByRole('treeitem', { name: /^[\d,]+ × SELECT/ });
    await parts.nth(4).waitFor();
    const ofParts = (await parts.allInnerTexts()).map((text) =>
      Number(/^\D*([\d,]+) ×/.exec(text)![1]!.replaceAll(',', '')),
    );
    const sum = ofParts.reduce((all, count) => all + count, 0);
    assert.match(await loop.innerText(), new RegExp(sum.toLocaleString('en-US')));
    assert.ok(sum > 4_000, `${sum} statements`);
    assertQuiet();
    await close();
  });
});
