/**
 * The MongoDB driver and Mongoose on a server that speaks MongoDB's protocol, memcached and memjs on a real memcached, in a
 * CommonJS application.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { appWith, type OlderApp } from './app-with.ts';
import { missingForJava, startMongo } from './java-services.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';
import { programOf, type RunningService, startMemcached } from './services.ts';

const PATHS = ['/find', '/repeated', '/aggregate', '/errors', '/mongoose', '/memcached', '/memjs'];
const missing = [...missingForJava, ...(programOf('memcached') === undefined ? ['memcached'] : [])];
const skip =
  missing.length > 0 ? `needs ${missing.join(', ')} (Debian: memcached, default-jdk-headless, maven)` : false;

describe('documents and caches', { skip }, () => {
  let mongo: RunningService;
  let memcached: RunningService;
  let sink: OtlpSink;

  before(async () => {
    [mongo, memcached, sink] = await Promise.all([startMongo(), startMemcached(), startOtlpSink()]);
  });
  after(() => Promise.all([mongo?.stop(), memcached?.stop(), sink?.close()]));

  function environment(own: string): NodeJS.ProcessEnv {
    return {
      OWN: own,
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      MONGO_URL: `mongodb://127.0.0.1:${mongo.port}`,
      MEMCACHED_PORT: String(memcached.port),
    };
  }

  const get = (app: RunningApp, path: string) =>
    fetch(app.url + path, { signal: AbortSignal.timeout(20_000) });

  /** The CLIENT spans of one request, in the order of their start. */
  async function callsOf(app: RunningApp, path: string): Promise<SunkSpan[]> {
    const from = sink.spans.length;
    const response = await get(app, path);
    assert.equal(response.status, 200, await response.text());
    const isRoot = (span: SunkSpan) => span.kind === 2 && span.attributes['url.path'] === path;
    await sink.until((spans) => spans.slice(from).some(isRoot), path);
    const root = sink.spans.slice(from).find(isRoot) as SunkSpan;
    const calls = sink.spans.filter(({ kind, traceId }) => kind === 3 && traceId === root.traceId);
    for (const call of calls) assert.equal(call.parentSpanId, root.spanId);
    return calls.sort((a, b) => a.startMs - b.startMs);
  }

  const names = (calls: SunkSpan[]) => calls.map(({ name }) => name);
  const texts = (calls: SunkSpan[]) => calls.map(({ attributes }) => attributes['db.query.text']);

  for (const [versions, libraries] of [
    ['mongodb 7, Mongoose 9', undefined],
    ['mongodb 6, Mongoose 8', { mongodb: 'mongodb6', mongoose: 'mongoose8' }],
    ['mongodb 5', { mongodb: 'mongodb5' }],
  ] as const) {
    describe(versions, () => {
      let copy: OlderApp | undefined;
      let app: RunningApp;

      before(async () => {
        copy = libraries && appWith(libraries, 'documents.cjs');
        app = await runApp(copy?.file ?? 'documents.cjs', { env: { ...environment('own-'), ...copy?.env } });
      });
      after(async () => {
        await app?.stop();
        copy?.remove();
      });

      test('answers are the same with and without the agent', async (t) => {
        const env = { ...environment('bare-'), ...copy?.env };
        const bare = await runApp(copy?.file ?? 'documents.cjs', { agent: false, env });
        t.after(() => bare.stop());
        for (const path of PATHS)
          assert.equal(await (await get(app, path)).text(), await (await get(bare, path)).text(), path);
      });

      test('commands, with names and without values; each batch of a cursor', async () => {
        const calls = await callsOf(app, '/find');
        assert.deepEqual(names(calls), ['delete orders', 'insert orders', 'find orders', 'getMore orders']);
        const { attributes } = calls[2] as SunkSpan;
        assert.equal(
          attributes['db.query.text'],
          '{"find":"orders","filter":{"customer":"?","total":{"$gt":"?"}},"batchSize":"?"}',
        );
        assert.equal(attributes['db.system.name'], 'mongodb');
        assert.equal(attributes['db.namespace'], 'own-shop');
        assert.equal(attributes['db.collection.name'], 'orders');
        assert.equal(attributes['server.port'], mongo.port);
        assert.doesNotMatch(JSON.stringify(calls), /Ann/);
      });

      test('what repeats has its place, through the promises of the driver', async () => {
        const calls = await callsOf(app, '/repeated');
        assert.equal(calls.length, 6);
        // The driver 5 calls back, where the caller's frames are gone.
        if (versions === 'mongodb 5') return;
        const { attributes } = calls[5] as SunkSpan;
        assert.match(String(attributes['code.file.path']), /documents\.cjs$/);
        assert.equal(attributes['code.line.number'], 17);
        assert.equal(attributes['code.function.name'], 'customerOf');
      });

      test('all stages of a pipeline, and errors', async () => {
        assert.deepEqual(texts(await callsOf(app, '/aggregate')), [
          '{"aggregate":"orders","pipeline":[{"$match":{"customer":"?"}},{"$group":{"_id":"?","sum":{"$sum":"?"}}}],"cursor":{}}',
        ]);
        const failed = await callsOf(app, '/errors');
        assert.deepEqual(
          failed.map(({ status }) => status),
          [2, 2],
        );
      });

      test('Mongoose: the commands of its driver, each once', async () => {
        assert.deepEqual(names(await callsOf(app, '/mongoose')), [
          'delete users',
          'insert users',
          'update users',
          'find users',
        ]);
      });

      if (libraries !== undefined) return;

      test('memcached: kind of the key and not whose, errors, callbacks', async () => {
        const calls = await callsOf(app, '/memcached');
        assert.deepEqual(texts(calls), [
          'SET own-user:?',
          'GET own-user:?',
          'GET own-user:?',
          'INCR own-user:?',
        ]);
        assert.equal(calls[0]?.attributes['db.system.name'], 'memcached');
        assert.equal(calls[0]?.attributes['server.port'], memcached.port);
        assert.equal(calls[3]?.status, 2);
        for (let time = 0; time < 3; time++)
          assert.deepEqual(texts(await callsOf(app, '/memcached-callbacks')), [
            'GET own-nobody',
            'GET own-user:?',
          ]);
      });

      test('memjs: the same', async () => {
        const calls = await callsOf(app, '/memjs');
        assert.deepEqual(texts(calls), ['SET own-cart:?', 'GET own-cart:?', 'DELETE own-cart:?']);
        assert.equal(calls[0]?.attributes['server.port'], memcached.port);
      });
    });
  }
});
