/** kafkajs on a real Kafka broker, in ES modules: each message's work is the child of its sending; a batch is linked. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missingForJava, startKafka } from './java-services.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';
import type { RunningService } from './services.ts';

const PRODUCER = 4;
const CONSUMER = 5;

const skip =
  missingForJava.length > 0
    ? `needs ${missingForJava.join(', ')} (Debian: default-jdk-headless, maven)`
    : false;

describe('Kafka', { skip }, () => {
  let kafka: RunningService;
  let sink: OtlpSink;
  let app: RunningApp;
  let bare: RunningApp;

  before(async () => {
    [kafka, sink] = await Promise.all([startKafka(), startOtlpSink()]);
    const env = {
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      KAFKA: `127.0.0.1:${kafka.port}`,
    };
    [app, bare] = await Promise.all([
      runApp('kafka.mjs', { env }),
      runApp('kafka.mjs', { env: { ...env, OWN: 'bare-' }, agent: false }),
    ]);
  });
  after(async () => {
    await Promise.all([app?.stop(), bare?.stop()]);
    await Promise.all([kafka?.stop(), sink?.close()]);
  });

  async function traceOf(path: string, count: number): Promise<SunkSpan[]> {
    const [watched, alone] = await Promise.all(
      [app, bare].map(async ({ url }) =>
        (await fetch(url + path, { signal: AbortSignal.timeout(30_000) })).text(),
      ),
    );
    // The trace in the headers of a message is the one difference that a handler can see.
    assert.equal(watched?.replace(/,?traceparent/, ''), alone?.replaceAll('bare-', ''));
    const root = () =>
      sink.spans.find(({ kind, attributes }) => kind === 2 && attributes['url.path'] === path);
    const spans = () => sink.spans.filter(({ traceId }) => traceId === root()?.traceId);
    await sink.until(
      () => root() !== undefined && spans().filter(({ kind }) => kind === CONSUMER).length === count,
      `${count} pieces of work of ${path}`,
    );
    return spans();
  }

  test('a message, with the headers of the app', async () => {
    const spans = await traceOf('/send', 1);
    const send = spans.find(({ kind }) => kind === PRODUCER) as SunkSpan;
    const work = spans.find(({ kind }) => kind === CONSUMER) as SunkSpan;
    assert.deepEqual([send.name, work.name], ['send orders', 'process orders']);
    assert.equal(work.parentSpanId, send.spanId);
    assert.equal(work.attributes['messaging.system.name'], 'kafka');
    assert.match(String(work.attributes['messaging.message.id']), /^0:\d+$/);
    assert.equal(spans.find(({ kind }) => kind === 3)?.parentSpanId, work.spanId);
  });

  test('a batch to two topics is two sendings; work on a batch is linked to them', async () => {
    const spans = await traceOf('/batch', 1);
    const sends = spans.filter(({ kind }) => kind === PRODUCER);
    assert.deepEqual(sends.map(({ name }) => name).sort(), ['send clicks', 'send orders']);
    const root = spans.find(({ attributes }) => attributes['url.path'] === '/batch') as SunkSpan;
    for (const { parentSpanId } of sends) assert.equal(parentSpanId, root.spanId);
    const isBatch = ({ name }: SunkSpan) => name === 'process clicks';
    await sink.until((all) => all.some(isBatch), 'work on a batch');
    const batch = sink.spans.find(isBatch) as SunkSpan;
    assert.equal(batch.attributes['messaging.batch.message_count'], 1);
    const sent = sends.find(({ name }) => name === 'send clicks') as SunkSpan;
    assert.deepEqual(batch.links, [{ traceId: sent.traceId, spanId: sent.spanId }]);
  });
});
