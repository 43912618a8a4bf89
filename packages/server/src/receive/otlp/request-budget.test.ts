/** What one request may cost beyond its bytes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TooLargeError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';
import { OtlpDecoder } from './otlp-decoder.ts';
import { NOW_MS } from './test/arbitrary-requests.ts';
import { decodeRequest, textAttribute } from './test/decode-request.ts';

const decoder = new OtlpDecoder();
const scope = { bin: 'b1', retentionHours: 168 };

for (const encoding of ['protobuf', 'json'] as const) {
  it(`refuses a request in ${encoding} whose resource or scope would be repeated into gigabytes`, () => {
    const large = { attributes: [textAttribute('big', 'x'.repeat(600_000))] };
    const request = (spans: number, resource: object, scope: object) => ({
      resourceSpans: [{ resource, scopeSpans: [{ scope, spans: new Array(spans).fill({ name: 's' }) }] }],
    });
    const most = Math.floor(LIMITS.maxRepeatedBytes / 600_100);
    assert.equal(decodeRequest(encoding, request(most, large, {})).outcome.rejected, most);
    assert.throws(() => decodeRequest(encoding, request(most + 5, large, {})), TooLargeError);
    // The attributes of a scope are read anew for each event and count eightfold.
    const fewer = Math.floor(most / 8);
    assert.equal(decodeRequest(encoding, request(fewer, {}, large)).outcome.rejected, fewer);
    assert.throws(() => decodeRequest(encoding, request(fewer + 5, {}, large)), TooLargeError);
  });
}

describe('parts of a request', () => {
  /** Empty fields of number 1, in one field of number 1 for each level around them. */
  const nested = (count: number, level: number, field: number): Buffer => {
    let body = Buffer.alloc(count * 2);
    for (let index = 0; index < count; index++) body[index * 2] = field * 8 + 2;
    for (; level > 0; level--) {
      const length = body.length;
      const header = [
        level === 1 ? 10 : 18,
        (length & 127) | 128,
        ((length >>> 7) & 127) | 128,
        ((length >>> 14) & 127) | 128,
      ];
      body = Buffer.concat([Buffer.from([...header, length >>> 21]), body]);
    }
    return body;
  };
  const run = (signal: 'traces' | 'logs' | 'metrics', body: Buffer) =>
    signal === 'metrics'
      ? decoder.metrics('protobuf', body, scope, { append() {} }, NOW_MS)
      : decoder.events(signal, 'protobuf', body, scope, { append() {} }, NOW_MS);

  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    it(`are at most 1,000,000 of ${signal}`, () => {
      for (const [level, field] of [
        [0, 1],
        [1, 2],
        [2, 2],
      ] as const) {
        // The resource and the scope around them count as well.
        const most = LIMITS.maxParts - level;
        run(signal, nested(most, level, field));
        assert.throws(() => run(signal, nested(most + 1, level, field)), TooLargeError);
      }
    });
  }
});
