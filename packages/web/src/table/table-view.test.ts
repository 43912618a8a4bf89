import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readTableView, tableViewText } from './table-view.ts';

describe('the view of a short table', () => {
  it('is short in the address', () => {
    assert.equal(tableViewText({}), undefined);
    assert.equal(tableViewText({ sort: 'calls' }), '-calls');
    assert.equal(tableViewText({ sort: 'name', order: 'asc', filter: 'a~b' }), 'name~a~b');
    assert.equal(tableViewText({ filter: '-x' }), '~-x');
    assert.deepEqual(readTableView(undefined), {});
    assert.deepEqual(readTableView('-'), {});
  });

  it('comes back as it was', () => {
    const view = fc.record(
      { sort: fc.stringMatching(/^[a-z][a-zA-Z0-9]*$/), filter: fc.string({ minLength: 1 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(view, fc.boolean(), (some, ascending) => {
        const whole = { ...some, ...(some.sort !== undefined && ascending ? { order: 'asc' as const } : {}) };
        assert.deepEqual(readTableView(tableViewText(whole)), whole);
      }),
    );
  });
});
