import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { QuietTraces } from './quiet-traces.ts';

const trace = (traceId: string, last: number, spans = 1) => ({ bin: 'local', traceId, last, spans });
const idsOf = (found: readonly { traceId: string }[]): string[] => found.map(({ traceId }) => traceId);

describe('QuietTraces', () => {
  let quiet: QuietTraces;
  beforeEach(() => {
    quiet = new QuietTraces();
  });

  it('hands out what has been quiet, and the same again until it is done', () => {
    quiet.arrived(trace('a', 10));
    quiet.arrived(trace('b', 11));
    quiet.arrived(trace('a', 10));
    assert.deepEqual(idsOf(quiet.quietSince(9, 10)), []);
    assert.deepEqual(idsOf(quiet.quietSince(10, 10)), ['a']);
    assert.deepEqual(idsOf(quiet.quietSince(11, 10)), ['a', 'b']);
    assert.deepEqual(idsOf(quiet.quietSince(11, 1)), ['a']);
    assert.equal(quiet.oldest, 10);
    quiet.done(quiet.quietSince(11, 10));
    assert.deepEqual([quiet.count, quiet.oldest], [0, undefined]);
  });

  it('tells the traces of two bins apart', () => {
    quiet.arrived(trace('a', 10));
    quiet.arrived({ ...trace('a', 10), bin: 'other' });
    assert.equal(quiet.count, 2);
  });

  it('takes up again what was missing when it was to be read, as soon as it is looked at again', () => {
    quiet.arrived(trace('a', 10));
    quiet.missing(quiet.quietSince(10, 1));
    assert.equal(quiet.count, 0);
    quiet.arrived(trace('a', 10));
    assert.deepEqual(idsOf(quiet.quietSince(10, 1)), ['a']);
  });

  it('does not take a second look at the same receipts for new spans', () => {
    quiet.arrived(trace('a', 10, 5));
    quiet.done(quiet.quietSince(10, 1));
    quiet.arrived(trace('a', 10, 5));
    // The window has moved past some of them.
    quiet.arrived(trace('a', 10, 3));
    assert.equal(quiet.count, 0);
  });

  it('takes up a trace again when a span comes later, or was committed late', () => {
    quiet.arrived(trace('a', 10, 5));
    quiet.done(quiet.quietSince(10, 1));
    quiet.arrived(trace('a', 11, 1));
    assert.equal(quiet.count, 1);
    quiet.done(quiet.quietSince(11, 1));
    quiet.arrived(trace('a', 11, 6));
    assert.equal(quiet.count, 1);
  });

  it('lets a trace wait on when more of it came while it was worked on', () => {
    quiet.arrived(trace('a', 10));
    const taken = quiet.quietSince(10, 1);
    quiet.arrived(trace('a', 12));
    quiet.done(taken);
    assert.deepEqual([quiet.count, quiet.oldest], [1, 12]);
  });

  it('forgets what no look brings again', () => {
    quiet.arrived(trace('a', 10));
    quiet.done(quiet.quietSince(10, 1));
    quiet.forgetBefore(10);
    quiet.arrived(trace('a', 10));
    assert.equal(quiet.count, 0);
    quiet.forgetBefore(11);
    quiet.arrived(trace('a', 10));
    assert.equal(quiet.count, 1);
  });
});
