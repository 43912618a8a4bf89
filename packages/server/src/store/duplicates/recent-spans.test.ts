import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { RecentSpans } from './recent-spans.ts';

const hash = fc.record({ low: fc.nat(40), high: fc.integer({ min: 1, max: 40 }) });

describe('the spans that were committed lately', () => {
  for (const markFromSpans of [0, 6, 1_000]) {
    it(`are those of the last sets and no others, marked from ${markFromSpans} on`, () => {
      fc.assert(
        fc.property(fc.array(hash, { maxLength: 120 }), (hashes) => {
          const recent = new RecentSpans({ windowMs: 1e9, maxSpans: 16, markFromSpans }, 0);
          // Two to a set, and a set is begun by the span after: eight sets are kept.
          const sets: Set<string>[] = [new Set()];
          hashes.forEach(({ low, high }, stretch) => {
            if ((sets.at(-1)?.size ?? 0) >= 2) sets.push(new Set());
            recent.add(low, high, stretch, 0);
            sets.at(-1)?.add(`${low} ${high}`);
          });
          for (let low = 0; low <= 40; low++) {
            for (let high = 1; high <= 40; high++) {
              const isKept = sets.slice(-8).some((set) => set.has(`${low} ${high}`));
              assert.equal(recent.has(low, high), isKept);
            }
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('are forgotten with the time in which they began', () => {
    const recent = new RecentSpans({ windowMs: 1e9, maxSpans: 8 }, 0);
    for (let span = 1; span <= 10; span++) recent.add(span, span, span, 0);
    assert.deepEqual(
      Array.from({ length: 10 }, (_, span) => recent.mayHaveForgotten(span + 1)),
      [true, true, false, false, false, false, false, false, false, false],
    );
    assert.equal(recent.has(2, 2), false);
    assert.equal(recent.has(3, 3), true);
  });
});
