import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { BinCreated } from '@tracebin/model';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage, scrollsSideways } from './open-browser.ts';
import { type RealServer, startRealServer } from './real-server.ts';

/** Traces are worked up when they have been quiet for some seconds. */
const WORKED_UP_MS = 60_000;
const HOSTILE = `<img src=x onerror="alert(1)">`;
const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5];

interface Span {
  service: string;
  name: string;
  kind: number | undefined;
  durationMs: number;
  afterMs?: number;
  attributes?: Record<string, string>;
  failed?: boolean;
  children?: Span[];
}

/** Sends a trace of several services, so many times. */
async function sendTrace(url: string, root: Span, times: number, key?: string): Promise<void> {
  const resourceSpans: object[] = [];
  const write = (span: Span, traceId: string, parentSpanId: string, parentMs: number) => {
    const spanId = randomBytes(8).toString('hex');
    const startMs = parentMs + (span.afterMs ?? 0);
    resourceSpans.push({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: span.service } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId,
              spanId,
              ...(parentSpanId === '' ? {} : { parentSpanId }),
              name: span.name,
              kind: span.kind,
              startTimeUnixNano: `${startMs}000000`,
              endTimeUnixNano: `${startMs + span.durationMs}000000`,
              status: { code: span.failed ? 2 : 0 },
              attributes: Object.entries(span.attributes ?? {}).map(([key, stringValue]) => ({
                key,
                value: { stringValue },
              })),
            },
          ],
        },
      ],
    });
    for (const child of span.children ?? []) write(child, traceId, spanId, startMs);
  };
  for (let at = 0; at < times; at++) write(root, randomBytes(16).toString('hex'), '', Date.now() - 60_000);
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'x-tracebin-key': key }) },
    body: JSON.stringify({ resourceSpans }),
  });
  assert.equal(response.status, 200, await response.text());
}

const CALL = { kind: CLIENT, attributes: { 'http.request.method': 'POST' } };
const TRACE: Span = {
  service: 'web',
  name: 'POST /slots',
  kind: SERVER,
  durationMs: 100,
  children: [
    {
      service: 'web',
      name: 'SELECT',
      kind: CLIENT,
      durationMs: 20,
      attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'ads', 'db.query.text': 'SELECT 1' },
    },
    {
      ...CALL,
      service: 'web',
      name: 'POST',
      durationMs: 40,
      attributes: { ...CALL.attributes, 'server.address': 'rates.internal' },
      children: [{ service: 'rates', name: 'POST /rates', kind: SERVER, durationMs: 30 }],
    },
    {
      ...CALL,
      service: 'web',
      name: 'POST',
      durationMs: 10,
      failed: true,
      attributes: { ...CALL.attributes, 'server.address': HOSTILE },
    },
    {
      service: 'web',
      name: 'publish',
      kind: PRODUCER,
      durationMs: 2,
      attributes: { 'messaging.system.name': 'rabbitmq', 'messaging.destination.name': 'schedule' },
      children: [
        {
          service: 'worker',
          name: 'process',
          kind: CONSUMER,
          afterMs: 500,
          durationMs: 60,
          attributes: { 'messaging.system.name': 'rabbitmq', 'messaging.destination.name': 'schedule' },
        },
      ],
    },
  ],
};

