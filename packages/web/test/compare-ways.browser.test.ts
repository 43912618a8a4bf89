/** Every way to choose what is compared, what can be done with each value that differs, and all of it without a mouse. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

const OLD = 90;
const NEW = 30;
const FAILED = 12;
const SESSIONS = 20;
const ALL = OLD + NEW;
const ROOTS = 'COUNT, HEATMAP(duration) WHERE is_root = true';
const NEWER = 'group:service.version = "1.5.0"';

describe('ways to compare', () => {
  let browser: Browser;
  let server: RealServer;
  let ids: string[];
  let sentAtMs: number;

  before(async () => {
    // One after the other: a server that does not start must not leave a browser behind that nobody closes.
    browser = await openBrowser();
    server = await startRealServer();
    sentAtMs = Date.now();
    ids = await sendTraces(
      server.url,
      Array.from({ length: ALL }, (_, at) => {
        const isNew = at >= OLD;
        const failed = at % (ALL / FAILED) === 0;
        return {
          service: 'shop',
          version: isNew ? '1.5.0' : '1.4.0',
          name: 'GET /cart',
          // The new version came ten minutes ago.
          agoMs: isNew ? 60_000 + (at - OLD) * 15_000 : 900_000 + at * 25_000,
          durationMs: isNew ? 400 + at * 10 : 20 + (at % 20) * 5,
          failed,
          attributes: {
            'http.route': ['/cart', '/pay', '/home'][at % 3]!,
            'cart.rules': isNew ? 'new' : 'old',
            'request.number': `r${at}`,
            'session.id': `s${String(at % SESSIONS).padStart(2, '0')}`,
            ...(failed ? { 'payment.provider': 'paycorp' } : {}),
          },
        };
      }),
    );
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (page: Page, search: Record<string, string>) => {
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams({ from: '-1h', ...search })}`);
    await page.locator('.read-text').first().waitFor();
  };
  const param = (page: Page, name: string) => new URL(page.url()).searchParams.getAll(name).join();
  const total = (page: Page, count: number) =>
    page.locator('table.results tfoot', { hasText: new RegExp(`TOTAL\\s*${count}`) }).waitFor();
  /** The comparison is complete, and this field stands first. */
  const leads = async (page: Page, field: string) => {
    await page.locator(`.compared:first-child[data-field="${field}"]`).waitFor();
    await page.getByText(/fields, exact counts/).waitFor();
  };
  const value = (page: Page, field: string, name: RegExp) =>
    page.locator(`[data-field="${field}"]`).getByRole('button', { name });

  it('filters to a value and away from it, groups by it, opens an example, copies its address', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await open(page, { q: ROOTS, sel: NEWER });
    await leads(page, 'cart.rules');
    const act = async (action: string) => {
      await value(page, 'cart.rules', /^new: 100 % of the selection, 0 % of the rest/).click();
      await page.getByRole('button', { name: action, exact: true }).click();
    };
    const back = async () => {
      await page.goBack();
      await leads(page, 'cart.rules');
    };
    await act('Only these');
    await page.waitForURL((url) => url.searchParams.get('q')?.endsWith('AND cart.rules = new') === true);
    await total(page, NEW);
    await back();
    await act('Without these');
    await page.waitForURL((url) => url.searchParams.get('q')?.endsWith('AND cart.rules != new') === true);
    await total(page, OLD);
    await back();
    await act('Group by cart.rules');
    await page.waitForURL((url) => url.searchParams.get('q')?.endsWith('GROUP BY cart.rules') === true);
    await page.locator('table.results tbody tr').nth(1).waitFor();
    assert.deepEqual(
      (await page.locator('table.results tbody tr').allInnerTexts()).map((row) => /\w+\s+\d+/.exec(row)?.[0]),
      [`old\t${OLD}`, `new\t${NEW}`],
    );
    await back();
    await act('Open the slowest trace');
    await page.waitForURL(`**/traces/${ids.at(-1)!}**`);
    await back();
    await act('Copy the address of this comparison');
    await page.getByText('Copied').waitFor();
    const address = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(address, page.url());
    const other = await page.context().newPage();
    await other.goto(address);
    await leads(other, 'cart.rules');
    await other.close();

    // What each event has its own of is set aside, but there.
    await page.getByText(/Set aside: .*request\.number/).waitFor();
    const own = page.locator('[data-field="request.number"]');
    assert.equal(await own.count(), 0);
    await page.getByRole('button', { name: /^Show (\d+ more|all)$/ }).click();
    await own.getByText('nearly every event has its own').waitFor();
    const aside = await page
      .locator('[data-field]')
      .evaluateAll((fields) =>
        fields.map((field) => /nearly every event has its own|what was selected by/.test(field.textContent!)),
      );
    assert.deepEqual(aside, aside.toSorted(), 'after all that are ranked');

    // "Has none" is a value like any other.
    await open(page, { q: ROOTS, sel: 'where:error = true' });
    await leads(page, 'payment.provider');
    await value(page, 'payment.provider', /^missing: 0 % of the selection, 100 %/).click();
    await page.getByRole('button', { name: 'Only these' }).click();
    await page.waitForURL('**payment.provider*does-not-exist**');
    await total(page, ALL - FAILED);
    assertQuiet();
    await close();
  });

  it('compares errors, a version with another, a set of traces, a bar and a span of time', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, { q: ROOTS, tab: 'compare' });
    await page.getByRole('button', { name: 'Compare errors with the rest' }).click();
    await page.getByText(`${FAILED} root spans, error = true`).waitFor();
    await leads(page, 'payment.provider');

    await page.getByRole('button', { name: /^Clear/ }).click();
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Compare a version' }).click();
    await page.getByRole('button', { name: /^1\.5\.0/ }).click();
    await page.getByText(`${NEW} root spans, service.version = 1.5.0`).waitFor();
    await leads(page, 'cart.rules');
    await page.getByRole('button', { name: 'Compared with the rest: choose another' }).click();
    await page.getByRole('button', { name: 'service.version = 1.4.0', exact: true }).click();
    await page.waitForURL('**vs=**1.4.0**');
    await page.getByText(`${OLD} root spans`, { exact: true }).waitFor();
    await leads(page, 'cart.rules');

    await open(page, { q: ROOTS, tab: 'traces' });
    const rows = page.locator('table.slow-traces tbody tr');
    await rows.nth(9).waitFor();
    for (const row of [0, 1, 2, 3, 4, 5, 6, 7]) await rows.nth(row).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Compare these 8 traces with the rest' }).click();
    await page.getByText('8 root spans, 8 traces').waitFor();
    await page.getByText(/fields, exact counts/).waitFor();
    await value(page, 'cart.rules', /^new: 100 % of the selection, 20 %/).waitFor();

    // Five minutes ago there was the new version alone, in the first half of the hour the old one.
    const hourAgo = sentAtMs - 3_600_000;
    await open(page, {
      q: 'COUNT WHERE is_root = true EVERY 10m',
      chart: 'bar',
      from: new Date(hourAgo).toISOString(),
      to: new Date(sentAtMs).toISOString(),
    });
    const chart = page.getByRole('application', { name: /COUNT over time/ });
    const box = (await chart.boundingBox())!;
    const barMs = 600_000;
    const start = Math.floor(hourAgo / barMs) * barMs;
    const end = Math.ceil(sentAtMs / barMs) * barMs;
    const at = (minute: number) =>
      box.x + 52 + ((box.width - 52) * (hourAgo + minute * 60_000 - start)) / (end - start);
    await page.keyboard.down('Shift');
    await page.mouse.click(at(55), box.y + box.height - 24);
    await page.keyboard.up('Shift');
    await page.waitForURL('**sel=time**');
    await page.getByText(/fields, exact counts/).waitFor();
    await value(page, 'cart.rules', /^new: 100 %/).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.search.includes('sel='));
    await page.mouse.move(at(12), box.y + 60);
    await page.mouse.down();
    await page.mouse.move(at(32), box.y + 60, { steps: 3 });
    await page.mouse.up();
    await page.waitForURL('**sel=time**');
    await page.getByText(/fields, exact counts/).waitFor();
    await value(page, 'cart.rules', /^old: 100 %/).waitFor();
    assertQuiet();
    await close();
  });

  it('piles groups up to the whole, names the band of all others, and compares it', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, { q: 'COUNT WHERE is_root = true GROUP BY session.id EVERY 1h', chart: 'stacked' });
    await page.getByText(`14 of ${SESSIONS} groups drawn, the others above them`).waitFor();
    const chart = page.getByRole('application', { name: /COUNT over time/ });
    const label = chart.locator('.chart-label');
    await chart.focus();
    let counted = 0;
    const others: number[] = [];
    let before = '';
    // An hour ends in it: there are two bars, or one.
    for (let bar = 0; bar < 2; bar++) {
      await page.keyboard.press('ArrowLeft');
      const text = await label.innerText();
      if (text === before) break;
      before = text;
      counted += Number(/(\d+)\s*all/.exec(text)?.[1] ?? 0);
      others.push(Number(/(\d+)\s*others \(6 groups\)/.exec(text)?.[1] ?? 0));
    }
    assert.equal(counted, ALL);
    assert.equal(
      others.reduce((sum, each) => sum + each, 0),
      (ALL / SESSIONS) * (SESSIONS - 14),
    );
    await page.keyboard.press('Escape');

    await open(page, { q: 'COUNT WHERE is_root = true GROUP BY session.id EVERY 1h', chart: 'stacked' });
    const box = (await chart.boundingBox())!;
    // Down from above the highest bar, to where the uppermost band begins.
    const drawn = await chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      for (let y = 0; y < height; y++)
        for (let x = 60; x < width; x++)
          if (data[(y * width + x) * 4 + 3]! > 0)
            return { x: (x + 4) / window.devicePixelRatio, y: (y + 4) / window.devicePixelRatio };
      return undefined;
    });
    assert.ok(drawn, 'a bar is drawn');
    // A click opens an example of them: of none of the fourteen groups that have a band of their own.
    await page.mouse.click(box.x + drawn.x, box.y + drawn.y);
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    const opened = ids.indexOf(/traces\/([0-9a-f]{32})/.exec(page.url())![1]!);
    assert.ok(opened >= 0 && opened % SESSIONS >= 14, `request ${opened}`);
    await page.goBack();
    await chart.waitFor();
    await page.keyboard.down('Shift');
    await page.mouse.click(box.x + drawn.x, box.y + drawn.y);
    await page.keyboard.up('Shift');
    await page.waitForURL('**sel=where**NOT**');
    await page.getByText(/fields, exact counts/).waitFor();
    const selected = await page.locator('.cohorts .row').first().innerText();
    assert.ok(others.includes(Number(/(\d+) root spans?/.exec(selected)?.[1])), selected);
    assertQuiet();
    await close();
  });

  it('is asked, selected, compared, saved and opened by keys alone', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (isThere: () => Promise<boolean>) => {
      for (let step = 0; step < 80; step++) {
        if (await isThere()) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`not reached by Tab; at ${await focused()}`);
    };
    const isIn = (selector: string) => () =>
      page.evaluate((each) => document.activeElement?.matches(each) === true, selector);
    const says = (text: string) => async () => (await focused()).trim().startsWith(text);

    // Asked: completed by Tab, run by Enter.
    await open(page, {});
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('HEATMAP(duration) WHERE is_root = true AND serv');
    await page.getByRole('option', { name: 'service', exact: false }).first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('= shop');
    await page.keyboard.press('Enter');
    await page.waitForURL('**service**shop**');
    const map = page.getByRole('application', { name: /Heatmap of duration/ });
    await page.locator(`.heatmap-surface[data-total="${ALL}"]`).waitFor();

    // A rectangle of the heatmap: from the slowest down and back in time, over the whole new version.
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('In a chart: draw a selection').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('c');
    assert.ok(await map.evaluate((each) => each === document.activeElement), 'the chart has the focus');
    const counted = () =>
      page
        .locator('.heat-selection')
        .evaluateAll(([drawn]) => Number((drawn as SVGElement | undefined)?.dataset.count ?? 0));
    for (let step = 0; step < 400 && (await counted()) < NEW; step++)
      await page.keyboard.press(step % 5 === 4 ? 'Shift+ArrowDown' : 'Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL('**sel=range**');
    await page.getByText(/fields, exact counts/).waitFor();

    // A value of what differs: its menu opens, Escape closes it and keeps the place, an action is taken.
    await tabTo(says('new'));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Only these' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Only these' }).waitFor({ state: 'detached' });
    assert.match(await focused(), /^new/);
    assert.match(param(page, 'sel'), /range/, 'Escape in a menu clears no selection');
    await page.keyboard.press('Enter');
    await tabTo(says('Group by cart.rules'));
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q')?.endsWith('GROUP BY cart.rules') === true);

    // Tabs by arrows; a row's own verbs; the events and their trace.
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('COUNT WHERE is_root = true GROUP BY cart.rules');
    await page.keyboard.press('Enter');
    await page.locator('table.results tfoot').waitFor();
    await tabTo(isIn('table.results tbody tr:nth-child(2) .verbs button:nth-child(3)'));
    assert.equal(
      await page
        .locator('table.results tbody tr')
        .nth(1)
        .locator('.verbs')
        .evaluate((each) => getComputedStyle(each).opacity),
      '1',
      'verbs are seen where the focus is',
    );
    await page.keyboard.press('Enter');
    await page.getByText(`${NEW} root spans, cart.rules = new`).waitFor();
    await page.getByRole('tab', { name: 'Compare', selected: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Traces', selected: true }).waitFor();
    await page.locator('table.slow-traces tbody tr').nth(9).waitFor();
    await page.keyboard.press('ArrowRight');
    await page
      .locator('table.events tbody tr')
      .nth(NEW - 1)
      .waitFor();

    // Saved by its key, and found again.
    await page.keyboard.press('Control+s');
    await page.getByLabel('Name of the question').waitFor();
    await page.keyboard.type('By rules');
    await page.keyboard.press('Enter');
    await page.waitForURL('**saved=**');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !location.search.includes('sel='));
    await tabTo(isIn('table.events a'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
    assertQuiet();
    await close();
  });
});
