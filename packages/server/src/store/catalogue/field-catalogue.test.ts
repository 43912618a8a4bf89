import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { AttributeType } from '../../receive/event/attribute-type.ts';
import { EventRow } from '../../receive/event/event-row.ts';
import type { Ingest } from '../../receive/ingest.ts';
import { FieldCatalogue, type FieldCatalogueOptions, MAX_EXAMPLES } from './field-catalogue.ts';
import { readFields } from './fields-table.ts';
import { FrequentValues } from './frequent-values.ts';
import { observedIngest } from './observed-ingest.ts';

/** A row as a decoder fills it. */
function row(name: string, attributes: Record<string, string | number | bigint | boolean> = {}): EventRow {
  const event = new EventRow();
  event.service = 'shop';
  event.name = name;
  const bytes: number[] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') {
      const encoded = new TextEncoder().encode(value);
      event.attributes.addSlice(key, AttributeType.string, bytes.length, bytes.length + encoded.length);
      bytes.push(...encoded);
    } else if (typeof value === 'bigint') {
      event.attributes.addBits(
        key,
        AttributeType.int,
        Number(BigInt.asIntN(32, value)),
        Number(value >> 32n),
      );
    } else if (typeof value === 'number') event.attributes.addDouble(key, AttributeType.double, value);
    else event.attributes.addBits(key, AttributeType.bool, value ? 1 : 0, 0);
  }
  event.source = Uint8Array.from(bytes);
  event.resource.addText('host.name', AttributeType.string, 'pi');
  return event;
}

