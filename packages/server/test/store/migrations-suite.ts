import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrate } from '../../src/store/index.ts';
import { insertOccurrences, insertTransactions } from '../support/derived-rows.ts';
import { insertEdges, insertErrors, insertOperations } from '../support/operation-rows.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function describeMigrations(store: StoreUnderTest): void {
  describe('migrations', () => {
    it('run once', async () => {
      assert.deepEqual(await migrate(store.engine), []);
    });

    it('may be run again after a crash before they were noted', async () => {
      await store.engine.command('TRUNCATE TABLE migrations');
      const ran = await migrate(store.engine);
      assert.deepEqual(
        ran,
        [...ran.keys()].map((index) => index + 1),
      );
      assert.ok(ran.length > 0);
    });

    it('have whole days merged in the end, of everything that comes by days', async () => {
      const without = await store.engine.query(
        `SELECT name FROM system.tables WHERE database = currentDatabase() AND partition_key != ''
           AND engine_full NOT LIKE '%min_age_to_force_merge_seconds = 1800%min_age_to_force_merge_on_partition_only = %1%'`,
      );
      assert.deepEqual(without.columns.name ?? [], []);
      assert.ok(
        Number(
          await store.scalar(
            "(SELECT count() FROM system.tables WHERE database = currentDatabase() AND partition_key != '')",
          ),
        ) > 5,
      );
    });

    it('carry a store of before to the present way of writing its events', async () => {
      const written = () =>
        store.scalar(
          `(SELECT concat(
              (SELECT compression_codec FROM system.columns
               WHERE database = currentDatabase() AND table = 'events' AND name = 'time'),
              ' ',
              (SELECT extract(engine_full, 'map_buckets_coefficient = ([0-9.]+)') FROM system.tables
               WHERE database = currentDatabase() AND name = 'events')))`,
        );
      const now = await written();
      await store.engine.command('ALTER TABLE events MODIFY COLUMN time CODEC(Delta, ZSTD(1))');
      await store.engine.command('ALTER TABLE events MODIFY SETTING map_buckets_coefficient = 0.5');
      assert.equal(await written(), 'CODEC(Delta(8), ZSTD(1)) 0.5');
      await store.engine.command('DELETE FROM migrations WHERE number = 10');
      assert.deepEqual(await migrate(store.engine), [10]);
      assert.equal(await written(), now);
    });

    it('have the table of traces of a store of before merged less often', async () => {
      const base = () =>
        store.scalar(
          `(SELECT extract(engine_full, 'merge_selector_base = ([0-9.]+)') FROM system.tables
            WHERE database = currentDatabase() AND name = 'traces')`,
        );
      const now = await base();
      await store.engine.command('ALTER TABLE traces RESET SETTING merge_selector_base');
      assert.equal(await base(), '');
      await store.engine.command('DELETE FROM migrations WHERE number = 13');
      assert.deepEqual(await migrate(store.engine), [13]);
      assert.deepEqual([await base(), now], ['12', '12']);
    });

    it('tell rows of before in which environment they ran, and have them summed again', async () => {
      const tables = ['operations', 'finding_occurrences', 'edges', 'errors'];
      const at = (hour: number): bigint =>
        BigInt(Math.floor(Date.now() / 86_400_000) * 86_400_000 + hour * 3_600_000) * 1_000_000n;
      /** Traces through two services; of one the second is called after midnight where the first was before. */
      const traces = (
        [
          [-0.05, 'live', 'test'],
          [1, 'live', "o'ther \\ {e0:String}"],
          [2, '', 'live'],
        ] as const
      ).map(([hour, web, stock]) => {
        const ids = { traceId: `${hour + 100}`.padStart(32, 'e'), spanId: '0000000000000001' };
        const other = { ...ids, spanId: '0000000000000002', service: 'stock', time: at(hour + 0.1) };
        const first = { ...ids, service: 'web', time: at(hour) };
        const edge = { ...ids, time: at(hour), calls: 1, total: 1 };
        return {
          transactions: [
            { ...first, duration: 1, environment: web },
            { ...other, duration: 1, environment: stock },
          ],
          rows: [first, other],
          edges: [
            { ...edge, from: 'web', to: 'stock', kind: 'service' },
            { ...edge, from: 'orders', to: 'stock', kind: 'delivery' },
          ],
        };
      });
      const rows = traces.flatMap((trace) => trace.rows);
      await insertTransactions(
        store.engine,
        traces.flatMap(({ transactions }) => transactions),
      );
      await insertOperations(
        store.engine,
        rows.map((row) => ({ ...row, fingerprint: '01', durations: [1] })),
      );
      await insertOccurrences(
        store.engine,
        rows.map((row) => ({ ...row, key: '01', kind: 'gap', count: 1, lost: 1 })),
      );
      await insertErrors(
        store.engine,
        rows.map((row) => ({ ...row, group: '01' })),
      );
      await insertEdges(
        store.engine,
        traces.flatMap(({ edges }) => edges),
      );
      for (const table of tables) await store.engine.command(`ALTER TABLE ${table} DROP COLUMN environment`);
      await store.engine.command(
        "INSERT INTO summed_quarters (bin, quarter, seal, valid) SELECT 'local', now(), 1, true",
      );
      const migrated = async () => {
        await store.engine.command('DELETE FROM migrations WHERE number = 14');
        assert.deepEqual(await migrate(store.engine), [14]);
      };
      // As after a crash in the middle, too.
      for (let time = 0; time < 2; time++) {
        await migrated();
        const services = { operations: 'service', finding_occurrences: 'service', errors: 'service' };
        for (const [table, service] of Object.entries(services)) {
          const { columns } = await store.engine.query(
            `SELECT groupArray((${service}, environment)) AS ran
             FROM (SELECT toString(${service}) AS ${service}, toString(environment) AS environment FROM ${table}
               WHERE bin = 'local' AND startsWith(lower(hex(trace_id)), 'eeee') ORDER BY time)`,
          );
          assert.deepEqual(
            columns.ran![0],
            [
              ['web', 'live'],
              ['stock', 'test'],
              ['web', 'live'],
              ['stock', "o'ther \\ {e0:String}"],
              ['web', ''],
              ['stock', 'live'],
            ],
            table,
          );
        }
        const { columns } = await store.engine.query(
          `SELECT groupArray((kind, ran)) AS ran FROM (SELECT toString(to_kind) AS kind, toString(environment) AS ran
             FROM edges WHERE startsWith(lower(hex(trace_id)), 'eeee') ORDER BY time, kind DESC)`,
        );
        assert.deepEqual(columns.ran![0], [
          ['service', 'live'],
          ['delivery', 'test'],
          ['service', 'live'],
          ['delivery', "o'ther \\ {e0:String}"],
          ['service', ''],
          ['delivery', 'live'],
        ]);
        assert.equal(await store.scalar('(SELECT count() FROM summed_quarters)'), '0');
      }
      for (const table of [...tables, 'transactions']) await store.engine.command(`TRUNCATE TABLE ${table}`);
    });

    it('refuse a store that is newer than the program', async () => {
      const newest = Number(await store.scalar('(SELECT max(number) FROM migrations)'));
      await store.engine.command(
        "INSERT INTO migrations (number, name, ran_at) SELECT {number:UInt32}, 'future', now64(3)",
        { number: newest + 1 },
      );
      await assert.rejects(migrate(store.engine), { code: 'store-newer', name: 'StartError' });
      await store.engine.command('DELETE FROM migrations WHERE number = {number:UInt32}', {
        number: newest + 1,
      });
      assert.deepEqual(await migrate(store.engine), []);
    });
  });
}
