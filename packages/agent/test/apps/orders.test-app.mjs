// Tests as a user would write them, each in the way that its name says; run by expect-queries.process.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectQueries } from '@tracebin/agent/testing';
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
const app = express();

app.get('/orders/:count', async (request, response) => {
  const items = [];
  for (let id = 1; id <= Number(request.params.count); id++) items.push(await itemOf(id));
  response.json(items);
});

async function itemOf(id) {
  return (await pool.query('SELECT oid FROM pg_class WHERE oid = $1', [id])).rows[0];
}

const server = app.listen(0);
const get = async (path) => (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).json();
test.after(async () => {
  server.close();
  await pool.end();
});

test('passes: 3 of at most 3', async () => {
  const items = await expectQueries({ max: 3, exact: 3, maxPerTable: { pg_class: 3 } }, () =>
    get('/orders/3'),
  );
  assert.equal(items.length, 3);
});
test('passes: side by side each counts its own', async () => {
  await Promise.all([
    expectQueries({ exact: 2 }, () => get('/orders/2')),
    expectQueries({ exact: 5 }, () => get('/orders/5')),
  ]);
});
test('passes: without a request', () => expectQueries({ exact: 1 }, () => itemOf(1)));
test('passes: no query', () => expectQueries({ max: 0 }, () => 1));
test('passes: what the work throws comes out unchanged', async () => {
  const thrown = new Error('mine');
  await assert.rejects(
    expectQueries({ max: 1 }, () => Promise.reject(thrown)),
    (error) => error === thrown,
  );
});
test('passes: an expectation of nothing is refused', async () => {
  await assert.rejects(
    expectQueries({}, () => 1),
    TypeError,
  );
  await assert.rejects(
    expectQueries({ max: -1 }, () => 1),
    TypeError,
  );
});
test('fails: 4 of at most 3', () => expectQueries({ max: 3 }, () => get('/orders/4')));
test('fails: 2 instead of exactly 3', () => expectQueries({ exact: 3 }, () => get('/orders/2')));
test('fails: per statement', () => expectQueries({ maxPerStatement: 2 }, () => get('/orders/3')));
test('fails: per table', () => expectQueries({ maxPerTable: { pg_class: 1 } }, () => get('/orders/2')));
test('fails: per table, as mappers write it', () =>
  expectQueries({ maxPerTable: { pg_class: 1 } }, async () => {
    for (let time = 0; time < 2; time++)
      await pool.query('SELECT "c"."oid" FROM "pg_catalog"."pg_class" AS "c"');
  }));
