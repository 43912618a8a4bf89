import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementOf } from './sql-statement.ts';

test('values never leave the process', () => {
  const { text } = statementOf(
    "SELECT * FROM users WHERE mail = 'ann@example.org' AND pin=4711",
    'postgresql',
  );
  assert.equal(text, 'SELECT * FROM users WHERE mail = ? AND pin=?');
});

test('a statement with its values inside is described once', () => {
  const first = statementOf('SELECT name FROM spots WHERE id = 1', 'postgresql');
  assert.equal(statementOf('SELECT name FROM spots WHERE id = 23', 'postgresql'), first);
  assert.equal(first.summary, 'SELECT spots');
  assert.equal(first.operation, 'SELECT');
});

test('a quoted value is a value in MySQL and a name in PostgreSQL, whichever was seen first', () => {
  const sql = 'SELECT a FROM t WHERE b = "secret"';
  assert.match(statementOf(sql, 'postgresql').text, /"secret"/);
  assert.equal(statementOf(sql, 'mysql').text, 'SELECT a FROM t WHERE b = ?');
});

test('layout, lists and comments make no difference to the key', () => {
  const key = (sql: string) => statementOf(sql, 'postgresql').key;
  assert.equal(
    key('SELECT a FROM t WHERE id IN ($1,$2)'),
    key('SELECT a  FROM t /* page 3 */ WHERE id IN ($1, $2, $3)'),
  );
  assert.notEqual(key('SELECT a FROM t'), key('SELECT b FROM t'));
});

test('at most 8,192 characters are read and sent', () => {
  const beginning = 'SELECT a FROM t WHERE b = c OR ';
  const fits = beginning.padEnd(8_192, 'x');
  assert.equal(statementOf(fits, 'postgresql').text, fits);
  assert.equal(statementOf(`${fits}y`, 'postgresql').text, fits);
});

test('anything is a statement', () => {
  for (const sql of ['', ' ', "'", '$$', '/*', 'no sql at all', '\u0000', '('])
    assert.ok(statementOf(sql, 'postgresql').summary.length > 0, sql);
});
