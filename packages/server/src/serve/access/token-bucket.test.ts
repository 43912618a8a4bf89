import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OverloadedError, TooLargeError } from '../../errors.ts';
import { RateLimits } from './rate-limits.ts';
import { TokenBucket } from './token-bucket.ts';

test('gives the burst at once, then the rate, and says how long to wait', () => {
  let now = 0;
  const bucket = new TokenBucket({ perSecond: 10, burst: 3 }, () => now);
  assert.deepEqual([bucket.take(1), bucket.take(1), bucket.take(1)], [0, 0, 0]);
  assert.equal(bucket.take(1), 100);
  now = 99;
  assert.ok(bucket.take(1) > 0);
  now = 100;
  assert.equal(bucket.take(1), 0);
  assert.ok(bucket.take(1) > 0);
});

test('one request above the burst passes when the bucket is full, and is paid for afterwards', () => {
  let now = 0;
  const bucket = new TokenBucket({ perSecond: 10, burst: 20 }, () => now);
  assert.equal(bucket.take(50), 0);
  assert.ok(bucket.take(1) > 0);
  now = 3_000;
  assert.ok(bucket.take(1) > 0);
  now = 3_100;
  assert.equal(bucket.take(1), 0);
});

test('never more than burst plus rate times time, and the wait it tells is enough', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 100 }), (pauses) => {
      let now = 0;
      let taken = 0;
      const bucket = new TokenBucket({ perSecond: 5, burst: 4 }, () => now);
      for (const pause of pauses) {
        now += pause;
        const wait = bucket.take(1);
        if (wait === 0) taken++;
        else {
          now += wait + 0.001;
          assert.equal(bucket.take(1), 0);
          taken++;
        }
        assert.ok(taken <= 4 + (5 * now) / 1000 + 1e-6);
      }
    }),
  );
});

test('limits are counted by key; the largest body is taken, one byte more is not', () => {
  const limits = new RateLimits({ requestsPerSecond: 1, bytesPerSecond: 0, maxBodyBytes: 10 });
  limits.charge('a', 10);
  limits.charge('a', 10);
  assert.throws(() => limits.charge('a', 1), OverloadedError);
  limits.charge('b', 1);
  assert.throws(() => limits.charge('c', 11), TooLargeError);
});

test('bytes that are only known later are paid for by the next request', () => {
  const limits = new RateLimits({ requestsPerSecond: 0, bytesPerSecond: 10, maxBodyBytes: 0 });
  limits.charge('a', 15);
  limits.chargeLater('a', 15);
  assert.throws(() => limits.charge('a', 0), OverloadedError);
  limits.charge('b', 0);
});

test('zero means no limit', () => {
  const limits = new RateLimits({ requestsPerSecond: 0, bytesPerSecond: 0, maxBodyBytes: 0 });
  for (let request = 0; request < 10_000; request++) limits.charge('a', 1e9);
  assert.equal(limits.maxBodyBytes, Number.POSITIVE_INFINITY);
});
