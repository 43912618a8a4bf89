/** Object mappers and query builders on a real Postgres: every query is counted once, by its driver. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

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

  async function queriesOf(path: string): Promise<SunkSpan[]> {
    const response = await fetch(app.url + path);
    assert.equal(response.status, 200, await response.text());
    const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
    await sink.until((spans) => spans.some(isRoot), path);
    const root = sink.spans.find(isRoot) as SunkSpan;
    return sink.spans.filter(({ kind, traceId }) => kind === 3 && traceId === root.traceId);
  }

  for (const mapper of ['knex', 'drizzle', 'sequelize', 'typeorm'])
    test(`${mapper}: three calls are three queries`, async () => {
      const queries = await queriesOf(`/${mapper}`);
      assert.deepEqual(
        queries.map(({ name }) => name.replaceAll('"', '').toLowerCase()),
        ['insert spots', 'update spots', 'select spots'],
      );
      assert.doesNotMatch(JSON.stringify(queries), /Ann|Bob|Carl|Dora|Eve/);
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
    for (const path of ['/knex', '/drizzle', '/sequelize', '/typeorm']) {
      // One after the other: they change the same rows.
      const watched = await (await fetch(app.url + path)).text();
      const alone = await (await fetch(bare.url + path)).text();
      assert.equal(watched, alone, path);
    }
  });
});
