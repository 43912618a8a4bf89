/**
 * Object mappers and query builders on a real Postgres and a real MariaDB: every query is counted once, by its driver.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';
import { programOf, type RunningService, startMariadb } from './services.ts';

const skip = programOf('mariadbd') === undefined ? 'needs mariadbd (Debian: mariadb-server)' : false;

/** Statements of a request once connections are open. The mappers differ: some begin transactions where others do not. */
const ASKED: Record<string, number> = {
  '/driver/pg': 8,
  '/driver/mysql2': 8,
  '/driver/mysql2-prepared': 8,
  '/knex/pg': 11,
  '/knex/mysql2': 11,
  '/drizzle/pg': 11,
  '/drizzle/mysql2': 11,
  '/sequelize/pg': 11,
  '/sequelize/mysql2': 11,
  '/typeorm/pg': 12,
  '/typeorm/mysql2': 12,
  '/prisma/pg': 11,
};

/** Statements that the server refuses to prepare: the app asked, and nothing was run. */
const REFUSED: Record<string, number> = { '/driver/mysql2-prepared': 1 };

describe('object mappers', () => {
  let postgres: RunningPostgres;
  let sink: OtlpSink;
  let app: RunningApp;

  before(async () => {
    [postgres, sink] = await Promise.all([startPostgres(), startOtlpSink()]);
    app = await runApp('mappers.cjs', { env: environment() });
  });
  after(async () => {
    await app?.stop();
    await Promise.all([postgres?.stop(), sink?.close()]);
  });

  const environment = () => ({
    TRACEBIN_URL: sink.url,
    TRACEBIN_FLUSH_INTERVAL_MS: '100',
    DATABASE_URL: postgres.url,
  });

  async function spansOf(path: string, of = app): Promise<SunkSpan[]> {
    const from = sink.spans.length;
    const response = await fetch(of.url + path);
    assert.equal(response.status, 200, await response.text());
    const root = () => sink.spans.slice(from).find(({ attributes }) => attributes['url.path'] === path);
    await sink.until(() => root() !== undefined, path);
    return sink.spans.filter(({ traceId }) => traceId === root()?.traceId);
  }

  async function queriesOf(path: string, of = app): Promise<SunkSpan[]> {
    return (await spansOf(path, of)).filter(({ kind }) => kind === 3);
  }

  for (const mapper of ['knex', 'drizzle', 'sequelize', 'typeorm', 'prisma'])
    test(`${mapper}: three calls are three queries`, async () => {
      const queries = await queriesOf(`/${mapper}`);
      assert.deepEqual(
        queries.map(({ name }) => name.replaceAll('"', '').replace('public.', '').toLowerCase()),
        ['insert spots', 'update spots', 'select spots'],
      );
      assert.doesNotMatch(JSON.stringify(queries), /Ann|Bob|Carl|Dora|Eve|Faye/);
    });

  /** Prisma's operations, each with its queries beneath it. */
  async function operationsOf(path: string, of = app): Promise<unknown[][]> {
    const spans = await spansOf(path, of);
    const operations = spans.filter(({ name }) => name.startsWith('prisma.'));
    return operations.map(({ name, kind, status, spanId }) => {
      const queries = spans.filter(({ parentSpanId, kind }) => parentSpanId === spanId && kind === 3);
      return [name, kind, status, queries.map(({ attributes }) => attributes['db.operation.name'])];
    });
  }

  const PRISMA = [
    ['prisma.spot.upsert', 1, 0, ['INSERT']],
    ['prisma.spot.updateMany', 1, 0, ['UPDATE']],
    ['prisma.spot.findMany', 1, 0, ['SELECT']],
  ];

  test('Prisma: queries are beneath their operation', async () => {
    assert.deepEqual(await operationsOf('/prisma'), PRISMA);
  });

  test('Prisma in ES modules', async (t) => {
    const imported = await runApp('mappers.mjs', { env: environment() });
    t.after(() => imported.stop());
    assert.deepEqual(await operationsOf('/prisma', imported), PRISMA);
    assert.equal((await queriesOf('/prisma', imported)).length, 3);
  });

  test('Prisma: transactions, plain SQL, errors', async () => {
    assert.deepEqual(await operationsOf('/prisma-more'), [
      ['prisma.spot.count', 1, 0, ['BEGIN', 'SELECT', 'SELECT', 'COMMIT']],
      ['prisma.spot.count', 1, 0, []],
      ['prisma.$transaction', 1, 0, []],
      ['prisma.$queryRaw', 1, 0, ['SELECT']],
      ['prisma.spot.create', 1, 2, ['INSERT']],
      ['prisma.spot.create', 1, 2, ['INSERT']],
    ]);
    const failed = (await spansOf('/prisma-more')).filter(({ name }) => name === 'prisma.spot.create');
    assert.equal(failed[1]?.attributes['error.type'], 'P2002');
  });

  test('Prisma: the first slow operation has the place that awaits it', async () => {
    const slow = (await spansOf('/prisma-slow')).find(({ name }) => name === 'prisma.$queryRaw');
    assert.equal(slow?.attributes['code.function.name'], 'slowly');
    assert.match(String(slow?.attributes['code.file.path']), /mappers\.cjs$/);
  });

  test('Prisma: what repeats has its place in the app', async () => {
    const spans = await spansOf('/prisma-repeated');
    const placed = spans.filter(({ attributes }) => attributes['code.file.path'] !== undefined);
    // From the fourth operation on; its query was sent before the app's frames are known. Slow ones have theirs earlier.
    for (const [name, least] of [
      ['prisma.spot.findUnique', 3],
      ['SELECT public.spots', 2],
    ] as const)
      assert.ok(placed.filter((span) => span.name.replaceAll('"', '') === name).length >= least, name);
    for (const { attributes } of placed) {
      assert.match(String(attributes['code.file.path']), /mappers\.cjs$/);
      assert.equal(attributes['code.function.name'], 'prismaNameOf');
    }
  });

  test('what repeats has its place in the app, not in the mapper', async () => {
    const queries = await queriesOf('/repeated');
    assert.equal(queries.length, 5);
    const { attributes } = queries[4] as SunkSpan;
    assert.match(String(attributes['code.file.path']), /mappers\.cjs$/);
    assert.equal(attributes['code.function.name'], 'nameOf');
  });

  test('answers are the same without the agent', async (t) => {
    const bare = await runApp('mappers.cjs', { agent: false, env: environment() });
    t.after(() => bare.stop());
    for (const path of ['/knex', '/drizzle', '/sequelize', '/typeorm', '/prisma', '/prisma-more']) {
      // One after the other: they change the same rows.
      const watched = await (await fetch(app.url + path)).text();
      const alone = await (await fetch(bare.url + path)).text();
      assert.equal(watched, alone, path);
    }
  });

  /** None is counted twice and none is missed: what was asked is counted on its way to the database. */
  describe('what the database is asked is what is told', { skip }, () => {
    let mariadb: RunningService;
    let proxies: Record<'postgres' | 'mysql', CountingProxy>;
    let counted: RunningApp;

    before(async () => {
      mariadb = await startMariadb();
      const url = new URL(postgres.url);
      const [forPostgres, forMysql] = await Promise.all([
        startCountingProxy(Number(url.port), 'postgres'),
        startCountingProxy(mariadb.port, 'mysql'),
      ]);
      proxies = { postgres: forPostgres, mysql: forMysql };
      url.port = String(forPostgres.port);
      counted = await runApp('counted.cjs', {
        env: {
          ...environment(),
          TRACEBIN_FLUSH_INTERVAL_MS: '50',
          TRACEBIN_CAPTURE_PARAMETERS: '1',
          DATABASE_URL: url.href,
          MYSQL_URL: `mysql://root@127.0.0.1:${forMysql.port}/mysql`,
        },
      });
    });
    after(async () => {
      await counted?.stop();
      await Promise.all(Object.values(proxies ?? {}).map((proxy) => proxy.close()));
      await mariadb?.stop();
    });

    for (const [path, asked] of Object.entries(ASKED))
      test(path, async () => {
        const proxy = path.includes('mysql') ? proxies.mysql : proxies.postgres;
        const numbers: { sent: number; seen: number }[] = [];
        // A first request may open connections, which ask for things of their own.
        for (let time = 0; time < 2; time++) {
          const before = proxy.executed();
          const queries = await queriesOf(path, counted);
          numbers.push({ sent: proxy.executed() - before + (REFUSED[path] ?? 0), seen: queries.length });
        }
        for (const { sent, seen } of numbers) assert.equal(seen, sent, JSON.stringify(numbers));
        assert.equal(numbers[1]?.sent, asked);
      });

    test('the parameters of statements are sent where that was asked for', () => {
      const parameterOf = (text: RegExp) =>
        sink.spans.find(({ attributes }) => text.test(String(attributes['db.query.text'])))?.attributes[
          'db.query.parameter.0'
        ];
      assert.equal(parameterOf(/^delete from "spots"/), 'Ann');
      assert.equal(parameterOf(/^delete from `spots`/), 'Ann');
    });
  });
});
