/** SQLite of Node itself and better-sqlite3, on Node 24, which both need. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { node24, noNode24 } from './node-24.ts';
import { type OtlpSink, type SunkSpan, startOtlpSink } from './otlp-sink.ts';
import { type RunningApp, runApp } from './run-app.ts';

describe('SQLite', { skip: noNode24 }, () => {
  let sink: OtlpSink;

  before(async () => {
    sink = await startOtlpSink();
  });
  after(() => sink?.close());

  for (const [driver, file, failure] of [
    ['node:sqlite', 'sqlite.cjs', 'ERR_SQLITE_ERROR'],
    ['node:sqlite', 'sqlite.mjs', 'ERR_SQLITE_ERROR'],
    ['better-sqlite3', 'sqlite.cjs', 'SQLITE_CONSTRAINT_PRIMARYKEY'],
    ['better-sqlite3', 'sqlite.mjs', 'SQLITE_CONSTRAINT_PRIMARYKEY'],
  ] as const)
    test(`${driver} in ${file}`, async (t) => {
      const env = { DRIVER: driver, TRACEBIN_URL: sink.url, TRACEBIN_FLUSH_INTERVAL_MS: '100' };
      const apps = await Promise.all([
        runApp(file, { env, node: node24() }),
        runApp(file, { env, node: node24(), agent: false }),
      ]);
      const [app, bare] = apps;
      t.after(() => Promise.all(apps.map((each) => each.stop())));
      sink.spans.length = 0;

      async function callsOf(path: string, of: RunningApp = app): Promise<SunkSpan[]> {
        const [watched, alone] = await Promise.all(
          [of, bare].map(async ({ url }) => (await fetch(url + path)).text()),
        );
        assert.equal(watched, alone, path);
        const isRoot = (span: SunkSpan) => span.attributes['url.path'] === path;
        await sink.until((spans) => spans.some(isRoot), path);
        const root = sink.spans.find(isRoot) as SunkSpan;
        return sink.spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
      }

      const calls = await callsOf('/calls');
      assert.deepEqual(
        calls.map(({ kind, attributes }) => [kind, attributes['db.query.text']]),
        [
          [3, 'DELETE FROM spots WHERE name = ?'],
          [3, 'INSERT INTO spots (name) VALUES (?)'],
          [3, 'INSERT INTO spots (name) VALUES (?)'],
          [3, 'SELECT count(*) AS count FROM spots'],
        ],
      );
      for (const { attributes } of calls) {
        assert.equal(attributes['db.system.name'], 'sqlite');
        assert.equal(attributes['db.namespace'], ':memory:');
      }
      const [rows] = await callsOf('/rows');
      assert.equal(rows?.attributes['db.response.returned_rows'], 2);
      const last = (await callsOf('/repeated'))[4]?.attributes ?? {};
      assert.match(String(last['code.file.path']), /sqlite\.cjs$/);
      assert.equal(last['code.function.name'], 'nameOf');
      const [slow] = await callsOf('/slow');
      assert.equal(slow?.attributes['code.function.name'], 'slow');
      const [tagged] = await callsOf('/tagged');
      assert.equal(
        tagged?.attributes['db.query.text'],
        driver === 'node:sqlite' ? 'SELECT ? AS name' : undefined,
      );
      const [failed] = await callsOf('/fails');
      assert.deepEqual([failed?.status, failed?.attributes['error.type']], [2, failure]);
      assert.doesNotMatch(JSON.stringify(sink.spans), /Ann|Bob|Carl/);
    });
});
