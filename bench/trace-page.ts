/// <reference lib="dom" />
/**
 * How fast the trace page draws: a part of `npm run bench`, or `npm run bench -- trace-page [runs]` alone.
 * The build is served with canned traces to the Chromium of this machine; medians of several fresh pages are
 * printed beside the goals. Each run proves first that rows and bars are really there.
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { answerTraces } from '../packages/web/test/answer-traces.ts';
import { generatedTrace } from '../packages/web/test/canned-traces.ts';
import { startFixtureServer } from '../packages/web/test/fixture-server.ts';
import { openBrowser, openPage } from '../packages/web/test/open-browser.ts';
import { type Measurement, median, printReport, reportLine } from './report.ts';

/** Spans, and what the keys of the budgets call them. */
const SIZES: readonly [spans: number, name: string][] = [
  [1_000, '1k'],
  [10_000, '10k'],
  [100_000, '100k'],
];

interface Run {
  /** From the first byte of the page, and from the request of the trace, to the first picture; milliseconds. */
  opened: number;
  firstPaint: number;
  /** Of that, from the whole answer being there. */
  drawn: number;
  /** Work of the main thread a frame while scrolling, and the 95th percentile between two frames. */
  frameWork: number;
  frameGap: number;
  folded: number;
}

/** @throws when Chromium does not start, or when there is no picture to be timed */
export async function measureTracePage(runs: number): Promise<Measurement[]> {
  const traces = SIZES.map(([size]) => generatedTrace(size));
  const server = await startFixtureServer(answerTraces(traces));
  const browser = await openBrowser();
  const measured: Measurement[] = [];
  try {
    for (const [index, [size, name]] of SIZES.entries()) {
      const all: Run[] = [];
      for (let run = 0; run < runs; run++)
        all.push(await measure(browser, server.url, traces[index]!.traceId, size));
      for (const [key, of] of [
        ['opened', (run) => run.opened],
        ['paint', (run) => run.firstPaint],
        ['drawn', (run) => run.drawn],
        ['scroll', (run) => run.frameWork],
        ['frames', (run) => run.frameGap],
        ['fold', (run) => run.folded],
      ] as const satisfies readonly [string, (run: Run) => number][]) {
        measured.push({ key: `page.trace.${key}.${name}`, value: median(all.map(of)), runs: all.map(of) });
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return measured;
}

async function measure(browser: Browser, url: string, traceId: string, size: number): Promise<Run> {
  const { page, close } = await openPage(browser, url);
  // What the TypeScript runner calls in functions that it has compiled, and the page does not have.
  await page.addInitScript('globalThis.__name = (each) => each');
  await page.goto(`${url}/b/scruffy/traces/${traceId}?repeats=open`);
  await page.waitForFunction(() => performance.getEntriesByName('trace:lanes-drawn').length > 0);
  await assertDrawn(page, size);
  const times = await page.evaluate((id) => {
    const painted = performance.getEntriesByName('trace:lanes-drawn')[0]!.startTime;
    const asked = performance
      .getEntriesByType('resource')
      .find((entry) => entry.name.endsWith(`/traces/${id}`)) as PerformanceResourceTiming;
    return { opened: painted, firstPaint: painted - asked.startTime, drawn: painted - asked.responseEnd };
  }, traceId);
  const scroll = await measureScroll(page);
  const folded = await measureFolding(page);
  await close();
  return { ...times, ...scroll, folded };
}

/** The numbers count only if there are rows on the screen and ink on the canvas. */
async function assertDrawn(page: Page, size: number): Promise<void> {
  const seen = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.trace-lanes')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 200) ink++;
    return {
      rows: document.querySelectorAll('[role=treeitem]').length,
      ink,
      words: document.querySelector('.trace-hints')?.textContent ?? '',
    };
  });
  assert.ok(seen.rows >= 20, `only ${seen.rows} rows in the page`);
  assert.ok(seen.ink > 2_000, `only ${seen.ink} inked pixels on the lanes`);
  assert.ok(seen.words.includes(`${size.toLocaleString('en-US')} spans`), `the page says "${seen.words}"`);
}

async function measureScroll(page: Page): Promise<Pick<Run, 'frameWork' | 'frameGap'>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () =>
    (await session.send('Performance.getMetrics')).metrics.find((each) => each.name === 'TaskDuration')!
      .value * 1_000;
  const before = await busy();
  const gaps = await page.evaluate(async () => {
    const scroller = document.querySelector<HTMLElement>('.trace-scroller')!;
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const gaps: number[] = [];
    let last = await frame();
    for (let i = 0; i < 120; i++) {
      scroller.scrollTop += 97;
      const now = await frame();
      gaps.push(now - last);
      last = now;
    }
    return gaps;
  });
  const after = await busy();
  gaps.sort((a, b) => a - b);
  return { frameWork: (after - before) / gaps.length, frameGap: gaps[Math.floor(gaps.length * 0.95)]! };
}

/** From one row to all of them and back, to the next picture each time; half of the sum. */
function measureFolding(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    const started = performance.now();
    for (const name of ['Fold all', 'Open all']) {
      document.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)!.click();
      await frame();
    }
    return (performance.now() - started) / 2;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lines = (await measureTracePage(Number(process.argv[2] ?? 5))).map(reportLine);
  printReport(lines, Number.POSITIVE_INFINITY);
}
