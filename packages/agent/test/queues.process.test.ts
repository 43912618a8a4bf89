/**
 * BullMQ, bee-queue, amqplib and node-cron on a real Redis and a real RabbitMQ: sending and work are one trace, with the
 * wait between them, the name of the job, its attempts and its failure. The newest versions in ES modules, older ones in
 * CommonJS.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TransactionsAnswer } from '../../model/src/api/transactions.ts';
import { poll } from '../../server/test/senders/poll.ts';
import { startCli, tempFolder } from '../../server/test/support/cli-process.ts';
import { appWith } from './app-with.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';
import { programOf, type RunningService, startRabbitmq, startRedis } from './services.ts';

const PRODUCER = 4;
const CONSUMER = 5;

const missing = ['redis-server', 'rabbitmq-server'].filter((name) => programOf(name) === undefined);
const skip = missing.length > 0 ? `needs ${missing.join(' and ')} (Debian packages of these names)` : false;

describe('queues', { skip }, () => {
  let redis: RunningService;
  let rabbit: RunningService;
  let sink: OtlpSink;
  let app: RunningApp;

  before(async () => {
    [redis, rabbit, sink] = await Promise.all([startRedis(), startRabbitmq(), startOtlpSink()]);
    app = await runApp('queues.mjs', { env: environment() });
  });
  after(async () => {
    await app?.stop();
    await Promise.all([redis?.stop(), rabbit?.stop(), sink?.close()]);
  });

  function environment(): NodeJS.ProcessEnv {
    return {
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      REDIS_PORT: String(redis.port),
      AMQP_URL: `amqp://guest:guest@127.0.0.1:${rabbit.port}`,
    };
  }

  const get = (of: RunningApp, path: string) => fetch(of.url + path, { signal: AbortSignal.timeout(20_000) });

  /** The spans of the trace that one request begins, once `count` pieces of work have ended. */
  async function traceOf(path: string, count: number, of: RunningApp = app): Promise<SunkSpan[]> {
    const from = sink.spans.length;
    const response = await get(of, path);
    assert.equal(response.status, 200, await response.text());
    const traceId = () =>
      sink.spans.slice(from).find(({ kind, attributes }) => kind === 2 && attributes['url.path'] === path)
        ?.traceId;
    const spans = () => sink.spans.filter((span) => span.traceId === traceId());
    await sink.until(
      () => traceId() !== undefined && spans().filter(({ kind }) => kind === CONSUMER).length === count,
      `${count} pieces of work of ${path}`,
    );
    return spans();
  }

  const named = (spans: SunkSpan[], name: string) => {
    const found = spans.filter((span) => span.name === name);
    assert.equal(found.length, 1, `one ${name} of ${spans.map((span) => span.name).join(', ')}`);
    return found[0] as SunkSpan;
  };

  async function oneJob(
    path: string,
    sent: string,
    worked: string,
    system: string,
    of = app,
  ): Promise<SunkSpan[]> {
    const spans = await traceOf(path, 1, of);
    const send = named(spans, sent);
    const work = named(spans, worked);
    assert.equal(send.kind, PRODUCER);
    assert.equal(send.attributes['messaging.operation.type'], 'send');
    assert.equal(
      send.parentSpanId,
      spans.find(({ kind, parentSpanId }) => kind === 2 && !parentSpanId)?.spanId,
    );
    assert.equal(work.kind, CONSUMER);
    assert.equal(work.parentSpanId, send.spanId);
    assert.ok(work.startMs >= send.startMs);
    for (const span of [send, work]) assert.equal(span.attributes['messaging.system.name'], system);
    // What the handler asked for is beneath it; what the queue itself asked its broker for is nowhere.
    for (const call of spans.filter(({ kind }) => kind === 3)) assert.equal(call.parentSpanId, work.spanId);
    return [send, work];
  }

  const SAME = [
    '/bullmq',
    '/bullmq-flow',
    '/bull',
    '/bull-unnamed',
    '/bee',
    '/rabbit',
    '/rabbit-confirmed',
    '/rabbit-callbacks',
  ];

  /** The trace in the headers of a message is the one difference that a handler can see. */
  async function answers(of: RunningApp): Promise<string[]> {
    const bodies = [];
    for (const path of SAME) bodies.push((await (await get(of, path)).text()).replace(/,?traceparent/, ''));
    return bodies;
  }

  test('answers are the same with and without the agent', async (t) => {
    const bare = await runApp('queues.cjs', { agent: false, env: { ...environment(), OWN: 'bare-' } });
    t.after(() => bare.stop());
    assert.deepEqual(await answers(app), await answers(bare));
  });

  test('BullMQ 5, amqplib 0.10, node-cron 3', async (t) => {
    const libraries = { bullmq: 'bullmq5', amqplib: 'amqplib0', 'node-cron': 'node-cron3' };
    const copy = appWith(libraries, 'queues.cjs');
    t.after(() => copy.remove());
    const env = { ...environment(), ...copy.env };
    const [bare, older] = await Promise.all([
      runApp(copy.file, { agent: false, env: { ...env, OWN: 'bare-old-' } }),
      runApp(copy.file, { env: { ...env, OWN: 'old-' } }),
    ]);
    t.after(() => Promise.all([bare.stop(), older.stop()]));
    assert.deepEqual(await answers(older), await answers(bare));
    await oneJob('/bullmq', 'send old-mails welcome', 'process old-mails welcome', 'bullmq', older);
    await oneJob('/rabbit', 'send old-orders', 'process old-orders', 'rabbitmq', older);
    await traceOf('/rabbit-callbacks', 2, older);
    await cronOf(older);
  });

  test('BullMQ: a job is the child of its adding, with its name and its first attempt', async () => {
    const [, work] = await oneJob('/bullmq', 'send mails welcome', 'process mails welcome', 'bullmq');
    assert.equal(work?.attributes['job.name'], 'welcome');
    assert.equal(work?.attributes['messaging.destination.name'], 'mails');
    assert.equal(work?.attributes['messaging.message.delivery_attempt'], 1);
    assert.match(String(work?.attributes['messaging.message.id']), /^\d+$/);
    assert.equal(work?.status, 0);
  });

  test('BullMQ: a failed attempt and the next one', async () => {
    const spans = await traceOf('/bullmq-flaky', 2);
    const tries = spans.filter(({ kind }) => kind === CONSUMER).sort((a, b) => a.startMs - b.startMs);
    assert.deepEqual(
      tries.map(({ status, attributes }) => [status, attributes['messaging.message.delivery_attempt']]),
      [
        [2, 1],
        [0, 2],
      ],
    );
    assert.equal(tries[0]?.attributes['error.type'], 'TypeError');
    assert.equal(tries[0]?.events[0]?.attributes['exception.message'], 'the mail server is asleep');
  });

  test('BullMQ: bulks and flows', async () => {
    const bulk = await traceOf('/bullmq-bulk', 2);
    assert.equal(named(bulk, 'send mails bulk').attributes['messaging.batch.message_count'], 2);
    const flow = await traceOf('/bullmq-flow', 2);
    const { spanId } = named(flow, 'send mails parent');
    for (const job of ['parent', 'child'])
      assert.equal(named(flow, `process mails ${job}`).parentSpanId, spanId);
  });

  test('Bull: named jobs with their attempts, bulks, jobs without a name', async () => {
    const spans = await traceOf('/bull', 3);
    const { spanId } = named(spans, 'send parcels send');
    const tries = spans
      .filter(({ name }) => name === 'process parcels send')
      .sort((a, b) => a.startMs - b.startMs);
    assert.deepEqual(
      tries.map(({ kind, status, parentSpanId, attributes }) => [
        ...[kind, status, parentSpanId],
        attributes['messaging.message.delivery_attempt'],
      ]),
      [
        [CONSUMER, 2, spanId, 1],
        [CONSUMER, 0, spanId, 2],
      ],
    );
    assert.equal(tries[0]?.events[0]?.attributes['exception.message'], 'the van is gone');
    assert.equal(spans.find(({ parentSpanId }) => parentSpanId === tries[1]?.spanId)?.kind, 3);
    assert.equal(named(spans, 'process parcels').parentSpanId, named(spans, 'send parcels').spanId);
    const [, work] = await oneJob('/bull-unnamed', 'send parcels', 'process parcels', 'bull');
    assert.equal(work?.attributes['job.name'], undefined);
  });

  test('bee-queue: attempts are counted', async () => {
    const spans = await traceOf('/bee', 2);
    const { spanId } = named(spans, 'send thumbnails');
    const tries = spans.filter(({ kind }) => kind === CONSUMER).sort((a, b) => a.startMs - b.startMs);
    assert.deepEqual(
      tries.map(({ status, parentSpanId, attributes }) => [
        status,
        parentSpanId,
        attributes['messaging.message.delivery_attempt'],
      ]),
      [
        [2, spanId, 1],
        [0, spanId, 2],
      ],
    );
  });

  test('amqplib: messages with and without confirmation; the headers of the app stay as they are', async () => {
    const [send, work] = await oneJob('/rabbit', 'send orders', 'process orders', 'rabbitmq');
    assert.equal(send?.attributes['messaging.message.id'], 'm1');
    assert.equal(work?.attributes['messaging.message.id'], 'm1');
    const confirmed = await traceOf('/rabbit-confirmed', 2);
    assert.equal(confirmed.filter(({ name }) => name === 'send orders').length, 2);
  });

  test('amqplib: work that goes on after the handler ends with the acknowledgement; redeliveries count', async () => {
    const spans = await traceOf('/rabbit-callbacks', 2);
    const { spanId } = named(spans, 'send news');
    const tries = spans.filter(({ kind }) => kind === CONSUMER).sort((a, b) => a.startMs - b.startMs);
    for (const { name, parentSpanId, durationMs } of tries) {
      assert.deepEqual([name, parentSpanId], ['process readers', spanId]);
      assert.ok(durationMs >= 4, `the timer of 5 ms is inside of ${durationMs}`);
    }
    assert.deepEqual(
      tries.map(({ attributes }) => attributes['messaging.message.delivery_attempt']),
      [1, 2],
    );
  });

  async function cronOf(of: RunningApp, path = '/cron', name = 'cron sweepSessions'): Promise<void> {
    const from = sink.spans.length;
    assert.equal(await (await get(of, path)).text(), '"swept"');
    const isRun = (span: SunkSpan) => span.name === name;
    await sink.until((spans) => spans.slice(from).some(isRun), 'run of a schedule');
    const run = sink.spans.slice(from).find(isRun) as SunkSpan;
    assert.equal(run.parentSpanId, '');
    assert.equal(run.attributes['job.schedule'], '* * * * * *');
  }

  test('node-cron: each run is a transaction of its own', () => cronOf(app));

  test('cron: the same, with the name of the job', () => cronOf(app, '/cron-job', 'cron sweep carts'));

  test('BullMQ 4: the first attempt is the first', async (t) => {
    const copy = appWith({ bullmq: 'bullmq4' }, 'queues.cjs');
    t.after(() => copy.remove());
    const older = await runApp(copy.file, { env: { ...environment(), ...copy.env, OWN: 'older-' } });
    t.after(() => older.stop());
    const [, work] = await oneJob(
      '/bullmq',
      'send older-mails welcome',
      'process older-mails welcome',
      'bullmq',
      older,
    );
    assert.equal(work?.attributes['messaging.message.delivery_attempt'], 1);
  });

  test('the server tells jobs with their wait, their attempts and their failures', async (t) => {
    const store = tempFolder();
    const server = await startCli(store.path);
    t.after(async () => {
      await server.stop();
      store.remove();
    });
    const env = { ...environment(), OWN: 'page-', TRACEBIN_URL: server.url };
    const sender = await runApp('queues.cjs', { env });
    t.after(() => sender.stop());
    for (const path of ['/bullmq-flaky', '/bullmq-flaky', '/bee']) await get(sender, path);
    const { jobs, at } = await poll('jobs', async () => {
      const answer = await fetch(`${server.url}/api/bins/local/transactions?group=jobs`);
      const jobs = (await answer.json()) as TransactionsAnswer;
      const at = jobs.name.indexOf('process page-mails flaky');
      return jobs.figures.hits[at] === 4 && jobs.name.includes('process page-thumbnails')
        ? { jobs, at }
        : undefined;
    });
    const { retries, errors, queueWaitMedian, median } = jobs.figures;
    assert.deepEqual([retries[at], errors[at]], [2, 2]);
    assert.ok((queueWaitMedian[at] as number) > 0);
    assert.ok((median[at] as number) > 0);
  });
});