describe('FieldCatalogue', () => {
  let store: TestStore;
  let nowMs = Date.parse('2026-11-20T12:00:00Z');
  const catalogue = (options: FieldCatalogueOptions = {}) =>
    new FieldCatalogue(store.engine, { nowMs: () => nowMs, ...options });
  const names = (fields: { name: string; source: string; type: string }[]) =>
    fields.map(({ name, source, type }) => `${source} ${type} ${name}`).sort();

  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());

  it('learns names, types and values of every source', () => {
    const known = catalogue();
    known.observe(
      'a',
      row('GET', { route: '/wéek', code: 200n, most: -(1n << 63n), ratio: 0.5, retry: false }),
    );
    known.observe('a', row('GET', { code: 'two hundred' }));
    const fields = known.fields('a');
    assert.deepEqual(names(fields), [
      'column string name',
      'column string service',
      'event bool retry',
      'event double ratio',
      'event int code',
      'event int most',
      'event string code',
      'event string route',
      'resource string host.name',
    ]);
    const examples = Object.fromEntries(
      fields.map(({ name, type, examples }) => [`${name} ${type}`, examples]),
    );
    assert.deepEqual(examples, {
      'service string': ['shop'],
      'name string': ['GET'],
      'route string': ['/wéek'],
      'code int': ['200'],
      'code string': ['two hundred'],
      'most int': ['-9223372036854775808'],
      'ratio double': ['0.5'],
      'retry bool': ['false'],
      'host.name string': ['pi'],
    });
    assert.deepEqual(known.fields('b'), []);
  });

  it('sees a field of a new name at once, and of a known name before long', () => {
    const known = catalogue({ closeLooks: 2, sampleEvery: 10 });
    for (let count = 0; count < 5; count++) known.observe('a', row('GET'));
    known.observe('a', row('POST', { fresh: 'x' }));
    assert.ok(names(known.fields('a')).includes('event string fresh'));
    for (let count = 0; count < 10; count++) known.observe('a', row('GET', { late: 'x' }));
    assert.ok(names(known.fields('a')).includes('event string late'));
  });

  it('offers the frequent values first and holds no more than it may', () => {
    const known = catalogue({
      sampleEvery: 1,
      maxFieldsPerBin: 5,
      maxValuesPerField: 50,
      maxValueBytes: 8,
      maxNameLength: 10,
      maxBins: 2,
    });
    for (let count = 0; count < 2_000; count++) {
      known.observe('a', row('GET', { id: `id-${count % 2 === 0 ? 'hot' : count}` }));
    }
    const id = known.fields('a').find(({ name }) => name === 'id')!;
    assert.equal(id.examples[0], 'id-hot');
    assert.ok(id.examples.length <= MAX_EXAMPLES);
    known.observe('a', row('GET', { eight: '12345678', nine: '123456789' }));
    const values = Object.fromEntries(known.fields('a').map(({ name, examples }) => [name, examples]));
    assert.deepEqual(values.eight, ['12345678']);
    // Five fields are known by now: service, name, id, host.name, eight.
    assert.equal(values.nine, undefined);
    assert.equal(known.isTruncated('a'), true);
    known.observe('b', row('GET', { 'ten-letter': 'x', elevenlette: 'x' }));
    assert.deepEqual(
      known
        .fields('b')
        .map(({ name }) => name)
        .sort(),
      ['host.name', 'name', 'service', 'ten-letter'],
    );
    known.observe('c', row('GET'));
    assert.deepEqual(known.fields('c'), []);
  });

  it('keeps its knowledge over a restart, and writes only what has changed', async () => {
    const first = catalogue();
    first.observe('a', row('GET', { route: '/a' }));
    first.observe('a', row('GET', { route: '/b' }));
    first.observe('a', row('GET', { route: '/b' }));
    await first.flush();
    const written = await readFields(store.engine);
    assert.deepEqual(names(written), [
      'column string name',
      'column string service',
      'event string route',
      'resource string host.name',
    ]);
    assert.ok(written.every(({ bin, lastSeenMs }) => bin === 'a' && lastSeenMs === nowMs));

    const second = catalogue();
    await second.load();
    assert.deepEqual(second.fields('a').find(({ name }) => name === 'route')?.examples, ['/b', '/a']);
    nowMs += 60_000;
    second.observe('a', row('GET', { route: '/c' }));
    await second.flush();
    assert.ok((await readFields(store.engine)).every(({ lastSeenMs }) => lastSeenMs === nowMs - 60_000));
    await second.flush({ everything: true });
    const route = (await readFields(store.engine, { bin: 'a' })).find(({ name }) => name === 'route')!;
    assert.deepEqual([route.lastSeenMs, route.examples], [nowMs, ['/b', '/a', '/c']]);
    assert.deepEqual(await readFields(store.engine, { bin: 'other' }), []);
  });

  it('lets fields that are not seen any more give way in a full bin', async () => {
    const known = catalogue({ maxFieldsPerBin: 4, forgetMs: 1_000, sampleEvery: 1 });
    known.observe('full', row('GET', { old: 'x' }));
    known.observe('full', row('GET', { refused: 'x' }));
    assert.equal(known.isTruncated('full'), true);
    nowMs += 1_000;
    await known.flush({ everything: true });
    assert.ok(known.fields('full').some(({ name }) => name === 'old'));
    nowMs += 1;
    known.observe('full', row('GET'));
    await known.flush({ everything: true });
    known.observe('full', row('GET', { fresh: 'x' }));
    assert.deepEqual(
      known.fields('full').map(({ name }) => name),
      ['service', 'name', 'fresh', 'host.name'],
    );
    assert.equal(known.isTruncated('full'), false);
    assert.ok((await readFields(store.engine, { bin: 'full' })).some(({ name }) => name === 'old'));
  });

  it('holds no more fields and bins in all than it may, and makes room for those that are seen', async () => {
    const known = catalogue({ maxFields: 7, maxBins: 2, forgetMs: 1_000 });
    known.observe('one', row('GET', { a: 'x' }));
    known.observe('two', row('GET', { a: 'x', b: 'x' }));
    known.observe('three', row('GET'));
    const sizes = () => ['one', 'two', 'three'].map((bin) => known.fields(bin).length);
    assert.deepEqual(sizes(), [4, 3, 0]);
    assert.equal(known.isTruncated('two'), true);
    nowMs += 1_001;
    known.observe('two', row('GET', { b: 'x' }));
    await known.flush();
    known.observe('three', row('GET'));
    assert.deepEqual(sizes(), [0, 2, 3]);
  });

  it('sees what goes through an ingest, flushes by itself and at the end', async () => {
    const known = catalogue({ flushIntervalMs: 5 });
    const appended: string[] = [];
    const ingest: Ingest = {
      events: async (_scope, _bytes, decode) => decode({ append: (event) => appended.push(event.name) }),
      metrics: async (_scope, _bytes, decode) => decode({ append() {} }),
    };
    known.start();
    const result = await observedIngest(ingest, known).events(
      { bin: 'door', retentionHours: 1 },
      0,
      (sink) => {
        sink.append(row('PUT', { through: 'the door' }));
        return 'decoded';
      },
    );
    assert.deepEqual([result, appended], ['decoded', ['PUT']]);
    const deadline = Date.now() + 5_000;
    while ((await readFields(store.engine, { bin: 'door' })).length === 0) {
      assert.ok(Date.now() < deadline, 'nothing was flushed');
      await setImmediate();
    }
    known.observe('door', row('PUT', { through: 'again' }));
    await known.close();
    const through = (await readFields(store.engine, { bin: 'door' })).find(({ name }) => name === 'through');
    assert.deepEqual(through?.examples, ['again', 'the door']);
  });

  it('keeps what is seen while a flush is on its way', async () => {
    // A clock that stands still, but not in the past: rows of old fields expire.
    const nowMs = Date.now();
    const known = catalogue({ nowMs: () => nowMs });
    known.observe('busy', row('GET', { seen: 'before' }));
    const flushing = known.flush();
    await setImmediate();
    known.observe('busy', row('PUT', { seen: 'meanwhile' }));
    await flushing;
    await known.close();
    const seen = (await readFields(store.engine, { bin: 'busy' })).find(({ name }) => name === 'seen');
    assert.deepEqual(seen?.examples.toSorted(), ['before', 'meanwhile']);
  });

  it('takes many fields and hostile names', async () => {
    const known = catalogue({ maxFieldsPerBin: 3_000 });
    const attributes = Object.fromEntries(
      Array.from({ length: 2_500 }, (_, n) => [`key-${n}`, `v${'x'.repeat(100)}`]),
    );
    known.observe('large', row('GET', { ...attributes, "'); DROP TABLE fields --\0\n\\N": "\\'\0\n" }));
    await known.flush();
    const written = await readFields(store.engine, { bin: 'large' });
    assert.equal(written.length, 2_504);
    assert.deepEqual(written.find(({ name }) => name.includes('DROP'))?.examples, ["\\'\0\n"]);
  });
});

describe('FrequentValues', () => {
  it('keeps a value of more than its share, whatever comes between', () => {
    const values = new FrequentValues(10);
    for (let count = 0; count < 1_000; count++) {
      values.add(`unique-${count}`);
      if (count % 5 === 0) values.add('every fifth');
    }
    assert.ok(values.size <= 10);
    assert.ok(values.top(10).includes('every fifth'));
  });
});
