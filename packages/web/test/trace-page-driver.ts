import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** The trace page as a reader works it: rows by what they say, bars by the ink on the canvas. */
export class TracePageDriver {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a trace and waits for its first picture. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.drawn();
  }

  async drawn(): Promise<void> {
    await this.page.locator('.trace-lanes[data-rows]').waitFor();
  }

  get tree(): Locator {
    return this.page.getByRole('tree', { name: 'Spans' });
  }

  get panel(): Locator {
    return this.page.getByRole('complementary');
  }

  row(text: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name: text }).first();
  }

  /** What the rows on the screen say, from top to bottom. */
  async rowTexts(): Promise<string[]> {
    const rows = await this.page.getByRole('treeitem').all();
    const read = await Promise.all(
      rows.map(async (row) => ({
        at: Number(await row.getAttribute('data-row')),
        text: (await row.locator('.trace-text').textContent()) ?? '',
      })),
    );
    return read.sort((a, b) => a.at - b.at).map(({ text }) => text);
  }

  /** Name of the row that the keyboard is on. */
  async currentText(): Promise<string> {
    const id = await this.tree.getAttribute('aria-activedescendant');
    return (await this.page.locator(`#${id} .trace-text`).textContent()) ?? '';
  }

  async expectCurrent(text: string | RegExp): Promise<void> {
    let now = '';
    await this.until(
      async () => {
        now = await this.currentText();
        return matches(now, text);
      },
      () => `the row ${text} to be current, which is ${now}`,
    );
  }

  /** Sentence at the foot: how many rows for how many spans. */
  async expectCount(text: string): Promise<void> {
    await this.page.locator('.trace-hints').getByText(text, { exact: true }).waitFor();
  }

  /**
   * Where the row's bar has ink, in shares of the lanes' width; `solid` counts strong ink only. Null where there is none.
   */
  async ink(row: string | RegExp | Locator): Promise<{ from: number; to: number; solid: number } | null> {
    // Through the middle of a bar; a group has its line of activity under its strip.
    const wanted = typeof row === 'string' || row instanceof RegExp ? this.row(row) : row;
    const top = await wanted.evaluate((row) => {
      const { top, height } = row.getBoundingClientRect();
      return top + (height > 24 ? 35 : 12);
    });
    return this.page.evaluate((y) => {
      const canvas = document.querySelector<HTMLCanvasElement>('.trace-lanes')!;
      const box = canvas.getBoundingClientRect();
      const ratio = canvas.width / box.width;
      const line = canvas
        .getContext('2d')!
        .getImageData(0, Math.round((y - box.top) * ratio), canvas.width, 1).data;
      const margin = 16;
      const width = box.width - 2 * margin;
      let first = -1;
      let last = -1;
      let solid = 0;
      for (let x = 0; x < canvas.width; x++) {
        // Grid lines are a pixel of pale grey; bars have colour, or a quarter of it.
        const [r, g, b, a] = line.subarray(x * 4, x * 4 + 4) as unknown as [number, number, number, number];
        const hasColour = a > 20 && Math.max(r, g, b) - Math.min(r, g, b) > 24;
        if (!hasColour) continue;
        if (first === -1) first = x;
        last = x;
        if (a > 240) solid++;
      }
      if (first === -1) return null;
      return {
        from: (first / ratio - margin) / width,
        to: ((last + 1) / ratio - margin) / width,
        solid: solid / ratio / width,
      };
    }, top);
  }

  /** Labels of the time axis. */
  async axis(): Promise<string[]> {
    return this.page.locator('.trace-axis text').allTextContents();
  }

  async expectAxis(first: string, last: string): Promise<void> {
    await this.until(async () => {
      const labels = await this.axis();
      return labels[0] === first && labels.at(-1) === last;
    }, `the axis to go from ${first} to ${last}`);
  }

  /** A point in the lanes, by its share of their width. */
  async lanePoint(share: number, y = 200): Promise<{ x: number; y: number }> {
    const box = (await this.page.locator('.trace-axis').boundingBox())!;
    return { x: box.x + box.width * share, y: box.y + y };
  }

  /** Polls until the condition holds. */
  async until(
    condition: () => Promise<boolean>,
    what: string | (() => string),
    deadlineMs = 30_000,
  ): Promise<void> {
    const end = Date.now() + deadlineMs;
    while (!(await condition())) {
      if (Date.now() > end) {
        assert.fail(`waited ${deadlineMs} ms for ${typeof what === 'string' ? what : what()}`);
      }
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }
}

const matches = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);

export const near = (actual: number, wanted: number, within: number, what: string): void =>
  assert.ok(Math.abs(actual - wanted) <= within, `${what}: ${actual}, wanted ${wanted} within ${within}`);
