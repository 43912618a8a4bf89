import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestStore, type TestStore } from '../../test/support/test-store.ts';
import { AttributeType } from '../receive/event/attribute-type.ts';
import { EventRow } from '../receive/event/event-row.ts';
import { FieldCatalogue } from '../store/catalogue/index.ts';
import { binActivity } from './bin-activity.ts';
import { listFieldValues } from './field-values.ts';
import { listFields } from './fields.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const NOW = BigInt(NOW_MS) * 1_000_000n;
const BIN = { bin: 'local', retentionHours: 24 };

function row(attributes: Record<string, string>): EventRow {
  const event = new EventRow();
  event.service = 'shop';
  event.name = 'GET /';
  for (const [key, value] of Object.entries(attributes))
    event.attributes.addText(key, AttributeType.string, value);
  return event;
}

describe('listFields and listFieldValues', () => {
  let store: TestStore;
  let catalogue: FieldCatalogue;
  let nowMs = NOW_MS;
  const names = async (prefix?: string): Promise<string[]> =>
    (await listFields(store.engine, BIN, { prefix }, catalogue)).fields.map(({ name }) => name);
  const values = async (name: string, prefix?: string): Promise<string[]> =>
    (await listFieldValues(store.engine, BIN, { name, prefix }, catalogue, NOW_MS)).values;

  before(async () => {
    store = await openTestStore();
    catalogue = new FieldCatalogue(store.engine, { nowMs: () => nowMs, sampleEvery: 1 });
    catalogue.observe('local', row({ 'http.request.method': 'GET', 'user.id': 'u-1' }));
    catalogue.observe('local', row({ 'http.request.method': 'POST' }));
    catalogue.observe('local', row({ 'http.request.method': 'POST' }));
    catalogue.observe('other', row({ secret: 'x' }));
    await catalogue.flush();
    nowMs += 1000;
    catalogue.observe('local', row({ 'only.in.memory': 'yes' }));
  });
  after(() => store.close());

  it('lists what is stored and what is only in memory, of this bin', async () => {
    assert.deepEqual((await names()).sort(), [
      'http.request.method',
      'kind',
      'layer',
      'name',
      'only.in.memory',
      'service',
      'status',
      'user.id',
    ]);
    const stored = await listFields(store.engine, BIN);
    assert.ok(!stored.fields.some(({ name }) => name === 'only.in.memory' || name === 'secret'));
    const method = stored.fields.find(({ name }) => name === 'http.request.method');
    assert.deepEqual(method, {
      name: 'http.request.method',
      type: 'string',
      source: 'event',
      lastSeen: '2026-11-20T12:00:00.000000000Z',
      examples: ['POST', 'GET'],
    });
    assert.deepEqual(await listFields(store.engine, { bin: 'empty', retentionHours: 1 }), {
      fields: [],
      truncated: false,
    });
  });

  it('finds a field by the beginning of its name, or of a word in it', async () => {
    assert.deepEqual(await names('HTTP'), ['http.request.method']);
    assert.deepEqual(await names('me'), ['only.in.memory', 'http.request.method']);
    assert.deepEqual(await names('ethod'), []);
    assert.deepEqual(await names('s'), ['service', 'status']);
  });

  it('completes values from the catalogue, then from the latest events', async () => {
    await store.insert([
      { time: NOW - 5n, traceId: '1'.padStart(32, '0'), service: 'Rare', strings: { 'user.id': 'u-77' } },
      { time: NOW - 4n, traceId: '1'.padStart(32, '0'), service: 'rates', strings: { 'user.id': 'U-78' } },
      { time: NOW - 3n, traceId: '1'.padStart(32, '0'), service: 'rates', strings: { 'user.id': "v-'" } },
      { bin: 'other', time: NOW - 3n, traceId: '1'.padStart(32, '0'), strings: { 'user.id': 'u-other' } },
    ]);
    assert.deepEqual(await values('http.request.method'), ['POST', 'GET']);
    assert.deepEqual(await values('http.request.method', 'p'), ['POST']);
    assert.deepEqual(await values('user.id', 'u-'), ['u-1', 'U-78', 'u-77']);
    assert.deepEqual(await values('user.id', "v-'"), ["v-'"]);
    assert.deepEqual(await values('user.id', "' OR 1=1 --"), []);
    assert.deepEqual(await values('service', 'r'), ['rates', 'Rare']);
    assert.deepEqual(await values('kind', 's'), ['server']);
    assert.deepEqual(await values('never.seen', 'x'), []);
  });

  it('forgets a field that only events had which the bin no longer keeps', async () => {
    nowMs = NOW_MS + 24 * 3_600_000 + 500;
    catalogue.observe('local', row({ later: 'x' }));
    assert.ok(!(await names()).includes('user.id'));
    assert.ok((await names()).includes('only.in.memory'));
    nowMs = NOW_MS + 1000;
  });
});

describe('binActivity', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());

  it('knows an empty bin, one with logs only, and one with spans', async () => {
    const read = () => binActivity(store.engine, BIN, NOW_MS);
    assert.deepEqual(await read(), {
      firstEventAt: null,
      lastEventAt: null,
      firstTraceId: null,
      services: [],
    });
    await store.insert([
      { type: 1, time: NOW - 9_000n, service: 'logger' },
      { bin: 'other', time: NOW, traceId: 'e'.repeat(32), service: 'hidden' },
    ]);
    assert.deepEqual(await read(), {
      firstEventAt: '2026-11-20T11:59:59.999991000Z',
      lastEventAt: '2026-11-20T11:59:59.999991000Z',
      firstTraceId: null,
      services: ['logger'],
    });
    await store.insert([
      { time: NOW - 8_000n, duration: 100, traceId: 'a'.repeat(32), spanId: '1'.repeat(16), service: 'web' },
      {
        time: NOW - 9_500n,
        duration: 100,
        traceId: 'b'.repeat(32),
        spanId: '1'.repeat(16),
        service: 'rates',
      },
    ]);
    assert.deepEqual(await read(), {
      firstEventAt: '2026-11-20T11:59:59.999990500Z',
      lastEventAt: '2026-11-20T11:59:59.999992100Z',
      firstTraceId: 'b'.repeat(32),
      services: ['rates', 'web'],
    });
  });
});