describe('services on the real server', () => {
  let browser: Browser;
  let server: RealServer;

  before(async () => {
    [browser, server] = await Promise.all([openBrowser(), startRealServer()]);
    await sendTrace(server.url, TRACE, 40);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const nodes = (page: Page) => page.locator('[data-node]');
  const open = async (page: Page, question = '') => {
    const deadline = Date.now() + WORKED_UP_MS;
    // Services are stored a moment before what they call.
    for (;;) {
      await page.goto(`${server.url}/b/local/services${question}`);
      await nodes(page).first().waitFor({ timeout: WORKED_UP_MS });
      if ((await nodes(page).count()) === 6 || Date.now() > deadline) return;
    }
  };
  const csvOf = async (page: Page, button = 'Download CSV') => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    return (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
  };
  /** Left edge of a node on the page. */
  const leftOf = async (page: Page, key: string) =>
    (await page.locator(`[data-node="${key}"]`).boundingBox())!.x;

  it('draws who calls whom, messages through their queue, and what sends no spans', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page, '?utm_source=mail');
    const keys = await nodes(page).evaluateAll((all) => all.map((each) => each.getAttribute('data-node')));
    assert.deepEqual(keys.sort(), [
      'db:ads',
      `host:${HOSTILE}`,
      'queue:schedule',
      'service:rates',
      'service:web',
      'service:worker',
    ]);
    assert.ok((await leftOf(page, 'service:web')) < (await leftOf(page, 'queue:schedule')));
    assert.ok((await leftOf(page, 'queue:schedule')) < (await leftOf(page, 'service:worker')));
    assert.equal(await page.locator('path.edge').count(), 5);
    assert.equal(await page.locator('path.edge.delivery').count(), 1);
    assert.equal(await page.locator('path.edge.failing').count(), 1);
    await page.getByText('wait 500 ms').waitFor();
    assert.equal(await page.locator('img').count(), 0);
    // By keys: an arrow leads to what is called, Enter looks at it.
    await page.locator('[data-node="service:web"]').focus();
    await page.keyboard.press('ArrowRight');
    const reached = await page.locator(':focus').getAttribute('data-node');
    assert.ok((await leftOf(page, reached!)) > (await leftOf(page, 'service:web')), reached!);
    await page.locator('[data-node="queue:schedule"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**node=queue%3Aschedule**');
    const panel = page.getByRole('region', { name: 'schedule' });
    assert.match(await panel.innerText(), /queue · rabbitmq/);
    assert.match(await panel.innerText(), /Called by[\s\S]*web[\s\S]*Worked on by[\s\S]*worker/);
    await panel.getByRole('button', { name: 'Only its neighbours' }).click();
    await page.waitForURL('**around=1**');
    await page.waitForFunction(() => document.querySelectorAll('[data-node]').length === 3);
    await page.reload();
    await nodes(page).nth(2).waitFor();
    await page.keyboard.press('Escape');
    await nodes(page).nth(5).waitFor();
    assertQuiet();
    await close();
  });

  it('lists what is on the map beside it: sorted, filtered, linked and as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const names = (table: string) => page.locator(`.${table} tbody tr button`);
    assert.deepEqual(await names('nodes').allInnerTexts(), ['web', 'worker', 'rates']);
    await page.locator('.nodes th').getByRole('button', { name: 'p95' }).click();
    await page.waitForURL('**nodes=-p95');
    await page.locator('.nodes th').getByRole('button', { name: 'Name' }).click();
    await page.waitForURL('**nodes=name');
    assert.deepEqual(await names('nodes').allInnerTexts(), ['rates', 'web', 'worker']);
    const services = await csvOf(page, 'Download as CSV: 3 services');
    assert.equal(services[0], 'name,per_minute,p95_ns,errors_percent,kind,calls,errors,total_ns');
    assert.match(services[2]!, /^web,0\.667,\d{8,9},0,service,40,0,4000000000$/);
    const inferred = await csvOf(page, 'Download as CSV: 3 inferred');
    assert.equal(inferred.length, 4);
    assert.ok(inferred.some((line) => /^schedule,.*,queue,40,0,/.test(line)));
    // What is looked for may stand in a link.
    await page.goto(`${page.url()}&inferred=~sched`);
    await names('inferred').first().waitFor();
    assert.deepEqual(await names('inferred').allInnerTexts(), ['schedule']);
    await page.getByRole('searchbox', { name: 'Filter: 3 inferred' }).fill('');
    await names('inferred').nth(2).waitFor();
    await names('nodes').getByText('web').click();
    const panel = page.getByRole('region', { name: 'web' });
    await panel.locator('.called th').getByRole('button', { name: 'Median' }).click();
    await page.waitForURL('**called=-median**');
    assert.deepEqual(await names('called').allInnerTexts(), ['rates', 'ads', HOSTILE, 'schedule']);
    const called = await csvOf(page, 'Download as CSV: Calls');
    assert.equal(
      called[0],
      'name,per_minute,median_ns,p95_ns,errors_percent,kind,calls,errors,max_ns,total_ns',
    );
    assert.match(called[1]!, /^rates,0\.667,\d{8},\d{8},0,service,40,0,40000000,1600000000$/);
    await panel.getByRole('button', { name: 'rates' }).click();
    await page.getByRole('region', { name: 'rates' }).waitFor();
    assert.doesNotMatch(page.url(), /called=/);
    assertQuiet();
    await close();
  });

  it('fits into its window, comes closer by wheel and keys, moves by dragging, and goes back', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    const web = page.locator('[data-node="service:web"] .box');
    const width = async () => (await web.boundingBox())!.width;
    const window = (await page.locator('.map-window').boundingBox())!;
    for (const node of await nodes(page).all()) {
      const { x, y, width, height } = (await node.boundingBox())!;
      assert.ok(x >= window.x && x + width <= window.x + window.width, 'sideways');
      assert.ok(y >= window.y && y + height <= window.y + window.height, 'below');
    }
    const whole = await width();
    const before = (await web.boundingBox())!;
    await page.mouse.move(before.x + before.width / 2, before.y + 4);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() => document.querySelector('.map-window.closer') !== null);
    const close1 = await width();
    assert.ok(close1 > whole * 1.2, `${close1} after ${whole}`);
    await page.keyboard.press('+');
    const close2 = await width();
    assert.ok(close2 > close1 * 1.1, `${close2} after ${close1}`);
    const from = (await web.boundingBox())!;
    await page.mouse.move(from.x + from.width / 2, from.y + 4);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2 - 80, from.y + 4, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction(
      (x) => document.querySelector('[data-node="service:web"] .box')!.getBoundingClientRect().x < x - 20,
      from.x,
    );
    // A drag selects nothing.
    assert.doesNotMatch(page.url(), /node=/);
    await page.keyboard.press('0');
    await page.waitForFunction(() => document.querySelector('.map-window.closer') === null);
    // The outline of the one under the pointer is a little thicker.
    assert.ok(Math.abs((await width()) - whole) < 4);
    await page.getByRole('button', { name: 'Closer' }).click();
    assert.ok((await width()) > whole);
    assertQuiet();
    await close();
  });

  it('says the same in a table, and as CSV', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await open(page);
    await page.getByRole('button', { name: 'Table' }).click();
    await page.waitForURL('**view=table**');
    const rows = page.locator('tbody tr[data-index]');
    const cells = await rows.first().locator('td').allInnerTexts();
    assert.deepEqual([cells[0], cells[1]?.trim(), cells[2]], ['web', 'service', '40']);
    assert.match(cells[4]!, /^100\s*ms/);
    assert.match(cells[10]!, /ads/);
    await page.getByRole('searchbox', { name: 'Filter services' }).fill('w');
    await page.waitForURL('**filter=w');
    await page.getByText('2 services of 6').waitFor();
    const lines = await csvOf(page);
    assert.deepEqual(
      lines.map((line) => line.split(',').slice(0, 4).join(',')),
      ['name,kind,system,calls', 'web,service,,40', 'worker,service,,40'],
    );
    await page.getByRole('searchbox', { name: 'Filter services' }).fill('');
    await page.getByRole('button', { name: 'Map' }).click();
    const edges = await csvOf(page);
    assert.equal(edges.length, 6);
    assert.ok(edges.some((line) => line.startsWith('schedule,queue,worker,service,40,')));
    await page.getByRole('button', { name: 'Table' }).click();
    await page
      .getByRole('button', { name: 'rates', exact: true })
      .or(rows.getByText('rates', { exact: true }))
      .first()
      .click();
    await page.waitForURL('**node=service%3Arates**');
    await page.getByRole('region', { name: 'rates' }).getByRole('link', { name: 'Endpoints' }).click();
    await page.waitForURL('**/endpoints?service=rates**');
    assertQuiet();
    await close();
  });

  it('is a table where a map would hold more than 150, and a map of the neighbours of one', async () => {
    const created = await fetch(`${server.url}/api/bins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"many"}',
    });
    const { viewToken, ingestKey } = (await created.json()) as BinCreated;
    const callees = Array.from({ length: 150 }, (_, nth) => ({
      service: `part-${nth}`,
      name: 'serve',
      kind: SERVER,
      durationMs: 10,
    }));
    await sendTrace(server.url, { ...TRACE, children: callees }, 1, ingestKey);
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/${viewToken}/services`);
    await page
      .getByText('151 services and others are more than a map can show; here they are as a table.')
      .waitFor({ timeout: WORKED_UP_MS });
    assert.equal(await nodes(page).count(), 0);
    await page.getByRole('searchbox', { name: 'Filter services' }).fill('part-77');
    await page.locator('tbody tr[data-index]').getByText('part-77', { exact: true }).click();
    await page
      .getByRole('region', { name: 'part-77' })
      .getByRole('button', { name: 'Only its neighbours' })
      .click();
    await nodes(page).nth(1).waitFor();
    assert.equal(await nodes(page).count(), 2);
    assertQuiet();
    await close();
  });

  it('lists the hosts that are called, and leads to the traces', async () => {
    const { page, assertQuiet, close } = await openPage(browser, server.url);
    await page.goto(`${server.url}/b/local/services?view=hosts`);
    const rows = page.locator('tbody tr[data-index]');
    await rows.nth(1).waitFor({ timeout: WORKED_UP_MS });
    const cells = await rows.first().locator('td').allInnerTexts();
    assert.match(cells[0]!, /^rates\.internal\s+POST/);
    assert.equal(cells[1], '40');
    assert.match(cells[7]!, /^80\.0 %/);
    assert.equal(cells[11], 'POST /slots');
    assert.match(await rows.nth(1).innerText(), /100\.00 %/);
    await page.getByRole('button', { name: 'Mean', exact: true }).click();
    await page.waitForURL('**sort=mean');
    await page.getByRole('searchbox', { name: 'Filter hosts' }).fill('RATES');
    await rows.nth(1).waitFor({ state: 'detached' });
    const lines = await csvOf(page);
    assert.equal(lines.length, 2);
    assert.match(lines[1]!, /^rates\.internal,POST,web,40,/);
    await rows.first().getByRole('link').click();
    await page.waitForURL(/\/traces\?.*attribute=server\.address%3Drates\.internal/);
    await page.getByText('40 traces', { exact: true }).waitFor();
    assertQuiet();
    await close();
  });

  it('is a table on a phone, and tells refusals and quiet ranges', async () => {
    const options = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const };
    const { page, close } = await openPage(browser, server.url, options, [/400/]);
    await page.goto(`${server.url}/b/local/services`);
    await page.locator('tbody tr[data-index]').nth(5).waitFor({ timeout: WORKED_UP_MS });
    assert.equal(await scrollsSideways(page), false);
    await page.getByRole('button', { name: 'Map' }).click();
    await nodes(page).first().waitFor();
    assert.equal(await scrollsSideways(page), false);
    for (const [view, title] of [
      ['map', 'No service ran here'],
      ['hosts', 'No host was called here'],
    ]) {
      await page.goto(`${server.url}/b/local/services?view=${view}&from=-7d&to=-2d`);
      await page.getByRole('heading', { name: title! }).waitFor();
      await page.goto(`${server.url}/b/local/services?view=${view}&from=yesterday`);
      await page.getByRole('heading', { name: /"from" is not a time/ }).waitFor();
    }
    await close();
  });
});
