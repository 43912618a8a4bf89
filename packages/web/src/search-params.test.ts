import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findTracesSearch } from './pages/find-traces/find-traces-search.ts';
import { parseSearch, stringifySearch } from './search-params.ts';

describe('view state in the query string', () => {
  it('reads as people write it', () => {
    assert.deepEqual(parseSearch('?service=web&attribute=a%3Db&attribute=c=d&errors=1&empty='), {
      service: 'web',
      attribute: ['a=b', 'c=d'],
      errors: '1',
      empty: '',
    });
    assert.equal(
      stringifySearch({ errors: true, service: undefined, name: '', attribute: ['a=b&c'] }),
      '?errors=1&attribute=a%3Db%26c',
    );
    assert.equal(stringifySearch({}), '');
  });

  it('comes back from the address as it was, whatever the values are', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const state = fc.record(
      {
        service: text,
        name: text,
        attribute: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
        minDuration: text,
        errors: fc.constant(true as const),
        sort: fc.constantFrom('longest' as const, 'spans' as const),
        from: text,
        limit: fc.integer({ min: 1, max: 1_000 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(state, (search) => {
        assert.deepEqual(findTracesSearch(parseSearch(stringifySearch(search))), search);
      }),
    );
  });

  it('leaves out what no search can be', () => {
    assert.deepEqual(findTracesSearch(parseSearch('?limit=1000&sort=newest&other=1&errors=0')), {
      limit: 1_000,
    });
    for (const limit of ['0', '1001', '1.5', 'many']) assert.deepEqual(findTracesSearch({ limit }), {});
    assert.deepEqual(findTracesSearch({ sort: 'constructor', service: ['a', 'b'] }), { service: 'a' });
  });
});
