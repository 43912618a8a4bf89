// A test file as a user of Vitest or Jest would write it, with the functions that both define; for Jest, imports become requires.
import { expectQueries } from '@tracebin/agent/testing';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
afterAll(() => pool.end());

async function items(count) {
  const found = [];
  for (let id = 1; id <= count; id++)
    found.push(await pool.query('SELECT oid FROM pg_class WHERE oid = $1', [id]));
  return found;
}

test('passes: 3 of 3', async () => {
  expect(await expectQueries({ exact: 3 }, () => items(3))).toHaveLength(3);
});
test('fails: 4 of 3', () => expectQueries({ max: 3 }, () => items(4)));
test('fails: 2 instead of exactly 3', () => expectQueries({ exact: 3 }, () => items(2)));
test('fails: per statement', () => expectQueries({ maxPerStatement: 2 }, () => items(3)));
test('fails: per table', () => expectQueries({ maxPerTable: { pg_class: 1 } }, () => items(2)));
