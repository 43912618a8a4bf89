/** Log records: what is taken, what is rejected, what is cut, in both encodings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LIMITS } from '../limits.ts';
import { decodeRequest, HOUR, NOW } from './test/decode-request.ts';

for (const encoding of ['protobuf', 'json'] as const) {
  describe(`bounds of a log record in ${encoding}`, () => {
    const logRequest = (fields: object) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [fields] }] }] });

    it('takes a record without ids and times, at the time of arrival', () => {
      const { rows } = decodeRequest(encoding, logRequest({ body: { stringValue: 'hello' } }), 'logs');
      const { traceId, spanId, time, type, body, entry } = rows[0]!;
      assert.deepEqual(
        [traceId, spanId, time, type, body, entry],
        ['0'.repeat(32), '0'.repeat(16), NOW, 1, 'hello', false],
      );
    });

    it('takes the time of observation where there is none of the event', () => {
      const { rows } = decodeRequest(
        encoding,
        logRequest({ observedTimeUnixNano: String(NOW - 5n) }),
        'logs',
      );
      assert.equal(rows[0]!.time, NOW - 5n);
    });

    it('rejects ids of a wrong length and times out of range', () => {
      for (const [fields, reason] of [
        [{ traceId: Buffer.alloc(8, 1) }, 'trace id is not 16 bytes'],
        [{ spanId: Buffer.alloc(16, 1) }, 'span id is not 8 bytes'],
        [{ timeUnixNano: String(NOW + 24n * HOUR + 1n) }, 'time is more than 1 day in the future'],
        [{ timeUnixNano: '1' }, 'older than the bin keeps events (168 h)'],
      ] as const) {
        const { rows, outcome } = decodeRequest(encoding, logRequest(fields), 'logs');
        assert.equal(rows.length, 0);
        assert.equal(outcome.message, `1 log record rejected: ${reason} (1)`);
      }
    });

    it('keeps a body of 64 KiB and cuts a longer one', () => {
      const longest = 'x'.repeat(LIMITS.maxTextBytes);
      const row = (text: string) =>
        decodeRequest(encoding, logRequest({ body: { stringValue: text } }), 'logs').rows[0]!;
      assert.equal(row(longest).body, longest);
      const cut = row(`${longest}x`);
      assert.equal(cut.body, longest);
      assert.deepEqual(cut.attributes, { 'tracebin.cut': { json: ['body'] } });
    });

    it('writes a structured body as JSON', () => {
      const body = { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } };
      assert.equal(decodeRequest(encoding, logRequest({ body }), 'logs').rows[0]!.body, '{"a":1}');
    });
  });
}
