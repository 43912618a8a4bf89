/** Each bound of limits.ts at its last accepted and its first refused value, in protobuf and JSON alike. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TooLargeError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';
import { OtlpDecoder } from './otlp-decoder.ts';
import type { Encoding } from './signal.ts';
import { asOtlpJson, NOW_MS } from './test/arbitrary-requests.ts';
import { encodeRequest } from './test/otlp-schema.ts';
import { EventRecorder, MetricRecorder } from './test/recorders.ts';
import { spanRequest } from './test/span-request.ts';

const RETENTION_HOURS = 168;
const scope = { bin: 'b1', retentionHours: RETENTION_HOURS };
const NOW = BigInt(NOW_MS) * 1_000_000n;
const HOUR = 3_600_000_000_000n;
const decoder = new OtlpDecoder();

function bodyOf(signal: 'traces' | 'logs' | 'metrics', encoding: Encoding, request: object): Buffer {
  return encoding === 'json'
    ? Buffer.from(JSON.stringify(asOtlpJson(request)))
    : encodeRequest(signal, request);
}

for (const encoding of ['protobuf', 'json'] as const) {
  const decode = (request: object, signal: 'traces' | 'logs' = 'traces') => {
    const sink = new EventRecorder();
    const outcome = decoder.events(signal, encoding, bodyOf(signal, encoding, request), scope, sink, NOW_MS);
    return { rows: sink.rows, outcome };
  };
  const spanWith = (fields: object) => {
    const { rows, outcome } = decode(spanRequest(fields));
    assert.equal(outcome.message, '');
    return rows[0]!;
  };
  const reasonFor = (fields: object) => {
    const { rows, outcome } = decode(spanRequest(fields));
    assert.equal(rows.length, outcome.accepted);
    assert.equal(outcome.rejected, 1 - rows.length);
    return /^1 span rejected: (.*) \(1, first: "GET \/shop"\)$/.exec(outcome.message)?.[1];
  };
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

  describe(`bounds of a span in ${encoding}`, () => {
    it('keeps 2,000 attributes and counts what is beyond', () => {
      const attributes = Array.from({ length: LIMITS.maxAttributes }, (_, index) =>
        attribute(`k${index}`, 'v'),
      );
      assert.equal(Object.keys(spanWith({ attributes }).attributes).length, LIMITS.maxAttributes);
      const row = spanWith({ attributes: [...attributes, attribute('more', 'v'), attribute('k0', 'v')] });
      assert.equal(row.attributes.more, undefined);
      assert.deepEqual(row.attributes['otel.dropped_attributes_count'], { int: 2n });
    });

    it('keeps keys of 256 bytes and counts longer ones and empty ones as left out', () => {
      const longest = 'ä'.repeat(LIMITS.maxKeyBytes / 2);
      const row = spanWith({ attributes: [attribute(longest, 'v')] });
      assert.deepEqual(row.attributes, { [longest]: { string: 'v' } });
      const beyond = spanWith({
        attributes: [attribute(`${longest}x`, 'v'), attribute('', 'v')],
        droppedAttributesCount: 3,
      });
      assert.deepEqual(beyond.attributes, { 'otel.dropped_attributes_count': { int: 5n } });
    });

    it('keeps texts of 64 KiB and cuts longer ones between characters, saying so', () => {
      const longest = 'x'.repeat(LIMITS.maxTextBytes);
      assert.deepEqual(spanWith({ attributes: [attribute('a', longest)] }).attributes, {
        a: { string: longest },
      });
      const row = spanWith({ attributes: [attribute('a', `${longest.slice(1)}ä`), attribute('b', 'short')] });
      assert.deepEqual(row.attributes, {
        a: { string: longest.slice(1) },
        b: { string: 'short' },
        'tracebin.cut': { json: ['a'] },
      });
      const failed = spanWith({ status: { message: `${longest}!` } });
      assert.equal(failed.statusMessage, longest);
      assert.deepEqual(failed.attributes, { 'tracebin.cut': { json: ['status.message'] } });
    });

    it('cuts a list so that it stays one', () => {
      const values = (count: number) =>
        Array.from({ length: count }, () => ({ stringValue: 'x'.repeat(998) }));
      const list = (count: number) =>
        spanWith({ attributes: [{ key: 'l', value: { arrayValue: { values: values(count) } } }] }).attributes;
      // Each text is 1,000 bytes of JSON; an element is begun as long as there is room.
      assert.deepEqual(list(65), { l: { json: values(65).map((value) => value.stringValue) } });
      const cut = list(70);
      assert.deepEqual(cut['tracebin.cut'], { json: ['l'] });
      assert.ok('json' in cut.l! && (cut.l.json as string[]).length === 66);
    });

    it('keeps lists 32 deep and leaves out what lies deeper', () => {
      const nested = (depth: number): object =>
        depth === 0 ? { intValue: '7' } : { arrayValue: { values: [nested(depth - 1)] } };
      const deepest = spanWith({ attributes: [{ key: 'n', value: nested(LIMITS.maxNesting) }] }).attributes;
      assert.equal(JSON.stringify(deepest.n), `{"json":${'['.repeat(32)}7${']'.repeat(32)}}`);
      const deeper = spanWith({
        attributes: [{ key: 'n', value: nested(LIMITS.maxNesting + 1) }],
      }).attributes;
      assert.equal(JSON.stringify(deeper.n), `{"json":${'['.repeat(32)}null${']'.repeat(32)}}`);
      assert.deepEqual(deeper['tracebin.cut'], { json: ['n'] });
    });

    it('keeps names of 1,024 bytes and cuts longer ones', () => {
      const longest = 'n'.repeat(LIMITS.maxNameBytes);
      assert.equal(spanWith({ name: longest }).name, longest);
      assert.equal(spanWith({ name: `${longest}x` }).name, longest);
    });

    it('keeps 1,000 span events and links and counts what is beyond', () => {
      const event = { timeUnixNano: '5', name: 'e' };
      const link = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };
      const events = new Array(LIMITS.maxSpanEvents).fill(event);
      const links = new Array(LIMITS.maxSpanLinks).fill(link);
      const full = spanWith({ events, links });
      assert.deepEqual([full.events.length, full.links.length, full.attributes], [1_000, 1_000, {}]);
      const beyond = spanWith({ events: [...events, event], links: [...links, link], droppedEventsCount: 4 });
      assert.deepEqual([beyond.events.length, beyond.links.length], [1_000, 1_000]);
      assert.deepEqual(beyond.attributes, {
        'otel.dropped_events_count': { int: 5n },
        'otel.dropped_links_count': { int: 1n },
      });
    });

    it('weighs by the rate in attributes or trace state, from 1 to 2^56', () => {
      const rate = (value: object, traceState = '') =>
        spanWith({ attributes: [{ key: 'SampleRate', value }], traceState }).sampleRate;
      assert.equal(rate({ intValue: '1' }), 1);
      assert.equal(rate({ intValue: '20' }, 'ot=th:c'), 20);
      assert.equal(rate({ doubleValue: 2.5 }), 2.5);
      assert.equal(rate({ stringValue: '8' }), 8);
      assert.equal(rate({ intValue: String(2n ** 56n) }), 2 ** 56);
      for (const value of [
        { doubleValue: 0.99 },
        { intValue: '-4' },
        { intValue: String(2n ** 57n) },
        { stringValue: 'x' },
      ]) {
        assert.equal(rate(value, 'ot=th:c'), 4, JSON.stringify(value));
      }
    });

    it('leaves out a link that points nowhere', () => {
      const row = spanWith({ links: [{ traceId: Buffer.alloc(3), spanId: Buffer.alloc(8, 1) }] });
      assert.deepEqual([row.links, row.attributes], [[], { 'otel.dropped_links_count': { int: 1n } }]);
    });

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
          assert.equal(reasonFor({ [field]: id }), reasons[field]);
        }
        const smallest = Buffer.alloc(length);
        smallest[length - 1] = 1;
        assert.equal(reasonFor({ [field]: smallest }), undefined);
      }
      assert.equal(reasonFor({ parentSpanId: Buffer.alloc(7, 1) }), 'parent span id is not 8 bytes');
      assert.equal(spanWith({ parentSpanId: Buffer.alloc(8), kind: 1 }).entry, true, 'zeros are no parent');
    });

    it('rejects impossible times, to the nanosecond', () => {
      const times = (start: bigint, end: bigint) => ({
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(end),
      });
      const oldest = NOW - BigInt(RETENTION_HOURS) * HOUR;
      const newest = NOW + 24n * HOUR;
      assert.equal(reasonFor(times(NOW, NOW)), undefined);
      assert.equal(reasonFor(times(NOW, NOW - 1n)), 'ends before it starts');
      assert.equal(reasonFor(times(0n, NOW)), 'no time is set');
      assert.equal(reasonFor(times(NOW, 0n)), 'no end time is set');
      assert.equal(reasonFor(times(oldest, NOW)), undefined);
      assert.equal(reasonFor(times(oldest - 1n, NOW)), 'older than the bin keeps events (168 h)');
      assert.equal(reasonFor(times(newest, newest)), undefined);
      assert.equal(reasonFor(times(newest + 1n, newest + 1n)), 'time is more than 1 day in the future');
      assert.equal(reasonFor(times(NOW, newest + 1n)), 'end is more than 1 day in the future');
      assert.equal(reasonFor(times(2n ** 64n - 1n, 2n ** 64n - 1n)), 'time is more than 1 day in the future');
    });

    it('takes the longest duration that a number holds exactly', () => {
      const forYears = { bin: 'b1', retentionHours: 9_600 };
      const reason = (length: bigint) => {
        const fields = { startTimeUnixNano: String(NOW - length), endTimeUnixNano: String(NOW) };
        const body = bodyOf('traces', encoding, spanRequest(fields));
        const sink = new EventRecorder();
        const { message } = decoder.events('traces', encoding, body, forYears, sink, NOW_MS);
        return sink.rows[0]?.duration ?? message;
      };
      assert.equal(reason(2n ** 53n - 1n), Number.MAX_SAFE_INTEGER);
      assert.match(String(reason(2n ** 53n)), /lasts longer than 104 days/);
    });
  });

  describe(`bounds of a log record in ${encoding}`, () => {
    const logRequest = (fields: object) => ({ resourceLogs: [{ scopeLogs: [{ logRecords: [fields] }] }] });

    it('takes a record without ids and times, at the time of arrival', () => {
      const { rows } = decode(logRequest({ body: { stringValue: 'hello' } }), 'logs');
      const { traceId, spanId, time, type, body, entry } = rows[0]!;
      assert.deepEqual(
        [traceId, spanId, time, type, body, entry],
        ['0'.repeat(32), '0'.repeat(16), NOW, 1, 'hello', false],
      );
    });

    it('takes the time of observation where there is none of the event', () => {
      const { rows } = decode(logRequest({ observedTimeUnixNano: String(NOW - 5n) }), 'logs');
      assert.equal(rows[0]!.time, NOW - 5n);
    });

    it('rejects ids of a wrong length and times out of range', () => {
      for (const [fields, reason] of [
        [{ traceId: Buffer.alloc(8, 1) }, 'trace id is not 16 bytes'],
        [{ spanId: Buffer.alloc(16, 1) }, 'span id is not 8 bytes'],
        [{ timeUnixNano: String(NOW + 24n * HOUR + 1n) }, 'time is more than 1 day in the future'],
        [{ timeUnixNano: '1' }, 'older than the bin keeps events (168 h)'],
      ] as const) {
        const { rows, outcome } = decode(logRequest(fields), 'logs');
        assert.equal(rows.length, 0);
        assert.equal(outcome.message, `1 log record rejected: ${reason} (1)`);
      }
    });

    it('keeps a body of 64 KiB and cuts a longer one', () => {
      const longest = 'x'.repeat(LIMITS.maxTextBytes);
      const row = (text: string) => decode(logRequest({ body: { stringValue: text } }), 'logs').rows[0]!;
      assert.equal(row(longest).body, longest);
      const cut = row(`${longest}x`);
      assert.equal(cut.body, longest);
      assert.deepEqual(cut.attributes, { 'tracebin.cut': { json: ['body'] } });
    });

    it('writes a structured body as JSON', () => {
      const body = { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } };
      assert.equal(decode(logRequest({ body }), 'logs').rows[0]!.body, '{"a":1}');
    });
  });

  describe(`bounds of a data point in ${encoding}`, () => {
    const reason = (metric: object) => {
      const sink = new MetricRecorder();
      const request = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
      const outcome = decoder.metrics(encoding, bodyOf('metrics', encoding, request), scope, sink, NOW_MS);
      assert.equal(sink.points.length, outcome.accepted);
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
  });

  it(`refuses a request in ${encoding} whose resource or scope would be repeated into gigabytes`, () => {
    const large = { attributes: [attribute('big', 'x'.repeat(600_000))] };
    const request = (spans: number, resource: object, scope: object) => ({
      resourceSpans: [{ resource, scopeSpans: [{ scope, spans: new Array(spans).fill({ name: 's' }) }] }],
    });
    const most = Math.floor(LIMITS.maxRepeatedBytes / 600_100);
    assert.equal(decode(request(most, large, {})).outcome.rejected, most);
    assert.throws(() => decode(request(most + 5, large, {})), TooLargeError);
    // The attributes of a scope are read anew for each event and count eightfold.
    const fewer = Math.floor(most / 8);
    assert.equal(decode(request(fewer, {}, large)).outcome.rejected, fewer);
    assert.throws(() => decode(request(fewer + 5, {}, large)), TooLargeError);
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
