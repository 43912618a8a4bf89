/**
 * mysql2 on a real MariaDB, ioredis and node-redis on a real Redis, in a CommonJS application: versions that tell of
 * themselves over channels, and older ones that are patched.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { appWith, type OlderApp } from './app-with.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';
import { programOf, type RunningService, startMariadb, startRedis } from './services.ts';

const PATHS = [
  '/mysql',
  '/mysql-prepared',
  '/mysql-error',
  '/mysql-callbacks',
  '/ioredis',
  '/redis',
  '/redis-multi',
];
const missing = ['redis-server', 'mariadbd'].filter((name) => programOf(name) === undefined);
const skip =
  missing.length > 0 ? `needs ${missing.join(' and ')} (Debian: redis-server, mariadb-server)` : false;

describe('an application on MySQL and Redis', { skip }, () => {
  let redis: RunningService;
  let mariadb: RunningService;
  let sink: OtlpSink;
  let app: RunningApp;
  let copy: OlderApp | undefined;

  before(async () => {
    [redis, mariadb, sink] = await Promise.all([startRedis(), startMariadb(), startOtlpSink()]);
  });
  after(() => Promise.all([redis?.stop(), mariadb?.stop(), sink?.close()]));

  function environment(): NodeJS.ProcessEnv {
    return {
      TRACEBIN_URL: sink.url,
      TRACEBIN_FLUSH_INTERVAL_MS: '100',
      REDIS_PORT: String(redis.port),
      MYSQL_PORT: String(mariadb.port),
      ...copy?.env,
    };
  }

  /** The CLIENT spans of one request, in the order of their start. */
  async function callsOf(path: string): Promise<SunkSpan[]> {
    const before = sink.spans.length;
    assert.equal((await fetch(app.url + path)).status, 200);
    const isRoot = (span: SunkSpan) => span.kind === 2 && span.attributes['url.path'] === path;
    await sink.until((spans) => spans.slice(before).some(isRoot), path);
    const root = sink.spans.slice(before).find(isRoot) as SunkSpan;
    const calls = sink.spans.filter(({ kind, traceId }) => kind === 3 && traceId === root.traceId);
    for (const call of calls) assert.equal(call.parentSpanId, root.spanId);
    return calls;
  }

  const texts = (calls: SunkSpan[]) => calls.map(({ attributes }) => attributes['db.query.text']);

  async function checkNodeRedis(): Promise<void> {
    const calls = await callsOf('/redis');
    assert.deepEqual(texts(calls), ['SET cart:?', 'GET cart:?', 'LPUSH cart:?']);
    assert.equal(calls[2]?.attributes['error.type'], 'WRONGTYPE');
    assert.equal(calls[0]?.attributes['server.port'], redis.port);
    assert.deepEqual(texts(await callsOf('/redis-multi')), ['MULTI']);
  }

  for (const [versions, libraries] of [
    ['mysql2 3.24, ioredis 5.11, node-redis 5', undefined],
    ['ioredis 6, node-redis 6', { ioredis: 'ioredis6', redis: 'redis6' }],
    [
      'mysql2 3.11, ioredis 5.4, node-redis 4',
      { mysql2: 'mysql2-311', ioredis: 'ioredis54', redis: 'redis4' },
    ],
  ] as const)
    describe(versions, () => {
      before(async () => {
        copy = libraries && appWith(libraries, 'stores.cjs');
        app = await runApp(copy?.file ?? 'stores.cjs', { flag: '--require', env: environment() });
      });
      after(async () => {
        await app?.stop();
        copy?.remove();
      });

      test('answers are the same with and without the agent', async () => {
        const bare = await runApp(copy?.file ?? 'stores.cjs', { agent: false, env: environment() });
        for (const path of PATHS) {
          const [watched, alone] = await Promise.all(
            [app, bare].map(async ({ url }) => (await fetch(url + path)).text()),
          );
          assert.equal(watched, alone, path);
        }
        await bare.stop();
      });

      test('mysql2: statement without values, database, place of what repeats', async () => {
        const calls = await callsOf('/mysql');
        assert.deepEqual(texts(calls), Array(6).fill('SELECT ? AS price, ? AS name'));
        const { attributes } = calls[5] as SunkSpan;
        assert.equal(attributes['db.system.name'], 'mysql');
        assert.equal(attributes['db.namespace'], 'mysql');
        assert.equal(attributes['server.port'], mariadb.port);
        assert.match(String(attributes['code.file.path']), /stores\.cjs$/);
        assert.equal(attributes['code.line.number'], 16);
        assert.equal(attributes['code.function.name'], 'priceOf');
      });

      test('mysql2: a prepared statement', async () => {
        assert.deepEqual(texts(await callsOf('/mysql-prepared')), ['SELECT ? + ? AS sum']);
      });

      test('mysql2: an error is one on its span', async () => {
        const [call] = await callsOf('/mysql-error');
        assert.equal(call?.status, 2);
        assert.equal(call?.attributes['error.type'], 'ER_NO_SUCH_TABLE');
      });

      test('mysql2: callbacks belong to the request that asked, whoever opened the connection', async () => {
        for (let time = 0; time < 3; time++) {
          assert.deepEqual(texts(await callsOf('/mysql-callbacks')), ['SELECT ? AS one', 'SELECT ? AS two']);
        }
      });

      test('ioredis: kind of the key and not whose, pipelines, errors', async () => {
        const calls = await callsOf('/ioredis');
        assert.deepEqual(texts(calls), [
          'SET user:?:name',
          'GET user:?:name',
          'GET user:?:name',
          'GET user:?:name',
          'INCR user:?:name',
        ]);
        assert.equal(calls[0]?.attributes['db.system.name'], 'redis');
        assert.equal(calls[4]?.status, 2);
        assert.equal(calls[4]?.attributes['error.type'], 'ERR');
        assert.doesNotMatch(JSON.stringify(calls), /Ann/);
      });

      test('ioredis: a command that was slow is sent with its place from then on', async () => {
        const [first] = await callsOf('/slow');
        const [second] = await callsOf('/slow');
        assert.equal(first?.attributes['code.file.path'], undefined);
        assert.match(String(second?.attributes['code.file.path']), /stores\.cjs$/);
      });

      test('node-redis: a slow command that is awaited has its place at once', async () => {
        const [first] = await callsOf('/redis-slow');
        const [second] = await callsOf('/redis-slow');
        for (const call of [first, second])
          assert.equal(call?.attributes['code.function.name'], '/redis-slow');
      });

      test('node-redis: the same', () => checkNodeRedis());
    });

  for (const [version, installed] of [
    ['5.0', 'redis50'],
    ['5.11', 'redis511'],
  ] as const)
    test(`node-redis ${version}: the same`, async (t) => {
      copy = appWith({ redis: installed }, 'stores.cjs');
      const { file } = copy;
      const bare = await runApp(file, { agent: false, env: environment() });
      app = await runApp(file, { env: environment() });
      t.after(async () => {
        await Promise.all([app.stop(), bare.stop()]);
        copy?.remove();
      });
      await checkNodeRedis();
      for (const path of ['/redis', '/redis-multi'])
        assert.equal(await (await fetch(app.url + path)).text(), await (await fetch(bare.url + path)).text());
    });
});
