/** The receiver's checklist of the OTLP specification (1.11), line by line, through the routes that `serve/` calls. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { KeyError, OverloadedError, StoreUnavailableError, TooLargeError } from '../../errors.ts';
import { LIMITS } from '../limits.ts';
import { badRequest, encodeRequest, exportResponse, retryInfo, rpcStatus } from './test/otlp-schema.ts';
import { JSON_TYPE, OtlpPoster, PROTOBUF } from './test/post-otlp.ts';
import { spanFields, spanRequest } from './test/span-request.ts';

let otlp: OtlpPoster;

beforeEach(() => {
  otlp = new OtlpPoster();
});

// biome-ignore lint/suspicious/noExplicitAny: messages of the generic library have no types
const decoded = (type: typeof rpcStatus, bytes: Uint8Array): any =>
  type.toObject(type.decode(bytes), { longs: Number, defaults: true });

describe('OTLP over HTTP', () => {
  it('has POST routes for the three signals', () => {
    assert.deepEqual(
      otlp.routes.map((route) => `${route.method} ${route.path} ${route.name} ${route.maxBodyBytes}`),
      ['traces', 'logs', 'metrics'].map((one) => `POST /v1/${one} otlp-${one} 67108864`),
    );
  });

  it('answers full success with the empty message in the encoding of the request', async () => {
    const protobuf = await otlp.postProtobuf(spanRequest());
    assert.deepEqual(
      [protobuf.status, protobuf.headers['content-type'], protobuf.body.length],
      [200, PROTOBUF, 0],
    );
    const json = await otlp.postJson(spanRequest());
    assert.deepEqual([json.status, json.headers['content-type'], String(json.body)], [200, JSON_TYPE, '{}']);
    assert.equal(otlp.ingest.rows.length, 2);
    assert.deepEqual(otlp.ingest.rows[0], otlp.ingest.rows[1]);
  });

  it('takes an empty request as success', async () => {
    for (const signal of ['traces', 'logs', 'metrics']) {
      assert.equal((await otlp.post('', { 'content-type': PROTOBUF }, signal)).status, 200);
      assert.equal(String((await otlp.post('{}', { 'content-type': JSON_TYPE }, signal)).body), '{}');
      assert.equal((await otlp.post('', { 'content-type': JSON_TYPE }, signal)).status, 200);
      const gzipped = { 'content-type': PROTOBUF, 'content-encoding': 'gzip' };
      assert.equal((await otlp.post(gzipSync(Buffer.alloc(0)), gzipped, signal)).status, 200);
    }
  });

  it('takes parameters and any case of the content type', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;']) {
      assert.equal((await otlp.post('{}', { 'content-type': type })).status, 200, type);
    }
  });

  it('answers 415 to other content types, in JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/protobuf-ish', '']) {
      const answer = await otlp.post('{}', type === '' ? {} : { 'content-type': type });
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
      assert.equal((await otlp.post(bytes, { ...gzip, 'content-encoding': encoding })).status, 200, encoding);
    }
    assert.equal(otlp.ingest.rows.length, 5);
  });

  it('answers 415 to other encodings and says what it takes', async () => {
    const answer = await otlp.post('', { ...gzip, 'content-encoding': 'br' });
    assert.deepEqual([answer.status, answer.headers['accept-encoding']], [415, 'gzip']);
  });

  it('answers 400 to what is not gzip, or is cut off', async () => {
    assert.equal((await otlp.post('no gzip', gzip)).status, 400);
    const whole = gzipSync(encodeRequest('traces', spanRequest()));
    assert.equal((await otlp.post(whole.subarray(0, whole.length - 10), gzip)).status, 400);
  });

  it('takes 64 MiB after decompression and answers 413 to one byte more', async () => {
    const unknownField = (length: number) => {
      const body = Buffer.alloc(length);
      const rest = length - 6;
      body.set([0xfa, 0x07, (rest & 0x7f) | 0x80, ((rest >>> 7) & 0x7f) | 0x80]);
      body.set([((rest >>> 14) & 0x7f) | 0x80, rest >>> 21], 4);
      return body;
    };
    const last = await otlp.post(gzipSync(unknownField(LIMITS.maxBodyBytes), { level: 1 }), gzip);
    assert.equal(last.status, 200);
    const first = await otlp.post(gzipSync(unknownField(LIMITS.maxBodyBytes + 1), { level: 1 }), gzip);
    assert.deepEqual([first.status, first.headers['content-type']], [413, PROTOBUF]);
    const status = decoded(rpcStatus, first.body);
    assert.equal(status.code, 8);
    assert.deepEqual(status.details, [], 'RESOURCE_EXHAUSTED comes without RetryInfo');
  });

  it('answers 413 above 64 MiB as sent', async () => {
    const answer = await otlp.post(Buffer.alloc(LIMITS.maxBodyBytes + 1), { 'content-type': PROTOBUF });
    assert.equal(answer.status, 413);
  });
});

describe('errors', () => {
  it('answers 400 with google.rpc.Status in the encoding of the request', async () => {
    const protobuf = await otlp.post(Buffer.from([0x0a, 0xff]), { 'content-type': PROTOBUF });
    assert.deepEqual([protobuf.status, protobuf.headers['content-type']], [400, PROTOBUF]);
    const status = decoded(rpcStatus, protobuf.body);
    assert.equal(status.code, 3);
    assert.match(status.message, /not a valid protobuf message/);
    const json = await otlp.post('{"resourceSpans": [', { 'content-type': JSON_TYPE });
    assert.deepEqual([json.status, json.headers['content-type']], [400, JSON_TYPE]);
    const answer = JSON.parse(String(json.body));
    assert.equal(answer.code, 3);
    // What cannot be read names no field.
    assert.equal(status.details[0].typeUrl, 'type.googleapis.com/google.rpc.BadRequest');
    const [violation, ...others] = decoded(badRequest, status.details[0].value).fieldViolations;
    assert.deepEqual([violation.field, others], ['', []]);
    assert.match(violation.description, /^the body is not a valid protobuf message: .* at byte 1$/);
    assert.equal(answer.details[0]['@type'], 'type.googleapis.com/google.rpc.BadRequest');
    assert.equal(answer.details[0].fieldViolations[0].field, '');
    assert.ok(answer.message.startsWith(answer.details[0].fieldViolations[0].description));
    assert.deepEqual(otlp.ingest.rows, []);
  });

  it('names the field that is wrong in BadRequest details', async () => {
    const request = {
      resourceSpans: [{ scopeSpans: [{ spans: [spanFields(), { kind: 'SPAN_KIND_SERVER' }] }] }],
    };
    const answer = await otlp.postJson(request);
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
      otlp.ingest.failure = failure;
      const protobuf = await otlp.postProtobuf(spanRequest());
      assert.deepEqual([protobuf.status, protobuf.headers['retry-after']], [status, String(seconds)]);
      const message = decoded(rpcStatus, protobuf.body);
      assert.equal(message.code, 14);
      assert.equal(decoded(retryInfo, message.details[0].value).retryDelay.seconds, seconds);
      const json = JSON.parse(String((await otlp.postJson(spanRequest())).body));
      assert.deepEqual(json.details, [
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` },
      ]);
    }
  });

  it('hides a defect behind 500 and reports it', async () => {
    otlp.ingest.failure = new TypeError('secret detail');
    const answer = await otlp.postJson(spanRequest());
    assert.equal(answer.status, 500);
    assert.deepEqual(JSON.parse(String(answer.body)), { code: 13, message: 'internal error' });
    assert.equal(otlp.defects.length, 1);
    assert.equal(answer.headers['retry-after'], undefined);
  });

  it('dresses errors found before the handler in the same way', () => {
    const headers = { 'content-type': PROTOBUF };
    const { refuse } = otlp.route('traces');
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
    const ofSentences = refuse(
      { headers: {} },
      new KeyError('key-missing', 'There is no key.', { hint: 'Send it.' }),
    );
    assert.equal(JSON.parse(String(ofSentences.body)).message, 'There is no key. Send it.');
  });

  it('takes the JSON depth and refuses one level more', async () => {
    const nested = (depth: number) =>
      `{"unknown":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)},"resourceSpans":[]}`;
    assert.equal((await otlp.post(nested(LIMITS.maxJsonDepth), { 'content-type': JSON_TYPE })).status, 200);
    assert.equal(
      (await otlp.post(nested(LIMITS.maxJsonDepth + 1), { 'content-type': JSON_TYPE })).status,
      400,
    );
  });

  it('takes the number of JSON values and refuses one more', async () => {
    // The object, its field's value and each comma count one.
    const list = (values: number) => `{"u":[${'0,'.repeat(values - 3)}0]}`;
    assert.equal((await otlp.post(list(LIMITS.maxJsonValues), { 'content-type': JSON_TYPE })).status, 200);
    assert.equal(
      (await otlp.post(list(LIMITS.maxJsonValues + 1), { 'content-type': JSON_TYPE })).status,
      413,
    );
  });
});

describe('partial success', () => {
  const bad = { spanId: Buffer.alloc(8) };

  it('counts rejected spans and says why, keeping the rest', async () => {
    const request = spanRequest(bad, {}, { endTimeUnixNano: '1' }, bad);
    const protobuf = await otlp.postProtobuf(request);
    assert.equal(protobuf.status, 200);
    const { partialSuccess } = decoded(exportResponse, protobuf.body);
    assert.equal(partialSuccess.rejectedSpans, 3);
    assert.match(
      partialSuccess.errorMessage,
      /^3 spans rejected: span id .* \(2, first: "GET \/shop"\); ends before it starts/,
    );
    const json = JSON.parse(String((await otlp.postJson(request)).body));
    assert.deepEqual(json, {
      partialSuccess: { rejectedSpans: '3', errorMessage: partialSuccess.errorMessage },
    });
    assert.equal(otlp.ingest.rows.length, 2);
  });

  it('names the counts of logs and metrics as their messages do', async () => {
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ spanId: Buffer.alloc(2) }] }] }] };
    assert.match(String((await otlp.postJson(logs, 'logs')).body), /"rejectedLogRecords":"1"/);
    const data = { dataPoints: [{ timeUnixNano: '0', asInt: '1' }] };
    const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: data }] }] }] };
    assert.match(String((await otlp.postJson(metrics, 'metrics')).body), /"rejectedDataPoints":"1"/);
    const { partialSuccess } = decoded(exportResponse, (await otlp.postProtobuf(metrics, 'metrics')).body);
    assert.equal(partialSuccess.rejectedSpans, 1);
  });

  it('warns with nothing rejected when a JSON request has only unknown fields', async () => {
    const { partialSuccess } = JSON.parse(String((await otlp.postJson({ resource_spans: [] })).body));
    assert.deepEqual(Object.keys(partialSuccess), ['errorMessage']);
    assert.match(partialSuccess.errorMessage, /no field resourceSpans \(names are lowerCamelCase\)/);
  });
});
