import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { openTestStore, type TestEvent, type TestStore } from '../../test/support/test-store.ts';
import { parseAttributeFilter } from './attribute-condition.ts';
import { searchTraces } from './search-traces.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const NOW = BigInt(NOW_MS) * 1_000_000n;

describe('attributeCondition', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());

  it('finds any attribute by what it is shown as, and only that', async () => {
    const key = fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
      .map((text) => `k${text.replaceAll('=', '')}`);
    const text = fc.oneof(
      fc.string({ maxLength: 20, unit: 'grapheme' }),
      fc.constantFrom('', '0', '-0', '1', 'true', 'null', '[]', '{}', "'", '\\', '\0', '\n', '{p0:String}'),
    );
    const attribute = fc.oneof(
      fc.record({ map: fc.constantFrom('strings', 'resource'), value: text }),
      fc.record({
        map: fc.constant('ints'),
        value: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map(String),
      }),
      fc.record({
        map: fc.constant('doubles'),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      }),
      fc.record({ map: fc.constant('bools'), value: fc.boolean().map(String) }),
    );
    const examples = fc.sample(fc.tuple(key, attribute), { numRuns: 50, seed: 20261120 });
    const events: TestEvent[] = examples.map(([name, { map, value }], index) => ({
      bin: 'any',
      traceId: (index + 1).toString(16).padStart(32, '0'),
      spanId: '00000000000000a1',
      time: NOW - BigInt(index) * 1_000n,
      [map]: { [`${name}-${index}`]: map === 'bools' ? value === 'true' : value },
    }));
    await store.insert(events);
    for (const [index, [name, { value }]] of examples.entries()) {
      const find = async (attribute: string): Promise<number[]> => {
        const bin = { bin: 'any', retentionHours: 168 };
        const { traceId } = await searchTraces(store.engine, bin, { attribute: [attribute] }, NOW_MS);
        return traceId.map((id) => Number.parseInt(id, 16) - 1);
      };
      // What is typed is trimmed, so a value that begins or ends with a space cannot be typed.
      if (value.trim() !== value || name.trim() !== name) continue;
      assert.deepEqual(await find(`${name}-${index}=${value}`), [index], JSON.stringify([name, value]));
      assert.deepEqual(await find(`${name}-${index}=${value}x`), [], JSON.stringify([name, value]));
    }
  });

  it('reads key and value around the first equals sign', () => {
    assert.deepEqual(parseAttributeFilter('a=b'), { key: 'a', value: 'b' });
    assert.deepEqual(parseAttributeFilter(' url.query = x=1&y=2 '), { key: 'url.query', value: 'x=1&y=2' });
    assert.deepEqual(parseAttributeFilter('a='), { key: 'a', value: '' });
  });
});
