import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertLogsArrived, assertTraceArrived } from './senders/arrived.ts';
import { assertMetricsArrived } from './senders/metrics-arrived.ts';
import { missingPython, runOpenTelemetryPython, type SenderSettings } from './senders/run-sender.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';

const VARIANTS: Pick<SenderSettings, 'service' | 'protocol' | 'compression'>[] = [
  { service: 'python-protobuf', protocol: 'http/protobuf' },
  { service: 'python-protobuf-gzip', protocol: 'http/protobuf', compression: 'gzip' },
  { service: 'python-grpc', protocol: 'grpc' },
  { service: 'python-grpc-gzip', protocol: 'grpc', compression: 'gzip' },
];

const missing = await missingPython();
if (missing && process.env.CI === 'true') throw new Error(`nothing may be skipped here: ${missing}`);
if (missing) console.log(`skipped: the OpenTelemetry SDK for Python ${missing}`);

describe('the OpenTelemetry SDK for Python', { skip: missing ?? false }, () => {
  const metricsOf: { service: string; exemplarTraceId: string }[] = [];
  let server: RunningServer;

  before(async () => {
    server = await startServer();
  });
  after(async () => {
    await server?.stop();
    server?.remove();
  });

  for (const variant of VARIANTS) {
    const { protocol, compression = 'none', service } = variant;
    it(`sends ${protocol} with compression ${compression}: every span, attribute and log record is found`, async () => {
      const endpoint = protocol === 'grpc' ? server.grpcUrl : server.url;
      const ids = await runOpenTelemetryPython({ ...variant, endpoint });
      metricsOf.push({ service, exemplarTraceId: ids.traceId });
      await assertTraceArrived(server, service, ids);
      await assertLogsArrived(server, ids);
    });
  }

  it('has its metrics in the store after the server has ended in order', async () => {
    assert.equal(await server.stop(), 0);
    assert.equal(metricsOf.length, VARIANTS.length);
    await assertMetricsArrived(server.store, metricsOf);
  });
});
