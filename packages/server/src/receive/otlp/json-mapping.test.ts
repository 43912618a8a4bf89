/** The JSON mapping of the OTLP specification (1.11), line by line. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { NOW_MS } from './test/arbitrary-requests.ts';
import { asOtlpJson } from './test/as-otlp-json.ts';
import { JSON_TYPE, OtlpPoster } from './test/post-otlp.ts';
import { spanFields, spanRequest } from './test/span-request.ts';

let otlp: OtlpPoster;

beforeEach(() => {
  otlp = new OtlpPoster();
});

describe('JSON mapping', () => {
  const one = async (fields: object) => {
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [asOtlpJson(spanFields(fields))] }] }] };
    const answer = await otlp.post(JSON.stringify(request), { 'content-type': JSON_TYPE });
    assert.equal(String(answer.body), '{}');
    return otlp.ingest.rows.at(-1)!;
  };

  it('reads hex ids in either case, in every message', async () => {
    const row = await one({
      traceId: 'ABCDEF0123456789abcdef0123456789',
      spanId: 'ABCDEF0123456789',
      parentSpanId: 'FFeeDDccBBaa9988',
      links: [{ traceId: 'AB'.repeat(16), spanId: 'CD'.repeat(8) }],
    });
    assert.equal(row.traceId, 'abcdef0123456789abcdef0123456789');
    assert.equal(row.spanId, 'abcdef0123456789');
    assert.equal(row.parentSpanId, 'ffeeddccbbaa9988');
    assert.deepEqual([row.links[0]!.traceId, row.links[0]!.spanId], ['ab'.repeat(16), 'cd'.repeat(8)]);
    const exemplar = { traceId: 'AB'.repeat(16), spanId: 'CD'.repeat(8), asDouble: 1 };
    const point = { timeUnixNano: String(BigInt(NOW_MS) * 1_000_000n), asInt: 1, exemplars: [exemplar] };
    const metric = { name: 'm', gauge: { dataPoints: [point] } };
    await otlp.postJson({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] }, 'metrics');
    assert.deepEqual(
      otlp.ingest.points[0]!.exemplars.map((one) => [one.traceId, one.spanId]),
      [['ab'.repeat(16), 'cd'.repeat(8)]],
    );
    await otlp.postJson(
      {
        resourceLogs: [
          { scopeLogs: [{ logRecords: [{ traceId: 'AB'.repeat(16), spanId: 'CD'.repeat(8) }] }] },
        ],
      },
      'logs',
    );
    assert.equal(otlp.ingest.rows.at(-1)!.traceId, 'ab'.repeat(16));
  });

  it('reads 64-bit integers as text and, exactly, as numbers', async () => {
    const text = JSON.stringify({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                asOtlpJson(spanFields({ attributes: [{ key: 'n', value: { intValue: 'N' } }], flags: 'F' })),
              ],
            },
          ],
        },
      ],
    });
    const start = BigInt(NOW_MS) * 1_000_000n - 4_999_999n;
    for (const [number, wanted] of [
      ['9007199254740993', 9_007_199_254_740_993n],
      ['-9223372036854775808', -(2n ** 63n)],
      ['"9223372036854775807"', 2n ** 63n - 1n],
      ['"-1"', -1n],
      ['7', 7n],
    ] as const) {
      const body = text
        .replace('"N"', number)
        .replace('"F"', '257')
        .replace(/"startTimeUnixNano":"\d+"/, `"startTimeUnixNano":${start}`);
      assert.equal(String((await otlp.post(body, { 'content-type': JSON_TYPE })).body), '{}');
      const row = otlp.ingest.rows.at(-1)!;
      assert.deepEqual(row.attributes.n, { int: wanted });
      assert.equal(row.time, start);
      assert.equal(row.flags, 257);
    }
  });

  it('refuses numbers that are no 64-bit integers', async () => {
    for (const intValue of ['9223372036854775808', '-9223372036854775809', '1.5', 1.5, 'x', true]) {
      const attributes = [{ key: 'n', value: { intValue } }];
      assert.equal((await otlp.postJson(spanRequest({ attributes }))).status, 400, String(intValue));
    }
  });

  it('refuses times below zero and above 64 bits', async () => {
    for (const startTimeUnixNano of ['-1', '18446744073709551616']) {
      assert.equal((await otlp.postJson(spanRequest({ startTimeUnixNano }))).status, 400, startTimeUnixNano);
    }
    const answer = await otlp.postJson(spanRequest({ startTimeUnixNano: '18446744073709551615' }));
    assert.equal(answer.status, 200);
  });

  it('keeps long digits inside strings as they are', async () => {
    const row = await one({ name: 'id 12345678901234567890, "quoted" \\' });
    assert.equal(row.name, 'id 12345678901234567890, "quoted" \\');
  });

  it('ignores unknown fields and takes null as not set', async () => {
    const row = await one({
      unknown: { deep: [1] },
      attributes: null,
      status: null,
      links: null,
      traceState: null,
    });
    assert.deepEqual(row.attributes, {});
  });

  it('reads lowerCamelCase only', async () => {
    const row = await one({ trace_state: 'a=b', Name: 'no' });
    assert.deepEqual([row.traceState, row.name], ['', 'GET /shop']);
  });

  it('says where a wrong value stands', async () => {
    for (const [request, field] of [
      [{ resourceSpans: 7 }, 'resourceSpans'],
      [{ resourceSpans: [{}, 'x'] }, 'resourceSpans[1]'],
      [{ resourceSpans: [{ resource: [] }] }, 'resourceSpans[0].resource'],
      [
        spanRequest({}, { links: [{}, { spanId: 5 }] }),
        'resourceSpans[0].scopeSpans[0].spans[1].links[1].spanId',
      ],
      [
        spanRequest({ attributes: [{ key: 'k', value: { arrayValue: { values: [{}, 3] } } }] }),
        'resourceSpans[0].scopeSpans[0].spans[0].attributes[0].arrayValue.values[1]',
      ],
    ] as const) {
      const answer = JSON.parse(String((await otlp.postJson(request)).body));
      assert.equal(answer.details[0].fieldViolations[0].field, field);
    }
  });

  it('rejects a hex id that is none, but not the batch', async () => {
    const answer = await otlp.postJson(spanRequest({ traceId: 'z'.repeat(32) }, { spanId: 'abc' }, {}));
    assert.equal(JSON.parse(String(answer.body)).partialSuccess.rejectedSpans, '2');
    assert.equal(otlp.ingest.rows.length, 1);
  });

  it('reads every kind of attribute value', async () => {
    const values = {
      text: { stringValue: 'ä' },
      emptyText: { stringValue: '' },
      yes: { boolValue: true },
      no: { boolValue: false },
      int: { intValue: '-5' },
      double: { doubleValue: 2.5 },
      nan: { doubleValue: 'NaN' },
      infinite: { doubleValue: '-Infinity' },
      bytes: { bytesValue: 'AP8=' },
      urlSafeBytes: { bytesValue: '-_8' },
      nothing: {},
      emptyList: { arrayValue: {} },
      list: {
        arrayValue: { values: [{ intValue: 1 }, { stringValue: 'x' }, {}, { arrayValue: { values: [] } }] },
      },
      map: {
        kvlistValue: {
          values: [
            { key: 'a', value: { kvlistValue: { values: [{ key: 'b', value: { boolValue: true } }] } } },
          ],
        },
      },
    };
    const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
    const expected = {
      text: { string: 'ä' },
      emptyText: { string: '' },
      yes: { bool: true },
      no: { bool: false },
      int: { int: -5n },
      double: { double: 2.5 },
      nan: { double: Number.NaN },
      infinite: { double: Number.NEGATIVE_INFINITY },
      bytes: { json: { bytes: 'AP8=' } },
      urlSafeBytes: { json: { bytes: '+/8=' } },
      nothing: { json: null },
      emptyList: { json: [] },
      list: { json: [1, 'x', null, []] },
      map: { json: { a: { b: true } } },
    };
    assert.deepEqual((await one({ attributes })).attributes, expected);
    await otlp.postProtobuf(
      spanRequest({
        attributes: attributes.map(({ key, value }) => ({
          key,
          value:
            'doubleValue' in value
              ? { doubleValue: Number(value.doubleValue) }
              : 'bytesValue' in value
                ? { bytesValue: Buffer.from(value.bytesValue, 'base64') }
                : value,
        })),
      }),
    );
    assert.deepEqual(otlp.ingest.rows.at(-1)!.attributes, expected);
  });
});
