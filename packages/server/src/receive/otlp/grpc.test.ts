import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { KeyError, OverloadedError, StoreUnavailableError } from '../../errors.ts';
import { createOtlpGrpcServer, type OtlpGrpcServer } from './grpc.ts';
import { NOW_MS } from './test/arbitrary-requests.ts';
import { encodeRequest, exportResponse, retryInfo, rpcStatus } from './test/otlp-schema.ts';
import { RecordingIngest } from './test/recorders.ts';
import { spanRequest } from './test/span-request.ts';

const METHODS = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
} as const;
const MAX_MESSAGE_BYTES = 200_000;

describe('OTLP over gRPC', () => {
  let server: OtlpGrpcServer;
  let client: Client;
  let ingest: RecordingIngest;
  const refusals: string[] = [];
  const defects: unknown[] = [];

  before(async () => {
    server = createOtlpGrpcServer({
      resolveKey(metadata) {
        const [key] = metadata.get('x-tracebin-key');
        if (key === 'limited')
          throw new OverloadedError('rate-limited', 'too many', { retryAfterSeconds: 7 });
        if (key !== 'good') throw new KeyError('key-unknown', 'no such key');
        return { bin: 'b1', retentionHours: 168 };
      },
      ingest: {
        events: (scope, bytes, decode) => ingest.events(scope, bytes, decode),
        metrics: (scope, bytes, decode) => ingest.metrics(scope, bytes, decode),
      },
      onRefusal: (signal, error) => refusals.push(`${signal}: ${error.message}`),
      observer: { defect: (error) => defects.push(error) },
      nowMs: () => NOW_MS,
      maxMessageBytes: MAX_MESSAGE_BYTES,
    });
    const port = await server.start('127.0.0.1', 0);
    client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  });

  beforeEach(() => {
    ingest = new RecordingIngest();
    refusals.length = 0;
    defects.length = 0;
  });

  after(() => {
    client.close();
    server.stop();
  });

  function send(signal: keyof typeof METHODS, body: Buffer, key = 'good', one = client): Promise<Buffer> {
    const metadata = new Metadata();
    metadata.set('x-tracebin-key', key);
    const asIs = (bytes: Buffer) => bytes;
    return new Promise((resolve, reject) => {
      one.makeUnaryRequest(METHODS[signal], asIs, asIs, body, metadata, (error, response) => {
        if (error === null) resolve(response!);
        else reject(error);
      });
    });
  }

  async function failure(call: Promise<unknown>) {
    const error = await call.then(
      () => assert.fail('the call succeeded'),
      (error: ServiceError) => error,
    );
    const [details] = error.metadata.get('grpc-status-details-bin');
    return {
      code: error.code,
      message: error.details,
      // biome-ignore lint/suspicious/noExplicitAny: a message of the generic library has no type
      status: details === undefined ? undefined : (rpcStatus.decode(details as Buffer) as any),
    };
  }

  it('takes traces, logs and metrics and answers with the empty message', async () => {
    assert.equal((await send('traces', encodeRequest('traces', spanRequest()))).length, 0);
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'hello' } }] }] }] };
    assert.equal((await send('logs', encodeRequest('logs', logs))).length, 0);
    const point = { timeUnixNano: String(BigInt(NOW_MS) * 1_000_000n), asInt: '4' };
    const metrics = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'jobs', gauge: { dataPoints: [point] } }] }] }],
    };
    assert.equal((await send('metrics', encodeRequest('metrics', metrics))).length, 0);
    assert.deepEqual(
      ingest.rows.map((row) => row.name || row.body),
      ['GET /shop', 'hello'],
    );
    assert.deepEqual(
      ingest.points.map((point) => [point.name, point.value]),
      [['jobs', 4]],
    );
  });

  it('takes an empty request as success', async () => {
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      assert.equal((await send(signal, Buffer.alloc(0))).length, 0);
    }
  });

  it('reports rejected spans as partial success', async () => {
    const response = await send(
      'traces',
      encodeRequest('traces', spanRequest({ spanId: Buffer.alloc(3) }, {})),
    );
    const { partialSuccess } = exportResponse.toObject(exportResponse.decode(response), { longs: Number });
    assert.equal(partialSuccess.rejectedSpans, 1);
    assert.match(partialSuccess.errorMessage, /^1 span rejected: span id/);
    assert.equal(ingest.rows.length, 1);
  });

  it('takes messages compressed with gzip', async () => {
    const options = { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip };
    const zipping = new Client(client.getChannel().getTarget(), credentials.createInsecure(), options);
    try {
      assert.equal((await send('traces', encodeRequest('traces', spanRequest()), 'good', zipping)).length, 0);
    } finally {
      zipping.close();
    }
    assert.equal(ingest.rows.length, 1);
  });

  it('answers INVALID_ARGUMENT to what cannot be decoded', async () => {
    const { code, message, status: details } = await failure(send('traces', Buffer.from([0x0a, 0x7f])));
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.match(message, /not a valid protobuf message/);
    assert.equal(details.code, status.INVALID_ARGUMENT);
    assert.equal(refusals.length, 1);
  });

  it('answers UNAUTHENTICATED without a key, before it looks at the message', async () => {
    const { code } = await failure(send('traces', Buffer.from([0x0a, 0x7f]), 'bad'));
    assert.equal(code, status.UNAUTHENTICATED);
    assert.deepEqual(refusals, ['traces: no such key']);
  });

  it('answers UNAVAILABLE with RetryInfo while it cannot take more', async () => {
    for (const [failing, seconds] of [
      [new OverloadedError('overloaded', 'full'), 1],
      [new StoreUnavailableError('disk full', { retryAfterSeconds: 2.5 }), 3],
    ] as const) {
      ingest.failure = failing;
      const { code, status: details } = await failure(send('traces', encodeRequest('traces', spanRequest())));
      assert.equal(code, status.UNAVAILABLE);
      assert.equal(
        details.details[0].type_url ?? details.details[0].typeUrl,
        'type.googleapis.com/google.rpc.RetryInfo',
      );
      // biome-ignore lint/suspicious/noExplicitAny: a message of the generic library has no type
      const info = retryInfo.decode(details.details[0].value) as any;
      assert.equal(Number(info.retryDelay.seconds), seconds);
    }
  });

  it('answers UNAVAILABLE with RetryInfo above a rate limit', async () => {
    const { code, status: details } = await failure(send('traces', Buffer.alloc(0), 'limited'));
    assert.equal(code, status.UNAVAILABLE);
    assert.equal(details.details.length, 1);
  });

  it('takes a message of exactly the limit and answers RESOURCE_EXHAUSTED without RetryInfo above it', async () => {
    const padded = (length: number) => {
      const body = Buffer.alloc(length);
      const header = Buffer.from([0xfa, 0x07, 0, 0, 0]); // an unknown field of 127 with a 3-byte length
      const rest = length - header.length;
      header[2] = (rest & 0x7f) | 0x80;
      header[3] = ((rest >>> 7) & 0x7f) | 0x80;
      header[4] = rest >>> 14;
      header.copy(body);
      return body;
    };
    assert.equal((await send('traces', padded(MAX_MESSAGE_BYTES))).length, 0);
    const { code, status: details } = await failure(send('traces', padded(MAX_MESSAGE_BYTES + 1)));
    assert.equal(code, status.RESOURCE_EXHAUSTED);
    assert.equal(details, undefined);
  });

  it('answers RESOURCE_EXHAUSTED to a message that is larger than the limit when decompressed', async () => {
    const options = { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip };
    const zipping = new Client(client.getChannel().getTarget(), credentials.createInsecure(), options);
    const bomb = Buffer.alloc(MAX_MESSAGE_BYTES * 20);
    assert.ok(gzipSync(bomb).length < MAX_MESSAGE_BYTES / 10);
    try {
      const { code } = await failure(send('traces', bomb, 'good', zipping));
      assert.equal(code, status.RESOURCE_EXHAUSTED);
    } finally {
      zipping.close();
    }
    assert.equal((await send('traces', Buffer.alloc(0))).length, 0, 'the server goes on');
  });

  it('receives 32 messages at once and tells the next sender to come back', async () => {
    const open = () => {
      const metadata = new Metadata();
      metadata.set('x-tracebin-key', 'good');
      const asIs = (bytes: Buffer) => bytes;
      // A call whose message never comes.
      const call = client.makeClientStreamRequest(METHODS.traces, asIs, asIs, metadata, () => {});
      call.on('error', () => {});
      return call;
    };
    const crowd = Array.from({ length: 32 }, open);
    const until = Date.now() + 5_000;
    let answer: { code: number } | undefined;
    while (answer === undefined && Date.now() < until) {
      answer = await send('traces', Buffer.alloc(0)).then(
        () => undefined,
        (error: ServiceError) => error,
      );
    }
    assert.equal(answer?.code, status.UNAVAILABLE);
    for (const call of crowd) call.cancel();
    let taken: Buffer | undefined;
    while (taken === undefined && Date.now() < until)
      taken = await send('traces', Buffer.alloc(0)).catch(() => undefined);
    assert.equal(taken?.length, 0, 'calls that were given up make room');
  });

  it('hides a defect behind INTERNAL and reports it', async () => {
    ingest.failure = new TypeError('secret detail');
    const { code, message } = await failure(send('traces', Buffer.alloc(0)));
    assert.equal(code, status.INTERNAL);
    assert.equal(message, 'internal error');
    assert.equal(defects.length, 1);
  });

  it('knows when it is done, and says when a port is taken', async () => {
    const options = { resolveKey: () => ({ bin: 'b', retentionHours: 1 }), ingest: new RecordingIngest() };
    const first = createOtlpGrpcServer(options);
    const port = await first.start('127.0.0.1', 0);
    const second = createOtlpGrpcServer(options);
    await assert.rejects(second.start('127.0.0.1', port));
    await first.drain();
    assert.equal(await second.start('127.0.0.1', port), port);
    second.stop();
  });
});
