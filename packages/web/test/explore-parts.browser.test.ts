import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseQuestion, printQuestion } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';
import { sendTraces } from './send-spans.ts';

/** Requests of each route: so many that orders and limits can be told apart. */
const REQUESTS: Record<string, { count: number; durationMs: number }> = {
  '/login': { count: 12, durationMs: 40 },
  '/api/slots': { count: 8, durationMs: 300 },
  '/api/week/:date': { count: 4, durationMs: 2_000 },
};

describe('the parts of a question, without a word of its language', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    browser = await openBrowser();
    server = await startRealServer();
    const requests = Object.entries(REQUESTS).flatMap(([route, { count, durationMs }]) =>
      Array.from({ length: count }, (_, at) => ({
        service: 'shop',
        name: `GET ${route}`,
        agoMs: 120_000 + at * 90_000,
        durationMs,
        failed: at === 0,
        attributes: { 'http.route': route },
      })),
    );
    await sendTraces(server.url, requests);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const GROUPS = 'COUNT, P95(duration) GROUP BY http.route';
  const open = async (page: Page, q: string) => {
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams({ q })}`);
    await page.locator('table.results').waitFor();
  };
  const text = (page: Page) => page.getByRole('combobox', { name: 'Question' }).inputValue();
  /** What is asked then is one line that reads back as what it is. */
  const becomes = async (page: Page, q: string) => {
    await page.waitForURL((url) => url.searchParams.get('q') === q);
    assert.equal(await text(page), q);
    assert.equal(printQuestion(parseQuestion(q)), q);
    await page.locator('.explore > [aria-busy="false"]').waitFor();
  };
  const groups = async (page: Page, expected: string[]) => {
    await page.locator('.explore > [aria-busy="false"]').waitFor();
    const first = page.locator('table.results tbody tr td:first-child');
    await page.waitForFunction(
      (count) => document.querySelectorAll('table.results tbody tr').length === count,
      expected.length,
    );
    assert.deepEqual(
      (await first.allInnerTexts()).map((each) => each.trim()),
      expected,
    );
  };
  const more = async (page: Page, kind: string) => {
    await page.getByRole('button', { name: 'Add another part' }).click();
    await page.locator('.part-menu > button', { hasText: kind }).click();
  };
  const submit = (page: Page, name: 'Add' | 'Change' | 'Set') =>
    page.getByRole('button', { name, exact: true }).click();

  it('are added, changed and taken away by clicks', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, GROUPS);
    await groups(page, ['/login', '/api/slots', '/api/week/:date']);
    await more(page, 'Order by');
    await page.getByLabel('Order by').selectOption('P95(duration)');
    await submit(page, 'Add');
    await becomes(page, `${GROUPS} ORDER BY P95(duration) DESC`);
    await groups(page, ['/api/week/:date', '/api/slots', '/login']);

    await page.getByRole('button', { name: 'Change order P95(duration) ↓' }).click();
    await page.getByLabel('Direction').selectOption('ascending');
    await submit(page, 'Change');
    await becomes(page, `${GROUPS} ORDER BY P95(duration) ASC`);
    await groups(page, ['/login', '/api/slots', '/api/week/:date']);

    await more(page, 'Having');
    await page.getByLabel('Number of the group').selectOption('P95(duration)');
    await page.getByLabel('Than which number').fill('250ms');
    await submit(page, 'Add');
    await becomes(page, `${GROUPS} HAVING P95(duration) > 250000000 ORDER BY P95(duration) ASC`);
    await groups(page, ['/api/slots', '/api/week/:date']);
    await page.getByRole('button', { name: 'Change having P95(duration) > 250ms' }).click();
    assert.equal(await page.getByLabel('Than which number').inputValue(), '250ms');
    await page.getByRole('combobox', { name: 'Operator' }).selectOption('<=');
    await submit(page, 'Change');
    await groups(page, ['/login']);
    await page.getByRole('button', { name: 'Take away having' }).click();
    await groups(page, ['/login', '/api/slots', '/api/week/:date']);

    await more(page, 'Limit');
    await page.getByLabel('Number of groups').fill('0');
    assert.equal(await page.getByRole('button', { name: 'Set' }).isDisabled(), true);
    await page.getByLabel('Number of groups').fill('2');
    await submit(page, 'Set');
    await becomes(page, `${GROUPS} ORDER BY P95(duration) ASC LIMIT 2`);
    await groups(page, ['/login', '/api/slots']);

    await more(page, 'Every');
    await page.locator('.part-menu > button', { hasText: 'Every 5m' }).click();
    await more(page, 'Compare to');
    await page.locator('.part-menu > button', { hasText: 'The period just before' }).click();
    await becomes(page, `${GROUPS} ORDER BY P95(duration) ASC LIMIT 2 EVERY 300s COMPARE TO 1h`);
    await page.getByText('pale: 1h earlier').first().waitFor();
    await page.getByRole('button', { name: 'Change compare to 1h' }).click();
    await page.locator('.part-menu > button', { hasText: 'A day earlier' }).click();
    await becomes(page, `${GROUPS} ORDER BY P95(duration) ASC LIMIT 2 EVERY 300s COMPARE TO 24h`);

    // What is ordered by a calculation follows it.
    await page.getByRole('button', { name: 'Change show P95(duration)' }).click();
    await page.getByLabel('Calculation', { exact: true }).selectOption('MAX');
    await submit(page, 'Change');
    await becomes(
      page,
      'COUNT, MAX(duration) GROUP BY http.route ORDER BY MAX(duration) ASC LIMIT 2 EVERY 300s COMPARE TO 24h',
    );
    assertQuiet();
    await close();
  });

  it('are calculations of some events, formulas, calculated fields and other events, too', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, 'COUNT GROUP BY http.route');
    await page.getByRole('button', { name: 'Add to Show' }).click();
    await page.getByRole('button', { name: 'Only where…' }).click();
    await page.getByRole('combobox', { name: 'Field to filter by' }).fill('error');
    await page.getByRole('combobox', { name: 'Value', exact: true }).fill('true');
    await page.getByRole('combobox', { name: 'Value', exact: true }).press('Tab');
    await page.getByRole('button', { name: 'Name it' }).click();
    await page.getByLabel('Name of the calculation').fill('failed');
    await submit(page, 'Add');
    await becomes(page, 'COUNT, COUNT IF (error = true) AS failed GROUP BY http.route');
    await more(page, 'Formula');
    await page.getByLabel('Name of the formula').fill('share');
    await page.getByLabel('First number').selectOption('failed');
    await page.getByLabel('Second number').selectOption('COUNT');
    await submit(page, 'Add');
    const named =
      'COUNT AS events, COUNT IF (error = true) AS failed, FORMULA(failed / events) AS share GROUP BY http.route';
    await becomes(page, named);
    const cells = page.locator('table.results tbody tr', { hasText: 'week' }).locator('td.r');
    assert.deepEqual((await cells.allInnerTexts()).slice(0, 3), ['4', '1', '0.25']);

    await open(page, 'COUNT');
    await more(page, 'Calculated field');
    await page.getByLabel('Expression').fill('IFF(duration > 1s, "slow", "quick")');
    await page.getByLabel('Name of the field').fill('speed');
    await page.getByText('(at character 1)').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Add', exact: true }).isDisabled(), true);
    await page.getByLabel('Begin from an example').selectOption('one of two words');
    await page.getByRole('button', { name: 'Add and group by it' }).click();
    await becomes(page, 'WITH speed AS (IF(duration > 1s, "slow", "quick")) COUNT GROUP BY speed');
    await groups(page, ['quick', 'slow']);
    // Each example is a question that the server answers.
    for (const example of [
      'steps of a number',
      'the first that is there',
      'a part of a text',
      'hour of the day',
    ]) {
      await page.getByRole('button', { name: /^Change with speed/ }).click();
      await page.getByLabel('Begin from an example').selectOption(example);
      const answered = page.waitForResponse((response) => response.url().endsWith('/query'));
      await submit(page, 'Change');
      assert.equal((await answered).status(), 200, example);
      await page.locator('.explore > [aria-busy="false"]').waitFor();
    }
    await page.getByRole('button', { name: 'Take away with' }).click();
    await page.getByRole('button', { name: 'Take away group by speed' }).click();
    await becomes(page, 'COUNT');
    await more(page, 'From');
    await page.locator('.part-menu > button', { hasText: 'All events' }).click();
    await becomes(page, 'COUNT FROM all');
    await page.getByRole('button', { name: 'Add another part' }).click();
    await page.getByText('come with a Group by').waitFor();
    assert.equal(await page.locator('.part-menu > button', { hasText: 'Limit' }).count(), 0);
    assertQuiet();
    await close();
  });

  it('are added by the keyboard alone', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url, { colorScheme: 'dark' });
    await open(page, GROUPS);
    await page.getByRole('button', { name: 'Add another part' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // The form is in the place of the list, and has the focus: the first of what is mostly wanted.
    assert.equal(await page.locator('.part-menu > button:focus').innerText(), '5 groups');
    for (let step = 0; step < 4; step++) await page.keyboard.press('Tab');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await becomes(page, `${GROUPS} LIMIT 1`);
    await groups(page, ['/login']);
    // Where it was opened from has the focus again, and goes on from there.
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Add another part');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('P');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await becomes(page, `${GROUPS} ORDER BY P95(duration) DESC LIMIT 1`);
    await groups(page, ['/api/week/:date']);
    // Escape closes the options of a field first, and then the form.
    await page.getByRole('button', { name: 'Add to Where' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.getByRole('listbox', { name: 'Field to filter by' }).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('combobox', { name: 'Field to filter by' }).isVisible(), true);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.chip-form').count(), 0);
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Add to Where');
    await page.getByRole('button', { name: 'Change limit 1' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.part-menu').count(), 0);
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), 'Change limit 1');
    assertQuiet();
    await close();
  });

  it('fit a phone', async () => {
    const { page, close } = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } });
    await open(page, GROUPS);
    for (const kind of [
      'Order by',
      'Limit',
      'Having',
      'Compare to',
      'Every',
      'Calculated field',
      'Formula',
      'From',
    ]) {
      await more(page, kind);
      // A form that is wider than the list before it moves into the screen before it is painted.
      await page.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
      const panel = (await page.locator('.question-head .float-panel').boundingBox())!;
      assert.ok(panel.x >= 0 && panel.x + panel.width <= 390, `${kind}: ${JSON.stringify(panel)}`);
      assert.equal(await scrollsSideways(page), false, kind);
      await page.getByRole('button', { name: 'Add another part' }).click();
    }
    await close();
  });

  it('are answered in tables that move under their first column on a phone', async () => {
    const { page, close } = await openPage(browser, server.url, { viewport: { width: 390, height: 844 } });
    const firstStays = async (cells: string) => {
      const scroll = page.locator('.results-scroll');
      await scroll.locator(cells).first().waitFor();
      assert.equal(await scrollsSideways(page), false);
      const room = await scroll.evaluate((element) => element.scrollWidth - element.clientWidth);
      assert.ok(room > 8, `${room} px more than are seen`);
      await scroll.evaluate((element) => element.scrollTo({ left: 10_000 }));
      for (const place of ['thead tr > :first-child', cells]) {
        const cell = (await scroll.locator(place).first().boundingBox())!;
        assert.equal(cell.x, 0, place);
        assert.ok(cell.width > 90 && cell.width < 200, `${place}: ${cell.width} px`);
      }
      // The last one is whole, and beside what stays.
      const last = (await scroll.locator('thead tr > :last-child').boundingBox())!;
      assert.ok(last.x + last.width <= 391, JSON.stringify(last));
    };
    await open(page, 'COUNT, P95(duration), MAX(duration), AVG(duration) GROUP BY http.route, service');
    await firstStays('tbody td:first-child');
    const total = (await page.locator('tfoot td').first().boundingBox())!;
    assert.ok(total.x === 0 && total.width < 200, JSON.stringify(total));
    const search = new URLSearchParams({ q: 'HEATMAP(duration)', tab: 'events' });
    await page.goto(`${server.url}/b/local/explore?${search}`);
    await firstStays('tbody td:first-child');
    await page.goto(`${server.url}/b/local/explore?${new URLSearchParams({ q: 'COUNT', tab: 'traces' })}`);
    const root = (await page.locator('table.slow-traces tbody td:nth-child(2)').first().boundingBox())!;
    assert.ok(root.width > 200, `the name of the trace has ${root.width} px`);
    await close();
  });
});
