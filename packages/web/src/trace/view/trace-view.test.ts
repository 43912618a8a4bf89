import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSearch, stringifySearch } from '../../search-params.ts';
import {
  GROUPS_BY,
  groupKey,
  INITIAL_VIEW,
  loopKey,
  MAX_TOGGLED_IN_URL,
  searchOfView,
  TRACE_PANES,
  type TraceView,
  tracePageSearch,
  viewOfSearch,
} from './trace-view.ts';

const throughUrl = (view: TraceView): TraceView =>
  viewOfSearch(tracePageSearch(parseSearch(stringifySearch({ ...searchOfView(view) }))));

const id = fc.stringMatching(/^[0-9a-f]{16}$/);
const key = fc.oneof(id, id.map(groupKey), id.map(loopKey));
const anyView: fc.Arbitrary<TraceView> = fc.record(
  {
    pane: fc.constantFrom(...TRACE_PANES),
    groupBy: fc.constantFrom(...GROUPS_BY),
    groups: fc.string({ maxLength: 60 }),
    flame: fc.option(id, { nil: null }),
    other: fc.option(fc.stringMatching(/^[0-9a-f]{32}$/), { nil: null }),
    selected: fc.option(key, { nil: null }),
    zoom: fc.option(
      fc
        .record({ from: fc.nat(1e9), length: fc.integer({ min: 1, max: 1e9 }) }, { noNullPrototype: true })
        .map(({ from, length }) => ({ from, to: from + length })),
      { nil: null },
    ),
    foldSpans: fc.boolean(),
    foldRepeats: fc.boolean(),
    toggled: fc.array(key, { maxLength: MAX_TOGGLED_IN_URL }),
    search: fc.string({ maxLength: 60 }),
    criticalPath: fc.boolean(),
  },
  { noNullPrototype: true },
);

describe('the address of a trace page', () => {
  it('brings back the view it was written from', () => {
    fc.assert(fc.property(anyView, (view) => assert.deepEqual(throughUrl(view), view)));
  });

  it('is empty for a trace as it opens', () => {
    assert.equal(stringifySearch({ ...searchOfView(INITIAL_VIEW) }), '');
  });

  it('holds the newest changed rows, up to its bound', () => {
    const toggled = Array.from({ length: MAX_TOGGLED_IN_URL + 1 }, (_, n) =>
      n.toString(16).padStart(16, '0'),
    );
    assert.deepEqual(throughUrl({ ...INITIAL_VIEW, toggled }).toggled, toggled.slice(1));
  });

  it('drops what it does not know', () => {
    const raw = parseSearch(
      '?span=<script>&from=9&to=3&rows=x.1234567890abcdef&fold=some&theme=dark&view=map&by=host&with=x',
    );
    assert.deepEqual(tracePageSearch(raw), { rows: '1234567890abcdef' });
    assert.deepEqual(tracePageSearch(parseSearch('?from=5')), {});
  });
});
