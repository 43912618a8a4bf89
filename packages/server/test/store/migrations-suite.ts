import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrate } from '../../src/store/index.ts';
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
