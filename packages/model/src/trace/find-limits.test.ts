import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { queueOf } from './find-limits.ts';

/** Calls that are begun a microsecond after each other and served in that order, so many at a time; wait and work in one span. */
function servedBy(limit: number, worksMs: readonly number[]) {
  const free = new Array<number>(limit).fill(0);
  const start = Float64Array.from(worksMs, (_, at) => at * 1_000);
  const end = Float64Array.from(worksMs, (work, at) => {
    const next = free.indexOf(Math.min(...free));
    free[next] = Math.max(free[next]!, start[at]!) + work * 1e6;
    return free[next]!;
  });
  return { start, end };
}

const works = fc.array(fc.integer({ min: 50, max: 80 }), { minLength: 20, maxLength: 80 });
const rowsOf = (spans: { start: Float64Array }) => Array.from(spans.start, (_, row) => row);

describe('queueOf', () => {
  it('sees a limit of a quarter of the calls or less, with the time that one call takes without it', () => {
    fc.assert(
      fc.property(works, fc.integer({ min: 1, max: 20 }), (worksMs, most) => {
        const limit = Math.max(1, Math.min(most, Math.floor(worksMs.length / 4)));
        const spans = servedBy(limit, worksMs);
        const queue = queueOf(spans, rowsOf(spans));
        assert.ok(queue !== undefined);
        assert.ok(queue.shortest >= 50e6 && queue.shortest <= 80e6 + 1);
        assert.equal(queue.time, Math.max(...spans.end));
        assert.ok(queue.longest <= queue.time);
      }),
    );
  });

  it('sees none where all of them run', () => {
    fc.assert(
      fc.property(works, (worksMs) => {
        const spans = servedBy(worksMs.length, worksMs);
        assert.equal(queueOf(spans, rowsOf(spans)), undefined);
      }),
    );
    assert.equal(queueOf({ start: new Float64Array(), end: new Float64Array() }, []), undefined);
  });

  it('sees none among calls that follow each other', () => {
    const start = Float64Array.from({ length: 30 }, (_, at) => at * 10e6);
    const end = start.map((at) => at + 9e6);
    assert.equal(queueOf({ start, end }, rowsOf({ start })), undefined);
  });
});
