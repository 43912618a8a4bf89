import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementOf } from '../hook/sql-statement.ts';
import { namesTable } from './names-table.ts';

const names = (sql: string, table: string, system = 'postgresql') =>
  namesTable(statementOf(sql, system).summary, table);

test('a table is found however the statement writes it', () => {
  for (const sql of [
    'SELECT id FROM slots WHERE id = 1',
    'select id from SLOTS where id = 1',
    'SELECT "s"."id" FROM "slots" AS "s"',
    'SELECT id FROM public.slots',
    'SELECT id FROM "public"."slots"',
    'SELECT w.id FROM "weeks" w LEFT JOIN "slots" s ON s.week_id = w.id',
    'INSERT INTO "slots" ("id") VALUES ($1)',
    'UPDATE "slots" SET id = 2',
    'DELETE FROM "slots" WHERE id = 2',
  ])
    assert.ok(names(sql, 'slots'), sql);
  assert.ok(names('SELECT id FROM `shop`.`slots`', 'slots', 'mysql'));
  assert.ok(names('SELECT id FROM [dbo].[slots]', 'slots', 'microsoft.sql_server'));
  for (const table of ['my slots', '"my slots"'])
    assert.ok(names('SELECT id FROM "my slots", weeks', table), table);
  assert.ok(names('SELECT id FROM "my slots", weeks', 'weeks'));
});

test('and no other one', () => {
  for (const [sql, table] of [
    ['SELECT slots FROM weeks', 'slots'],
    ['SELECT id FROM "slots_2"', 'slots'],
    ['SELECT id FROM slots.weeks', 'slots'],
    ['SELECT id FROM "archive"."slots"', 'public.slots'],
    ['SELECT id FROM slots', 'public.slots'],
    ['SELECT id FROM slots', 'SELECT'],
  ] as const)
    assert.equal(names(sql, table), false, `${table} in ${sql}`);
  assert.ok(names('SELECT id FROM "public"."slots"', 'public.slots'));
});
