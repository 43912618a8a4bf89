import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShareOfTime } from './share-of-time.ts';

const near = (value: number, wanted: number) =>
  assert.ok(Math.abs(value - wanted) < 0.01, `${value} instead of ${wanted}`);

describe('the share of time in which something is so', () => {
  it('is nothing at first, and all after it has been so for long', () => {
    const share = new ShareOfTime();
    assert.equal(share.at(1_000_000), 0);
    share.turn(true, 1_000_000);
    assert.equal(share.at(1_000_000), 0);
    near(share.at(1_001_000), 0.5);
    near(share.at(1_010_000), 1);
  });

  it('is that of a steady change, however fast it is', () => {
    for (const periodMs of [5, 100]) {
      const share = new ShareOfTime();
      let now = 0;
      for (; now < 20_000; now += periodMs) {
        share.turn(true, now);
        share.turn(false, now + periodMs * 0.3);
      }
      assert.ok(Math.abs(share.at(now) - 0.3) < 0.05, `every ${periodMs} ms: ${share.at(now)}`);
    }
  });

  it('halves with every second in which it is not so, and being told twice changes nothing', () => {
    const share = new ShareOfTime();
    share.turn(true, 0);
    share.turn(true, 10_000);
    share.turn(false, 20_000);
    share.turn(false, 21_000);
    near(share.at(23_000), 1 / 8);
  });
});
