import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { QuietTraces, type Receipt } from './quiet-traces.ts';

const receipt = (traceId: string, second: number, spans = 1): Receipt => ({
  bin: 'local',
  traceId,
  second,
  spans,
  extent: { from: BigInt(second), to: BigInt(second + spans) },
});
const idsOf = (found: readonly { traceId: string }[]): string[] => found.map(({ traceId }) => traceId);

describe('QuietTraces', () => {
  let quiet: QuietTraces;
  beforeEach(() => {
    quiet = new QuietTraces();
  });

  it('hands out what has been quiet, and the same again until it is done', () => {
    quiet.arrived(receipt('a', 10));
    quiet.arrived(receipt('b', 11));
    quiet.arrived(receipt('a', 10));
    assert.deepEqual(idsOf(quiet.quietSince(9, 10)), []);
    assert.deepEqual(idsOf(quiet.quietSince(10, 10)), ['a']);
    assert.deepEqual(idsOf(quiet.quietSince(11, 10)), ['a', 'b']);
    assert.deepEqual(idsOf(quiet.quietSince(11, 1)), ['a']);
    assert.equal(quiet.oldest, 10);
    quiet.done(quiet.quietSince(11, 10));
    assert.deepEqual([quiet.count, quiet.oldest], [0, undefined]);
  });

  it('tells the traces of two bins apart', () => {
    quiet.arrived(receipt('a', 10));
    quiet.arrived({ ...receipt('a', 10), bin: 'other' });
    assert.equal(quiet.count, 2);
  });

  it('says how many spans of a trace were seen, and where in time, those from before included', () => {
    quiet.arrived(receipt('a', 10, 5));
    quiet.arrived(receipt('a', 12, 2));
    quiet.arrived(receipt('a', 12, 3));
    const [first] = quiet.quietSince(12, 1);
    assert.deepEqual([first!.spans, first!.last, first!.extent], [8, 12, { from: 10n, to: 15n }]);
    quiet.done([first!]);
    quiet.arrived(receipt('a', 20, 4));
    const [second] = quiet.quietSince(20, 1);
    assert.deepEqual([second!.spans, second!.last, second!.extent], [12, 20, { from: 10n, to: 24n }]);
  });

  it('does not take a second look at the same receipts for new spans', () => {
    quiet.arrived(receipt('a', 9, 2));
    quiet.arrived(receipt('a', 10, 3));
    quiet.done(quiet.quietSince(10, 1));
    quiet.arrived(receipt('a', 10, 3));
    quiet.arrived(receipt('a', 9, 2));
    assert.equal(quiet.count, 0);
  });

  it('takes up a trace again when a span comes later, or was committed late, however many it had before', () => {
    quiet.arrived(receipt('a', 5, 100));
    quiet.arrived(receipt('a', 10, 5));
    quiet.done(quiet.quietSince(10, 1));
    quiet.arrived(receipt('a', 11, 1));
    assert.equal(quiet.count, 1);
    quiet.done(quiet.quietSince(11, 1));
    quiet.arrived(receipt('a', 10, 6));
    assert.equal(quiet.count, 1);
    quiet.done(quiet.quietSince(11, 1));
    quiet.arrived(receipt('a', 9, 1));
    assert.equal(quiet.count, 1);
  });

  it('lets a trace wait on when more of it came while it was worked on', () => {
    for (const [second, spans] of [
      [12, 1],
      [10, 2],
    ] as const) {
      quiet = new QuietTraces();
      quiet.arrived(receipt('a', 10));
      const taken = quiet.quietSince(10, 1);
      quiet.arrived(receipt('a', second, spans));
      quiet.done(taken);
      assert.deepEqual([quiet.count, quiet.oldest], [1, second]);
    }
  });

  it('forgets what no look brings again', () => {
    quiet.arrived(receipt('a', 8));
    quiet.arrived(receipt('a', 10));
    quiet.done(quiet.quietSince(10, 1));
    quiet.forgetBefore(10);
    quiet.arrived(receipt('a', 10));
    assert.equal(quiet.count, 0);
    quiet.forgetBefore(11);
    quiet.arrived(receipt('a', 10));
    assert.equal(quiet.count, 1);
  });
});
