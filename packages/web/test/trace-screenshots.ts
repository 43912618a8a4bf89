/**
 * Pictures of the trace page in all its states, to be looked at: `npx tsx packages/web/test/trace-screenshots.ts FOLDER`.
 * Without a folder only `docs/pictures/trace*.png` are drawn anew.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TraceFindingsAnswer } from '@tracebin/model';
import { answerTraces } from './answer-traces.ts';
import { failedTrace, generatedTrace, hostileTrace, oneSpanTrace, weekTrace } from './canned-traces.ts';
import { startFixtureServer } from './fixture-server.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { takePicture } from './take-picture.ts';

const folder = process.argv[2];
const only = process.argv[3];
const week = weekTrace();
const failed = failedTrace();
const one = oneSpanTrace();
const huge = generatedTrace(100_000);
const hostile = hostileTrace();
const WEEK_FINDINGS: TraceFindingsAnswer = {
  workedUp: true,
  derivedUntil: null,
  findings: [
    {
      key: '0123456789abcdef',
      kind: 'n-plus-one',
      service: 'scruffy-web',
      transaction: 'GET /api/week/:date',
      statement: 'SELECT id, title FROM slots WHERE week_id = ?',
      count: 4_012,
      lost: 17_270_000_000,
      place: { file: 'src/serializers/slot.ts', line: 31, function: 'slotsOf' },
      status: 'open',
      transactionSpanId: week.spans.spanId[1]!,
      spanIds: week.spans.spanId.slice(15, 18),
    },
  ],
};
const server = await startFixtureServer(
  answerTraces([week, failed, one, huge, hostile], ({ path }) =>
    path === `/api/bins/scruffy/traces/${week.traceId}/findings` ? { json: WEEK_FINDINGS } : undefined,
  ),
);
const browser = await openBrowser();
const group = `*${week.spans.spanId[15]}`;

interface Shot {
  name: string;
  path: string;
  width?: number;
  theme?: 'light' | 'dark';
}
const shots: Shot[] = [];
for (const theme of ['light', 'dark'] as const) {
  shots.push({ name: `week-${theme}`, path: `${week.traceId}?span=${group}`, theme });
  shots.push({ name: `failed-${theme}`, path: `${failed.traceId}?span=${failed.spans.spanId[6]}`, theme });
}
/** What stands in the docs: the waterfall, light and dark, and the flame graph. */
const DOCUMENTED = new Map([
  ['week-light', 'trace.png'],
  ['week-dark', 'trace-dark.webp'],
  ['week-flame', 'trace-flame.png'],
]);
shots.push(
  { name: 'week-flame', path: `${week.traceId}?view=flame` },
  { name: 'week-statistics', path: `${week.traceId}?view=statistics&by=statement` },
  { name: 'huge-flame', path: `${huge.traceId}?view=flame`, theme: 'dark' },
  { name: 'failed-logs', path: `${failed.traceId}?view=logs` },
  { name: 'week-compare', path: `${week.traceId}?view=compare&with=${failed.traceId}` },
  { name: 'week-plain', path: `${week.traceId}?critical=1` },
  { name: 'week-zoomed', path: `${week.traceId}?from=0&to=380000000` },
  { name: 'week-search', path: `${week.traceId}?find=select` },
  { name: 'week-sql', path: `${week.traceId}?span=${week.spans.spanId[8]}` },
  { name: 'one', path: one.traceId },
  { name: 'huge', path: huge.traceId },
  { name: 'huge-open', path: `${huge.traceId}?repeats=open&span=${huge.spans.spanId[20]}` },
  { name: 'hostile', path: `${hostile.traceId}?span=${hostile.spans.spanId[0]}` },
  { name: 'not-found', path: 'c'.repeat(32) },
  { name: 'week-phone', path: week.traceId, width: 390 },
  { name: 'week-phone-dark', path: `${week.traceId}?span=${group}`, width: 390, theme: 'dark' },
  { name: 'failed-phone', path: `${failed.traceId}?span=${failed.spans.spanId[6]}`, width: 390 },
);

for (const shot of shots) {
  const documented = DOCUMENTED.get(shot.name);
  if (folder === undefined && documented === undefined) continue;
  if (only !== undefined && !shot.name.includes(only)) continue;
  const { page, close } = await openPage(browser, server.url, {
    viewport: { width: shot.width ?? 1440, height: shot.width === undefined ? 900 : 844 },
    colorScheme: shot.theme ?? 'light',
  });
  await page.goto(`${server.url}/b/scruffy/traces/${shot.path}`);
  await page.waitForSelector('.trace-lanes, .trace-pane-bar, .notice');
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(400);
  const file =
    folder === undefined
      ? fileURLToPath(new URL(`../../../docs/pictures/${documented}`, import.meta.url))
      : join(folder, `${shot.name}.png`);
  mkdirSync(join(file, '..'), { recursive: true });
  if (file.endsWith('.webp')) await takePicture(page, file);
  else await page.screenshot({ path: file, fullPage: shot.width !== undefined });
  console.log(file);
  await close();
}
await browser.close();
await server.close();
