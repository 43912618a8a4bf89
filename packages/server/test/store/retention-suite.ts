/** Rows leave the store by themselves when their time is over: in every table that has such a time, and no others. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoreUnderTest } from './store-under-test.ts';

/** Where it is missing, rows would stay for ever. */
const WITH_AN_END = ['events', 'metrics', 'traces', 'transactions', 'operations', 'edges', 'errors'];

export function describeRetention(store: StoreUnderTest): void {
  describe('retention', () => {
    it('takes rows out with the next merge once their time is over, and leaves the others', async () => {
      const { columns } = await store.engine.query(
        `SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'expires_at'
           AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree')`,
      );
      const tables = (columns.table ?? []).map(String);
      for (const table of WITH_AN_END) assert.ok(tables.includes(table), `${table} has no expires_at`);
      for (const table of tables) {
        await store.engine.command(`TRUNCATE TABLE ${table}`);
        await store.engine.command(
          `INSERT INTO ${table} (bin, expires_at) VALUES ('over', now() - INTERVAL 1 SECOND), ('kept', now() + INTERVAL 1 HOUR)`,
        );
        await store.engine.command(`OPTIMIZE TABLE ${table} FINAL`);
        const left = await store.engine.query(`SELECT bin FROM ${table}`);
        assert.deepEqual(left.columns.bin, ['kept'], table);
        await store.engine.command(`TRUNCATE TABLE ${table}`);
      }
    });
  });
}
