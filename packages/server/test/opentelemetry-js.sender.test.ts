import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertLogsArrived, assertTraceArrived } from './senders/arrived.ts';
import { assertMetricsArrived } from './senders/metrics-arrived.ts';
import { runOpenTelemetryJs, type SenderSettings } from './senders/run-sender.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';

const VARIANTS: Pick<SenderSettings, 'service' | 'protocol' | 'compression'>[] = [
  { service: 'js-protobuf', protocol: 'http/protobuf' },
  { service: 'js-protobuf-gzip', protocol: 'http/protobuf', compression: 'gzip' },
  { service: 'js-json', protocol: 'http/json' },
  { service: 'js-json-gzip', protocol: 'http/json', compression: 'gzip' },
  { service: 'js-grpc', protocol: 'grpc' },
  { service: 'js-grpc-gzip', protocol: 'grpc', compression: 'gzip' },
];

describe('the OpenTelemetry SDK for Node.js', () => {
  let server: RunningServer;

  before(async () => {
    server = await startServer();
  });
  after(async () => {
    await server?.stop();
    server?.remove();
  });

  for (const variant of VARIANTS) {
    const { protocol, compression = 'none' } = variant;
    it(`sends ${protocol} with compression ${compression}: every span, attribute and log record is found`, async () => {
      const endpoint = protocol === 'grpc' ? server.grpcUrl : server.url;
      const ids = await runOpenTelemetryJs({ ...variant, endpoint });
      await assertTraceArrived(server, variant.service, ids);
      await assertLogsArrived(server, ids);
    });
  }

  it('has its metrics in the store after the server has ended in order', async () => {
    assert.equal(await server.stop(), 0);
    await assertMetricsArrived(server.store, VARIANTS);
  });
});
