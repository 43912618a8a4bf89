/** The receiver's checklist of the OTLP specification (1.11), line by line, through the routes that `serve/` calls. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { KeyError, OverloadedError, StoreUnavailableError, TooLargeError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';
import type { ProtocolRoute } from '../protocol.ts';
import { otlpHttpRoutes } from './http.ts';
import { asOtlpJson, NOW_MS } from './test/arbitrary-requests.ts';
import { encodeRequest, exportResponse, retryInfo, rpcStatus } from './test/otlp-schema.ts';
import { RecordingIngest } from './test/recorders.ts';
import { spanFields, spanRequest } from './test/span-request.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const scope = { bin: 'b1', retentionHours: 168 };

const defects: unknown[] = [];
const routes = otlpHttpRoutes({ nowMs: () => NOW_MS, observer: { defect: (error) => defects.push(error) } });
let ingest: RecordingIngest;

function routeOf(signal: string): ProtocolRoute {
  const route = routes.find((one) => one.path === `/v1/${signal}`);
  assert.ok(route, `no route for ${signal}`);
  return route;
}

function post(body: Buffer | string, headers: Record<string, string>, signal = 'traces') {
  return routeOf(signal).handle({ headers, body: Buffer.from(body) }, scope, ingest);
}

const postProtobuf = (request: object, signal: 'traces' | 'logs' | 'metrics' = 'traces') =>
  post(encodeRequest(signal, request), { 'content-type': PROTOBUF }, signal);

const postJson = (request: object, signal = 'traces') =>
  post(JSON.stringify(asOtlpJson(request)), { 'content-type': JSON_TYPE }, signal);

// biome-ignore lint/suspicious/noExplicitAny: messages of the generic library have no types
const decoded = (type: typeof rpcStatus, bytes: Uint8Array): any =>
  type.toObject(type.decode(bytes), { longs: Number, defaults: true });

beforeEach(() => {
  ingest = new RecordingIngest();
  defects.length = 0;
});

describe('OTLP over HTTP', () => {
  it('has POST routes for the three signals', () => {
    assert.deepEqual(
      routes.map((route) => `${route.method} ${route.path} ${route.name} ${route.maxBodyBytes}`),
      ['traces', 'logs', 'metrics'].map((one) => `POST /v1/${one} otlp-${one} 67108864`),
    );
  });

  it('answers full success with the empty message in the encoding of the request', async () => {
    const protobuf = await postProtobuf(spanRequest());
    assert.deepEqual(
      [protobuf.status, protobuf.headers['content-type'], protobuf.body.length],
      [200, PROTOBUF, 0],
    );
    const json = await postJson(spanRequest());
    assert.deepEqual([json.status, json.headers['content-type'], String(json.body)], [200, JSON_TYPE, '{}']);
    assert.equal(ingest.rows.length, 2);
    assert.deepEqual(ingest.rows[0], ingest.rows[1]);
  });

  it('takes an empty request as success', async () => {
    for (const signal of ['traces', 'logs', 'metrics']) {
      assert.equal((await post('', { 'content-type': PROTOBUF }, signal)).status, 200);
      assert.equal(String((await post('{}', { 'content-type': JSON_TYPE }, signal)).body), '{}');
      assert.equal((await post('', { 'content-type': JSON_TYPE }, signal)).status, 200);
      const gzipped = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };
      assert.equal((await post(gzipSync(Buffer.alloc(0)), gzipped, signal)).status, 200);
    }
  });

  it('takes parameters and any case of the content type', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;']) {
      assert.equal((await post('{}', { 'content-type': type })).status, 200, type);
    }
  });

  it('answers 415 to other content types, in JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/protobuf-ish', '']) {
      const answer = await post('{}', type === '' ? {} : { 'content-type': type });
      assert.equal(answer.status, 415, type);
      assert.equal(answer.headers['content-type'], JSON_TYPE);
      const body = JSON.parse(String(answer.body));
      assert.equal(body.code, 3);
      assert.match(body.message, /application\/x-protobuf or application\/json/);
    }
  });
});

describe('compression', () => {
  const gzip = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };

  it('takes none, identity, gzip and deflate', async () => {
    const body = encodeRequest('traces', spanRequest());
    for (const [encoding, bytes] of [
      ['identity', body],
      ['', body],
      ['gzip', gzipSync(body)],
      ['GZIP', gzipSync(body)],
      ['deflate', deflateSync(body)],
    ] as const) {
      assert.equal((await post(bytes, { ...gzip, 'content-encoding': encoding })).status, 200, encoding);
    }
    assert.equal(ingest.rows.length, 5);
  });

  it('answers 415 to other encodings and says what it takes', async () => {
    const answer = await post('', { ...gzip, 'content-encoding': 'br' });
    assert.deepEqual([answer.status, answer.headers['accept-encoding']], [415, 'gzip']);
  });

  it('answers 400 to what is not gzip, or is cut off', async () => {
    assert.equal((await post('no gzip', gzip)).status, 400);
    const whole = gzipSync(encodeRequest('traces', spanRequest()));
    assert.equal((await post(whole.subarray(0, whole.length - 10), gzip)).status, 400);
  });

  it('takes 64 MiB after decompression and answers 413 to one byte more', async () => {
    const unknownField = (length: number) => {
      const body = Buffer.alloc(length);
      const rest = length - 6;
      body.set([0xfa, 0x07, (rest & 0x7f) | 0x80, ((rest >>> 7) & 0x7f) | 0x80]);
      body.set([((rest >>> 14) & 0x7f) | 0x80, rest >>> 21], 4);
      return body;
    };
    const last = await post(gzipSync(unknownField(LIMITS.maxBodyBytes), { level: 1 }), gzip);
    assert.equal(last.status, 200);
    const first = await post(gzipSync(unknownField(LIMITS.maxBodyBytes + 1), { level: 1 }), gzip);
    assert.deepEqual([first.status, first.headers['content-type']], [413, PROTOBUF]);
    const status = decoded(rpcStatus, first.body);
    assert.equal(status.code, 8);
    assert.deepEqual(status.details, [], 'RESOURCE_EXHAUSTED comes without RetryInfo');
  });

  it('answers 413 above 64 MiB as sent', async () => {
    const answer = await post(Buffer.alloc(LIMITS.maxBodyBytes + 1), { 'content-type': PROTOBUF });
    assert.equal(answer.status, 413);
  });
});

describe('errors', () => {
  it('answers 400 with google.rpc.Status in the encoding of the request', async () => {
    const protobuf = await post(Buffer.from([0x0a, 0xff]), { 'content-type': PROTOBUF });
    assert.deepEqual([protobuf.status, protobuf.headers['content-type']], [400, PROTOBUF]);
    const status = decoded(rpcStatus, protobuf.body);
    assert.equal(status.code, 3);
    assert.match(status.message, /not a valid protobuf message/);
    const json = await post('{"resourceSpans": [', { 'content-type': JSON_TYPE });
    assert.deepEqual([json.status, json.headers['content-type']], [400, JSON_TYPE]);
    assert.equal(JSON.parse(String(json.body)).code, 3);
    assert.deepEqual(ingest.rows, []);
  });

  it('names the field that is wrong in BadRequest details', async () => {
    const request = {
      resourceSpans: [{ scopeSpans: [{ spans: [spanFields(), { kind: 'SPAN_KIND_SERVER' }] }] }],
    };
    const answer = await postJson(request);
    const body = JSON.parse(String(answer.body));
    assert.equal(answer.status, 400);
    assert.deepEqual(body.details, [
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [
          {
            field: 'resourceSpans[0].scopeSpans[0].spans[1].kind',
            description: 'is not an integer (names of enum values are not accepted)',
          },
        ],
      },
    ]);
  });

  it('answers what passes with 503 or 429, Retry-After and RetryInfo', async () => {
    for (const [failure, status, seconds] of [
      [new OverloadedError('overloaded', 'full'), 503, 1],
      [new OverloadedError('rate-limited', 'too many', { retryAfterSeconds: 0.2 }), 429, 1],
      [new StoreUnavailableError('disk full', { retryAfterSeconds: 5 }), 503, 5],
    ] as const) {
      ingest.failure = failure;
      const protobuf = await postProtobuf(spanRequest());
      assert.deepEqual([protobuf.status, protobuf.headers['retry-after']], [status, String(seconds)]);
      const message = decoded(rpcStatus, protobuf.body);
      assert.equal(message.code, 14);
      assert.equal(decoded(retryInfo, message.details[0].value).retryDelay.seconds, seconds);
      const json = JSON.parse(String((await postJson(spanRequest())).body));
      assert.deepEqual(json.details, [
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` },
      ]);
    }
  });

  it('hides a defect behind 500 and reports it', async () => {
    ingest.failure = new TypeError('secret detail');
    const answer = await postJson(spanRequest());
    assert.equal(answer.status, 500);
    assert.deepEqual(JSON.parse(String(answer.body)), { code: 13, message: 'internal error' });
    assert.equal(defects.length, 1);
    assert.equal(answer.headers['retry-after'], undefined);
  });

  it('dresses errors found before the handler in the same way', () => {
    const headers = { 'content-type': PROTOBUF };
    const { refuse } = routeOf('traces');
    for (const [error, status, code] of [
      [new KeyError('key-missing', 'no key'), 401, 16],
      [new KeyError('key-revoked', 'no', { status: 403 }), 403, 7],
      [new TooLargeError('too large'), 413, 8],
      [new OverloadedError('rate-limited', 'too many', { retryAfterSeconds: 9 }), 429, 14],
    ] as const) {
      const answer = refuse({ headers }, error);
      assert.deepEqual([answer.status, decoded(rpcStatus, answer.body).code], [status, code]);
      assert.equal(answer.headers['content-type'], PROTOBUF);
    }
    const inJson = refuse(
      { headers: {} },
      new KeyError('key-missing', 'no key', { hint: 'send x-tracebin-key' }),
    );
    assert.deepEqual(JSON.parse(String(inJson.body)), { code: 16, message: 'no key; send x-tracebin-key' });
  });

  it('takes the JSON depth and refuses one level more', async () => {
    const nested = (depth: number) =>
      `{"unknown":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},"resourceSpans":[]}`;
    assert.equal((await post(nested(LIMITS.maxJsonDepth), { 'content-type': JSON_TYPE })).status, 200);
    assert.equal((await post(nested(LIMITS.maxJsonDepth + 1), { 'content-type': JSON_TYPE })).status, 400);
  });

  it('takes the number of JSON values and refuses one more', async () => {
    // The object, its field's value and each comma count one.
    const list = (values: number) => `{"u":[${'0,'.repeat(values - 3)}0]}`;
    assert.equal((await post(list(LIMITS.maxJsonValues), { 'content-type': JSON_TYPE })).status, 200);
    assert.equal((await post(list(LIMITS.maxJsonValues + 1), { 'content-type': JSON_TYPE })).status, 413);
  });
});

describe('partial success', () => {
  const bad = { spanId: Buffer.alloc(8) };

  it('counts rejected spans and says why, keeping the rest', async () => {
    const request = spanRequest(bad, {}, { endTimeUnixNano: '1' }, bad);
    const protobuf = await postProtobuf(request);
    assert.equal(protobuf.status, 200);
    const { partialSuccess } = decoded(exportResponse, protobuf.body);
    assert.equal(partialSuccess.rejectedSpans, 3);
    assert.match(
      partialSuccess.errorMessage,
      /^3 spans rejected: span id .* \(2, first: "GET \/shop"\); ends before it starts/,
    );
    const json = JSON.parse(String((await postJson(request)).body));
    assert.deepEqual(json, {
      partialSuccess: { rejectedSpans: '3', errorMessage: partialSuccess.errorMessage },
    });
    assert.equal(ingest.rows.length, 2);
  });

  it('names the counts of logs and metrics as their messages do', async () => {
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ spanId: Buffer.alloc(2) }] }] }] };
    assert.match(String((await postJson(logs, 'logs')).body), /"rejectedLogRecords":"1"/);
    const data = { dataPoints: [{ timeUnixNano: '0', asInt: '1' }] };
    const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: data }] }] }] };
    assert.match(String((await postJson(metrics, 'metrics')).body), /"rejectedDataPoints":"1"/);
    const { partialSuccess } = decoded(exportResponse, (await postProtobuf(metrics, 'metrics')).body);
    assert.equal(partialSuccess.rejectedSpans, 1);
  });

  it('warns with nothing rejected when a JSON request has only unknown fields', async () => {
    const { partialSuccess } = JSON.parse(String((await postJson({ resource_spans: [] })).body));
    assert.deepEqual(Object.keys(partialSuccess), ['errorMessage']);
    assert.match(partialSuccess.errorMessage, /no field resourceSpans \(names are lowerCamelCase\)/);
  });
});

describe('JSON mapping', () => {
  const one = async (fields: object) => {
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [asOtlpJson(spanFields(fields))] }] }] };
    const answer = await post(JSON.stringify(request), { 'content-type': JSON_TYPE });
    assert.equal(String(answer.body), '{}');
    return ingest.rows.at(-1)!;
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
    await postJson({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] }, 'metrics');
    assert.deepEqual(
      ingest.points[0]!.exemplars.map((one) => [one.traceId, one.spanId]),
      [['ab'.repeat(16), 'cd'.repeat(8)]],
    );
    await postJson(
      {
        resourceLogs: [
          { scopeLogs: [{ logRecords: [{ traceId: 'AB'.repeat(16), spanId: 'CD'.repeat(8) }] }] },
        ],
      },
      'logs',
    );
    assert.equal(ingest.rows.at(-1)!.traceId, 'ab'.repeat(16));
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
      assert.equal(String((await post(body, { 'content-type': JSON_TYPE })).body), '{}');
      const row = ingest.rows.at(-1)!;
      assert.deepEqual(row.attributes.n, { int: wanted });
      assert.equal(row.time, start);
      assert.equal(row.flags, 257);
    }
  });

  it('refuses numbers that are no 64-bit integers', async () => {
    for (const intValue of ['9223372036854775808', '-9223372036854775809', '1.5', 1.5, 'x', true]) {
      const attributes = [{ key: 'n', value: { intValue } }];
      assert.equal((await postJson(spanRequest({ attributes }))).status, 400, String(intValue));
    }
  });

  it('refuses times below zero and above 64 bits', async () => {
    for (const startTimeUnixNano of ['-1', '18446744073709551616']) {
      assert.equal((await postJson(spanRequest({ startTimeUnixNano }))).status, 400, startTimeUnixNano);
    }
    const answer = await postJson(spanRequest({ startTimeUnixNano: '18446744073709551615' }));
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

  it('rejects a hex id that is none, but not the batch', async () => {
    const answer = await postJson(spanRequest({ traceId: 'z'.repeat(32) }, { spanId: 'abc' }, {}));
    assert.equal(JSON.parse(String(answer.body)).partialSuccess.rejectedSpans, '2');
    assert.equal(ingest.rows.length, 1);
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
    await postProtobuf(
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
    assert.deepEqual(ingest.rows.at(-1)!.attributes, expected);
  });
});
