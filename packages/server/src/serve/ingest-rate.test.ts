import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IngestRate } from './ingest-rate.ts';

/** The rate just before the next commit and just after it, when commits of this size have come for ten seconds. */
function steady(rowsPerSecond: number, rowsPerCommit: number): { before: number; after: number } {
  const rate = new IngestRate();
  const everyMs = (rowsPerCommit / rowsPerSecond) * 1000;
  let now = 5_000;
  for (; now < 15_000; now += everyMs) rate.committed(rowsPerCommit, now);
  const before = rate.at(now);
  rate.committed(rowsPerCommit, now);
  return { before, after: rate.at(now) };
}

describe('the rate of ingest', () => {
  it('is nothing before the first commit', () => {
    assert.equal(new IngestRate().at(1_000_000), 0);
  });

  it('is that of the stream, however it is cut', () => {
    for (const rowsPerCommit of [50, 512, 2_000, 4_096]) {
      const { before, after } = steady(20_000, rowsPerCommit);
      assert.ok(before > 17_000 && before <= 20_000, `before a commit of ${rowsPerCommit}: ${before}`);
      assert.ok(after > 19_900 && after < 23_000, `after a commit of ${rowsPerCommit}: ${after}`);
    }
  });

  it('halves with every second of silence', () => {
    const rate = new IngestRate();
    rate.committed(10_000, 0);
    assert.ok(Math.abs(rate.at(3_000) * 8 - rate.at(0)) < 1e-6);
  });
});
