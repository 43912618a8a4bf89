/** Which data points are rejected, and with which reason, in both encodings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '../limits.ts';
import { decodeRequest, NOW } from './test/decode-request.ts';

for (const encoding of ['protobuf', 'json'] as const) {
  describe(`bounds of a data point in ${encoding}`, () => {
    const reason = (metric: object) => {
      const request = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
      const { points, outcome } = decodeRequest(encoding, request, 'metrics');
      assert.equal(points.length, outcome.accepted);
      return /^1 data point rejected: (.*) \(1(, first: "m")?\)$/.exec(outcome.message)?.[1];
    };
    const time = { timeUnixNano: String(NOW) };

    it('rejects points without name, value or time, but takes those that say there is no value', () => {
      assert.equal(reason({ name: 'm', gauge: { dataPoints: [{ ...time, asInt: '1' }] } }), undefined);
      assert.equal(reason({ gauge: { dataPoints: [{ ...time, asInt: '1' }] } }), 'the metric has no name');
      assert.equal(reason({ name: 'm', gauge: { dataPoints: [time] } }), 'the point has no value');
      assert.equal(reason({ name: 'm', gauge: { dataPoints: [{ ...time, flags: 1 }] } }), undefined);
      assert.equal(reason({ name: 'm', gauge: { dataPoints: [{ asInt: '1' }] } }), 'no time is set');
    });

    it('takes one bucket more than bounds, or none, and at most 2,000', () => {
      const histogram = (bounds: number, counts: number) =>
        reason({
          name: 'm',
          histogram: {
            dataPoints: [
              {
                ...time,
                explicitBounds: new Array(bounds).fill(1.5),
                bucketCounts: new Array(counts).fill('1'),
              },
            ],
          },
        });
      assert.equal(histogram(3, 4), undefined);
      assert.equal(histogram(3, 0), undefined);
      for (const counts of [1, 3, 5]) {
        assert.equal(histogram(3, counts), 'the histogram does not have one bucket more than bounds');
      }
      assert.equal(histogram(LIMITS.maxBuckets - 1, LIMITS.maxBuckets), undefined);
      assert.equal(
        histogram(LIMITS.maxBuckets, LIMITS.maxBuckets + 1),
        'more than 2000 buckets or quantiles',
      );
    });

    it('keeps 1,000 exemplars and leaves out what is beyond', () => {
      const kept = (many: number) => {
        const exemplars = Array.from({ length: many }, (_, index) => ({ ...time, asDouble: index }));
        const metrics = [{ name: 'm', gauge: { dataPoints: [{ ...time, asInt: '1', exemplars }] } }];
        const request = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
        const [point] = decodeRequest(encoding, request, 'metrics').points;
        return point?.exemplars.map(({ value }) => value);
      };
      const all = Array.from({ length: LIMITS.maxExemplars }, (_, index) => index);
      assert.deepEqual(kept(LIMITS.maxExemplars), all);
      assert.deepEqual(kept(LIMITS.maxExemplars + 1), all);
    });
  });
}
