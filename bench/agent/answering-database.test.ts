import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { startAnsweringDatabase } from './answering-database.ts';

test("pg's pool is answered as by Postgres, also by several clients at once", async () => {
  const database = await startAnsweringDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const query = () => pool.query('SELECT $1::int AS id, $2::text AS name', [1, 'slot']);
  const results = await Promise.all(Array.from({ length: 40 }, query));
  assert.equal(pool.totalCount, 4);
  for (const { rows, rowCount, command } of results) {
    assert.deepEqual(rows, [{ id: 1, name: 'slot' }]);
    assert.deepEqual([rowCount, command], [1, 'SELECT']);
  }
  await pool.end();
  await database.stop();
});
