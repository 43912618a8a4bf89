/** Which spans are rejected one by one, and with which reason, in both encodings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeRequest, HOUR, NOW, RETENTION_HOURS, spanObjection, spanWith } from './test/decode-request.ts';
import { spanRequest } from './test/span-request.ts';

for (const encoding of ['protobuf', 'json'] as const) {
  describe(`ids and times of a span in ${encoding}`, () => {
    it('rejects impossible ids', () => {
      const reasons = {
        traceId: 'trace id is not 16 bytes with one that is not zero',
        spanId: 'span id is not 8 bytes with one that is not zero',
      };
      for (const [field, length] of [
        ['traceId', 16],
        ['spanId', 8],
      ] as const) {
        for (const id of [
          Buffer.alloc(0),
          Buffer.alloc(length),
          Buffer.alloc(length - 1, 1),
          Buffer.alloc(length + 1, 1),
        ]) {
          assert.equal(spanObjection(encoding, { [field]: id }), reasons[field]);
        }
        const smallest = Buffer.alloc(length);
        smallest[length - 1] = 1;
        assert.equal(spanObjection(encoding, { [field]: smallest }), undefined);
      }
      assert.equal(
        spanObjection(encoding, { parentSpanId: Buffer.alloc(7, 1) }),
        'parent span id is not 8 bytes',
      );
      assert.equal(
        spanWith(encoding, { parentSpanId: Buffer.alloc(8), kind: 1 }).entry,
        true,
        'zeros are no parent',
      );
    });

    it('rejects impossible times, to the nanosecond', () => {
      const times = (start: bigint, end: bigint) => ({
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(end),
      });
      const oldest = NOW - BigInt(RETENTION_HOURS) * HOUR;
      const newest = NOW + 24n * HOUR;
      assert.equal(spanObjection(encoding, times(NOW, NOW)), undefined);
      assert.equal(spanObjection(encoding, times(NOW, NOW - 1n)), 'ends before it starts');
      assert.equal(spanObjection(encoding, times(0n, NOW)), 'no time is set');
      assert.equal(spanObjection(encoding, times(NOW, 0n)), 'no end time is set');
      assert.equal(spanObjection(encoding, times(oldest, NOW)), undefined);
      assert.equal(
        spanObjection(encoding, times(oldest - 1n, NOW)),
        'older than the bin keeps events (168 h)',
      );
      assert.equal(spanObjection(encoding, times(newest, newest)), undefined);
      assert.equal(
        spanObjection(encoding, times(newest + 1n, newest + 1n)),
        'time is more than 1 day in the future',
      );
      assert.equal(spanObjection(encoding, times(NOW, newest + 1n)), 'end is more than 1 day in the future');
      assert.equal(
        spanObjection(encoding, times(2n ** 64n - 1n, 2n ** 64n - 1n)),
        'time is more than 1 day in the future',
      );
    });

    it('takes the longest duration that a number holds exactly', () => {
      const reason = (length: bigint) => {
        const fields = { startTimeUnixNano: String(NOW - length), endTimeUnixNano: String(NOW) };
        const { rows, outcome } = decodeRequest(encoding, spanRequest(fields), 'traces', 9_600);
        return rows[0]?.duration ?? outcome.message;
      };
      assert.equal(reason(2n ** 53n - 1n), Number.MAX_SAFE_INTEGER);
      assert.match(String(reason(2n ** 53n)), /lasts longer than 104 days/);
    });
  });
}
