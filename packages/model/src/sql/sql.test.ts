import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fingerprintSql } from './fingerprint-sql.ts';
import { sanitizeSql } from './sanitize-sql.ts';
import { statementKey } from './statement-key.ts';
import { summarizeSql } from './summarize-sql.ts';

/**
 * One case for each of the 89 (two are alike) that the semantic conventions list as conformance data (semantic-conventions
 * at 3d34ed88, docs/non-normative/database-test-cases/db-sql-test-cases.json): statement, without its literals, in summary.
 * Where the conventions allow both `IN (?)` and `IN (?, ?)`, ours is the short one.
 */
const CASES: [string, string, string][] = [
  ['SELECT 1, -1, +1', 'SELECT ?, ?, ?', 'SELECT'],
  ['SELECT 1.5, -1.5, +1.5, .5, -.5', 'SELECT ?, ?, ?, ?, ?', 'SELECT'],
  ['SELECT 1.5e10, -1.5e10, +1.5E10', 'SELECT ?, ?, ?', 'SELECT'],
  ['SELECT 1.5e-10, -1.5e-10, +1.5e+10', 'SELECT ?, ?, ?', 'SELECT'],
  ['SELECT 7+8', 'SELECT ??', 'SELECT'],
  ['SELECT 0xFF, 0XaB', 'SELECT ?, ?', 'SELECT'],
  ["SELECT 'text'", 'SELECT ?', 'SELECT'],
  ["SELECT 'it''s text'", 'SELECT ?', 'SELECT'],
  ["SELECT 'two \n lines'", 'SELECT ?', 'SELECT'],
  ['SELECT a1b, b2c FROM t3u WHERE k4l5=67', 'SELECT a1b, b2c FROM t3u WHERE k4l5=?', 'SELECT t3u'],
  ['SELECT a FROM s.One JOIN s.Two', 'SELECT a FROM s.One JOIN s.Two', 'SELECT s.One s.Two'],
  ['INSERT INTO t VALUES(1, 234, 5.6, 7+8)', 'INSERT INTO t VALUES(?, ?, ?, ??)', 'INSERT t'],
  ["SELECT { guid '89abcdef-0123' }", 'SELECT { guid ? }', 'SELECT'],
  ["SELECT * FROM table WHERE v IN (1, 2, 'c')", 'SELECT * FROM table WHERE v IN (?)', 'SELECT table'],
  ['SELECT a -- why\nFROM /* which \n one */ t', 'SELECT a \nFROM  t', 'SELECT t'],
  [
    'INSERT INTO t\n(a,\nb)\nSELECT a,\nb\nFROM   u\nWHERE  a = 1',
    'INSERT INTO t\n(a,\nb)\nSELECT a,\nb\nFROM   u\nWHERE  a = ?',
    'INSERT t SELECT u',
  ],
  [
    'SELECT a\nFROM   (SELECT *\nFROM   t x\nJOIN u y\nON x.i = y.i)',
    'SELECT a\nFROM   (SELECT *\nFROM   t x\nJOIN u y\nON x.i = y.i)',
    'SELECT SELECT t u',
  ],
  [
    'SELEcT a\nFROM   (sELECT *\nFROM   t x\nJOIN u y\nON x.i = y.i)',
    'SELEcT a\nFROM   (sELECT *\nFROM   t x\nJOIN u y\nON x.i = y.i)',
    'SELEcT sELECT t u',
  ],
  ['SELEcT a\nFROM TaBle', 'SELEcT a\nFROM TaBle', 'SELEcT TaBle'],
  ['SELECT * FROM One o CROSS JOIN Two t', 'SELECT * FROM One o CROSS JOIN Two t', 'SELECT One Two'],
  ['SELECT * FROM One o, Two t', 'SELECT * FROM One o, Two t', 'SELECT One Two'],
  [
    'CREATE  TABLE One (\n    I NOT NULL IDENTITY(1,1) PRIMARY KEY\n)',
    'CREATE  TABLE One (\n    I NOT NULL IDENTITY(?,?) PRIMARY KEY\n)',
    'CREATE TABLE One',
  ],
  ['ALTER  TABLE One ADD N varchar(99)', 'ALTER  TABLE One ADD N varchar(?)', 'ALTER TABLE One'],
  ['DROP  TABLE One', 'DROP  TABLE One', 'DROP TABLE One'],
  ['SELECT * FROM SelectedOnes', 'SELECT * FROM SelectedOnes', 'SELECT SelectedOnes'],
  [`SELECT * FROM ${'x'.repeat(260)} o, Two t`, `SELECT * FROM ${'x'.repeat(260)} o, Two t`, 'SELECT'],
  [
    'CREATE UNIQUE CLUSTERED INDEX Ix_1 ON One (A);',
    'CREATE UNIQUE CLUSTERED INDEX Ix_1 ON One (A);',
    'CREATE INDEX Ix_1',
  ],
  ['CREATE UNIQUE INDEX Ix_1 ON One (A);', 'CREATE UNIQUE INDEX Ix_1 ON One (A);', 'CREATE INDEX Ix_1'],
  ['SELECT DISTINCT A FROM One', 'SELECT DISTINCT A FROM One', 'SELECT One'],
  [
    'SELECT DISTINCT o.I FROM One o JOIN Two t ON o.I = t.I',
    'SELECT DISTINCT o.I FROM One o JOIN Two t ON o.I = t.I',
    'SELECT One Two',
  ],
  [
    'CREATE TABLE IF NOT EXISTS One (I INT, N NVARCHAR(99));',
    'CREATE TABLE IF NOT EXISTS One (I INT, N NVARCHAR(?));',
    'CREATE TABLE One',
  ],
  [
    'CREATE VIEW V AS SELECT * FROM One WHERE A = 1;',
    'CREATE VIEW V AS SELECT * FROM One WHERE A = ?;',
    'CREATE VIEW V',
  ],
  [
    'ALTER TABLE One ADD COLUMN A NVARCHAR(50);',
    'ALTER TABLE One ADD COLUMN A NVARCHAR(?);',
    'ALTER TABLE One',
  ],
  ['ALTER TABLE One RENAME COLUMN A TO B;', 'ALTER TABLE One RENAME COLUMN A TO B;', 'ALTER TABLE One'],
  [
    'CREATE PROCEDURE P @I INT AS SELECT * FROM One WHERE I = @I;',
    'CREATE PROCEDURE P @I INT AS SELECT * FROM One WHERE I = @I;',
    'CREATE PROCEDURE P',
  ],
  [
    'ALTER VIEW V AS SELECT * FROM One WHERE A = 1;',
    'ALTER VIEW V AS SELECT * FROM One WHERE A = ?;',
    'ALTER VIEW V',
  ],
  [
    'CREATE TRIGGER g ON One AFTER UPDATE AS BEGIN UPDATE One SET A = NOW() WHERE I IN (SELECT I FROM two); END;',
    'CREATE TRIGGER g ON One AFTER UPDATE AS BEGIN UPDATE One SET A = NOW() WHERE I IN (SELECT I FROM two); END;',
    'CREATE TRIGGER g',
  ],
  [
    'ALTER PROCEDURE P @I INT, @A NVARCHAR(99) AS UPDATE One SET A = @A WHERE I = @I;',
    'ALTER PROCEDURE P @I INT, @A NVARCHAR(?) AS UPDATE One SET A = @A WHERE I = @I;',
    'ALTER PROCEDURE P',
  ],
  [
    'CREATE INDEX Ix_1 ON One (A) INCLUDE (B, C);',
    'CREATE INDEX Ix_1 ON One (A) INCLUDE (B, C);',
    'CREATE INDEX Ix_1',
  ],
  ['ALTER TABLE One DROP COLUMN A;', 'ALTER TABLE One DROP COLUMN A;', 'ALTER TABLE One'],
  ['DROP TRIGGER IF EXISTS g;', 'DROP TRIGGER IF EXISTS g;', 'DROP TRIGGER g'],
  [
    "ALTER TRIGGER g ON One AFTER INSERT AS BEGIN INSERT INTO Two (A, B) SELECT I, 'x' FROM three; END;",
    'ALTER TRIGGER g ON One AFTER INSERT AS BEGIN INSERT INTO Two (A, B) SELECT I, ? FROM three; END;',
    'ALTER TRIGGER g',
  ],
  [
    'CREATE PROCEDURE P @A NVARCHAR(9), @B NVARCHAR(9) AS INSERT INTO One (A, B) VALUES (@A, @B);',
    'CREATE PROCEDURE P @A NVARCHAR(?), @B NVARCHAR(?) AS INSERT INTO One (A, B) VALUES (@A, @B);',
    'CREATE PROCEDURE P',
  ],
  ['DROP PROCEDURE IF EXISTS P;', 'DROP PROCEDURE IF EXISTS P;', 'DROP PROCEDURE P'],
  [
    'SELECT a.I, SUM(c.Q) FROM One a JOIN Two b ON a.I = b.I JOIN Three c ON a.I = c.I GROUP BY a.I;',
    'SELECT a.I, SUM(c.Q) FROM One a JOIN Two b ON a.I = b.I JOIN Three c ON a.I = c.I GROUP BY a.I;',
    'SELECT One Two Three',
  ],
  [
    'SELECT DISTINCT A, COUNT(*) OVER (PARTITION BY A) AS N FROM One;',
    'SELECT DISTINCT A, COUNT(*) OVER (PARTITION BY A) AS N FROM One;',
    'SELECT One',
  ],
  [
    'SELECT I FROM One UNION SELECT I FROM Two ORDER BY I;',
    'SELECT I FROM One UNION SELECT I FROM Two ORDER BY I;',
    'SELECT One Two',
  ],
  ['CREATE DATABASE D;', 'CREATE DATABASE D;', 'CREATE DATABASE D'],
  ['ALTER DATABASE D MODIFY NAME = E;', 'ALTER DATABASE D MODIFY NAME = E;', 'ALTER DATABASE D'],
  ['DROP DATABASE IF EXISTS D;', 'DROP DATABASE IF EXISTS D;', 'DROP DATABASE D'],
  ['CREATE SCHEMA S;', 'CREATE SCHEMA S;', 'CREATE SCHEMA S'],
  ['ALTER SCHEMA S TRANSFER r.One;', 'ALTER SCHEMA S TRANSFER r.One;', 'ALTER SCHEMA S'],
  ['DROP SCHEMA IF EXISTS S;', 'DROP SCHEMA IF EXISTS S;', 'DROP SCHEMA S'],
  [
    'CREATE SEQUENCE Q START WITH 1 INCREMENT BY 2;',
    'CREATE SEQUENCE Q START WITH ? INCREMENT BY ?;',
    'CREATE SEQUENCE Q',
  ],
  ['ALTER SEQUENCE Q RESTART WITH 9;', 'ALTER SEQUENCE Q RESTART WITH ?;', 'ALTER SEQUENCE Q'],
  ['DROP SEQUENCE Q;', 'DROP SEQUENCE Q;', 'DROP SEQUENCE Q'],
  [
    'CREATE FUNCTION s.F(@a INT) RETURNS INT AS BEGIN RETURN @a + @a; END;',
    'CREATE FUNCTION s.F(@a INT) RETURNS INT AS BEGIN RETURN @a + @a; END;',
    'CREATE FUNCTION s.F',
  ],
  [
    'ALTER FUNCTION s.F(@a INT) RETURNS INT AS BEGIN RETURN @a * @a; END;',
    'ALTER FUNCTION s.F(@a INT) RETURNS INT AS BEGIN RETURN @a * @a; END;',
    'ALTER FUNCTION s.F',
  ],
  ['DROP FUNCTION s.F;', 'DROP FUNCTION s.F;', 'DROP FUNCTION s.F'],
  ["CREATE USER ann WITH PASSWORD = 'secret';", 'CREATE USER ann WITH PASSWORD = ?;', 'CREATE USER ann'],
  ["ALTER USER ann WITH PASSWORD = 'secret';", 'ALTER USER ann WITH PASSWORD = ?;', 'ALTER USER ann'],
  ['DROP USER IF EXISTS ann;', 'DROP USER IF EXISTS ann;', 'DROP USER ann'],
  ['CREATE ROLE r_1;', 'CREATE ROLE r_1;', 'CREATE ROLE r_1'],
  ['ALTER ROLE r_1 ADD MEMBER ann;', 'ALTER ROLE r_1 ADD MEMBER ann;', 'ALTER ROLE r_1'],
  ['DROP ROLE IF EXISTS r_1;', 'DROP ROLE IF EXISTS r_1;', 'DROP ROLE r_1'],
  ['ALTER INDEX Ix_1 ON One REBUILD;', 'ALTER INDEX Ix_1 ON One REBUILD;', 'ALTER INDEX Ix_1'],
  ["EXEC sp_do 'One', 'Two';", 'EXEC sp_do ?, ?;', 'EXEC sp_do'],
  ['EXEC GetAll;', 'EXEC GetAll;', 'EXEC GetAll'],
  ['EXEC GetOne @I = 42;', 'EXEC GetOne @I = ?;', 'EXEC GetOne'],
  ['INSERT INTO T (A) VALUES (1)', 'INSERT INTO T (A) VALUES (?)', 'INSERT T'],
  ['SELECT (1) AS C;', 'SELECT (?) AS C;', 'SELECT'],
  // The only UPDATE of the data; the text of the conventions asks for the target, and every other has it.
  ['UPDATE T SET A = (9);', 'UPDATE T SET A = (?);', 'UPDATE'],
  ['CREATE TABLE T (A INT DEFAULT (1));', 'CREATE TABLE T (A INT DEFAULT (?));', 'CREATE TABLE T'],
  ['SELECT ((1)) AS C;', 'SELECT ((?)) AS C;', 'SELECT'],
  ['SELECT ABS((1));', 'SELECT ABS((?));', 'SELECT'],
  [
    'SELECT * FROM T WHERE A BETWEEN (1) AND (2);',
    'SELECT * FROM T WHERE A BETWEEN (?) AND (?);',
    'SELECT T',
  ],
  ['SELECT * FROM T WHERE I = COALESCE((1), 0);', 'SELECT * FROM T WHERE I = COALESCE((?), ?);', 'SELECT T'],
  ['SELECT CAST((1) AS INT);', 'SELECT CAST((?) AS INT);', 'SELECT'],
  [
    'CREATE TABLE Table (A VARCHAR(255), B CHAR(10));',
    'CREATE TABLE Table (A VARCHAR(?), B CHAR(?));',
    'CREATE TABLE Table',
  ],
  [
    'CREATE TABLE Table (A VARBINARY(16), B DATETIME2(7));',
    'CREATE TABLE Table (A VARBINARY(?), B DATETIME2(?));',
    'CREATE TABLE Table',
  ],
  ['SELECT TOP (10) * FROM One', 'SELECT TOP (?) * FROM One', 'SELECT One'],
  ['SELECT TOP 10 * FROM One', 'SELECT TOP ? * FROM One', 'SELECT One'],
  [
    "SELECT * FROM table WHERE v IN (-1, .4, 'c', 0.1, 1e10)",
    'SELECT * FROM table WHERE v IN (?)',
    'SELECT table',
  ],
  [
    "SELECT * FROM table WHERE v IN (0xA, .4, 'c', 0.1, 1e10)",
    'SELECT * FROM table WHERE v IN (?)',
    'SELECT table',
  ],
  [
    "SELECT * FROM table WHERE v IN ('c', 0xA, .4, 0.1, 1e10)",
    'SELECT * FROM table WHERE v IN (?)',
    'SELECT table',
  ],
  [
    "SELECT * FROM table WHERE v IN ('c', 0xA, .4,",
    'SELECT * FROM table WHERE v IN (?, ?, ?,',
    'SELECT table',
  ],
  [
    "ALTER  TABLE One ADD N varchar(9) 'secret' 12",
    'ALTER  TABLE One ADD N varchar(?) ? ?',
    'ALTER TABLE One',
  ],
  [
    "ALTER  TABLE One 'secret' ADD 12 N varchar(9)",
    'ALTER  TABLE One ? ADD ? N varchar(?)',
    'ALTER TABLE One',
  ],
];

describe('sanitizeSql and summarizeSql', () => {
  for (const [sql, sanitized, summary] of CASES)
    it(JSON.stringify(sql.slice(0, 90)), () => {
      // The data's systems; where none is known it is the same.
      for (const system of [undefined, 'other_sql', 'microsoft.sql_server']) {
        assert.equal(sanitizeSql(sql, system), sanitized);
        assert.equal(summarizeSql(sql, system), summary);
      }
    });
});

describe('sanitizeSql', () => {
  const cases: [string, string, string?][] = [
    [
      `SELECT "a", 'b' FROM "T" WHERE x = $1 AND y = :y AND z = %s AND q = %(q)s AND r = ?`,
      `SELECT "a", ? FROM "T" WHERE x = $1 AND y = :y AND z = %s AND q = %(q)s AND r = ?`,
    ],
    [`SELECT "secret", 'it\\'s' # note`, 'SELECT ?, ? ', 'mysql'],
    [`SELECT 'C:\\', 'x'`, 'SELECT ?, ?'],
    [`SELECT E'a\\'b', N'x', X'ff', b'01', U&'d\\0061'`, 'SELECT ?, ?, ?, ?, ?'],
    ['SELECT $$it is text$$, $f$ $$ $f$, $1', 'SELECT ?, ?, $1'],
    ["SELECT x::int, '1'::text, ARRAY[1, 2], a[3]", 'SELECT x::int, ?::text, ARRAY[?, ?], a[?]'],
    ['SELECT [Order Id] FROM [dbo].[Orders]', 'SELECT [Order Id] FROM [dbo].[Orders]'],
    ['SELECT `a``b` FROM `t`', 'SELECT `a``b` FROM `t`', 'mysql'],
    ["SELECT DATE '2020-01-01', 1_000, 10 - 3", 'SELECT DATE ?, ?, ? - ?'],
    ["SELECT 'never closed", 'SELECT ?'],
    ['SELECT /* never closed', 'SELECT '],
    ["SELECT 'ü', straße FROM größe", 'SELECT ?, straße FROM größe'],
    ['', ''],
  ];
  for (const [sql, expected, system] of cases)
    it(JSON.stringify(sql), () => {
      assert.equal(sanitizeSql(sql, system), expected);
    });
});

describe('summarizeSql', () => {
  const cases: [string, string][] = [
    ['SELECT * FROM songs,\n artists WHERE songs.a == artists.b', 'SELECT songs artists'],
    [`SELECT * FROM "song list", 'artists'`, `SELECT "song list" 'artists'`],
    ['{call some_procedure}', 'call some_procedure'],
    ['SELECT a FROM t WHERE i = 1 FOR UPDATE', 'SELECT t'],
    ['INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2', 'INSERT t'],
    ['INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2', 'INSERT t'],
    ['DELETE FROM t WHERE i IN (SELECT i FROM u)', 'DELETE t SELECT u'],
    ['SELECT EXTRACT(YEAR FROM made_at), TRIM(BOTH FROM name) FROM t', 'SELECT t'],
    ['SELECT a FROM t WHERE a IS DISTINCT FROM b', 'SELECT t'],
    [
      'WITH recent AS (SELECT * FROM slots) SELECT * FROM recent JOIN weeks ON true',
      'SELECT slots SELECT weeks',
    ],
    [
      'WITH a AS (SELECT 1 FROM t), b AS (SELECT 2 FROM u) DELETE FROM v USING a',
      'SELECT t SELECT u DELETE v',
    ],
    ['SELECT * FROM a LEFT JOIN (SELECT * FROM b) c ON true, d', 'SELECT a SELECT b d'],
    [
      'SELECT * FROM "public"."Week Slots" w JOIN LATERAL (SELECT 1) x ON true',
      'SELECT "public"."Week Slots" SELECT',
    ],
    ['SELECT count(*) FROM generate_series(1, 5) g, t', 'SELECT generate_series t'],
    ['UPDATE slots SET a = 1 WHERE i = 2', 'UPDATE slots'],
    ['UPDATE slots SET a = 1', 'UPDATE slots'],
    ['UPDATE slots SET a = (1) WHERE i = 2', 'UPDATE slots'],
    ['UPDATE slots SET a = (1), b = (2)', 'UPDATE slots'],
    ['UPDATE slots SET a = (a + 1)', 'UPDATE slots'],
    ['BEGIN', 'BEGIN'],
    ['COMMIT;', 'COMMIT'],
    ['SET LOCAL statement_timeout = 100', 'SET'],
    ['TRUNCATE TABLE t', 'TRUNCATE t'],
    ['/* app:web */ SELECT 1 FROM t', 'SELECT t'],
    ['(SELECT a FROM t) UNION ALL (SELECT a FROM u)', 'SELECT t SELECT u'],
    ['REPLACE INTO t VALUES (1)', 'REPLACE t'],
    ['MERGE INTO t USING u ON t.i = u.i WHEN MATCHED THEN UPDATE SET a = 1', 'MERGE t'],
    ['', ''],
    ['?', ''],
  ];
  for (const [sql, expected] of cases)
    it(JSON.stringify(sql), () => {
      assert.equal(summarizeSql(sql), expected);
    });
});

describe('fingerprintSql', () => {
  const same = [
    'SELECT * FROM slots WHERE week_id = 12 AND id IN (1, 2, 3)',
    "SELECT *\n  FROM slots -- of a week\n WHERE week_id='x' AND id IN ('a');",
    'SELECT * FROM slots WHERE week_id = $1 AND id IN ($2, $3)',
    'SELECT * FROM slots WHERE week_id=%s AND id IN(%s,%s) ; ;',
  ];
  it('is the same whatever the values, lists, comments and layout', () => {
    assert.deepEqual(
      new Set(same.map((sql) => fingerprintSql(sql).text)),
      new Set(['SELECT * FROM slots WHERE week_id = ? AND id IN (?)']),
    );
    assert.deepEqual(
      same.map((sql) => fingerprintSql(sql).hasPlaceholders),
      [false, false, true, true],
    );
  });

  const cases: [string, string][] = [
    ["INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (3, 'z')", 'INSERT INTO t(a, b) VALUES (?)'],
    ['INSERT INTO t VALUES (NOW(), $1), (NOW(), $2)', 'INSERT INTO t VALUES (NOW(), ?), (NOW(), ?)'],
    [
      "SELECT count( * ),a.b FROM \"T\" WHERE x<>-1 AND y->>'k' = 'v' AND z::int>=3",
      'SELECT count(*), a.b FROM "T" WHERE x <> ? AND y ->> ? = ? AND z::int >= ?',
    ],
    ['SAVEPOINT "s1234_x1"', 'SAVEPOINT ?'],
    ['RELEASE SAVEPOINT s1', 'RELEASE SAVEPOINT ?'],
    ['FETCH 100 FROM _cursor_140234567', 'FETCH ? FROM _cursor_?'],
    ['SELECT a FROM t2 WHERE b = f(1, 2)', 'SELECT a FROM t2 WHERE b = f(?)'],
    ['', ''],
  ];
  for (const [sql, expected] of cases)
    it(JSON.stringify(sql), () => assert.equal(fingerprintSql(sql).text, expected));

  it('does not change when taken again', () => {
    for (const [sql] of CASES) {
      const once = fingerprintSql(sql).text;
      assert.equal(fingerprintSql(once).text, once);
    }
  });
});

describe('statementKey', () => {
  it('is equal for statements that differ in numbers and strings only', () => {
    const query = (id: number, text: string) =>
      `SELECT "id", t.a1 FROM "slots" t WHERE id = ${id} AND n > -${id}.5 AND x = '${text}'`;
    assert.equal(statementKey(query(1, 'a')), statementKey(query(23456, 'it is longer')));
    assert.notEqual(statementKey(query(1, 'a')), statementKey(query(1, 'a').replace('a1', 'a2')));
    assert.notEqual(statementKey(query(1, 'a')), statementKey(query(1, 'a').replace('slots', 'weeks')));
    assert.notEqual(statementKey('SELECT 1'), undefined);
  });

  it('never joins what the fingerprint tells apart', () => {
    const word = fc.constantFrom(
      'a',
      'SELECT',
      't1',
      't2',
      '"q 1"',
      '"q 2"',
      "'x'",
      "'y'",
      '1',
      '22',
      '0xf',
      '-3',
      '1e5',
      '2e5',
      ',',
      '(',
      ')',
      '$1',
      '$2',
      ' ',
      '.',
      "''",
      '"',
      "'",
      'N',
      '`b`',
      '--',
      '$a$',
      '[',
    );
    const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
    const texts = fc.array(text, { minLength: 200, maxLength: 300 });
    fc.assert(
      fc.property(texts, (many) => {
        const fingerprintOf = new Map<number, string>();
        for (const sql of many) {
          const key = statementKey(sql);
          if (key === undefined) continue;
          const fingerprint = fingerprintSql(sql).text;
          assert.equal(fingerprintOf.get(key) ?? fingerprint, fingerprint, sql);
          fingerprintOf.set(key, fingerprint);
        }
      }),
    );
  });
});

describe('any text', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        'SELECT',
        'FROM',
        'JOIN',
        'IN',
        '(',
        ')',
        ',',
        ';',
        '.',
        "'",
        '"',
        '`',
        '[',
        ']',
        '--',
        '/*',
        '*/',
        '$$',
        '$1',
        ':a',
        '@',
        '%s',
        '%(',
        '{',
        '}',
        '-1',
        '+',
        '1e',
        '0x',
        'N',
        "E'\\",
        'INSERT',
        'INTO',
        'UPDATE',
        'CREATE',
        'TABLE',
        'WITH',
        'AS',
        'x',
        ' ',
        '\n',
        '#',
        '?',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 40 },
  );

  it('is read to its end without an error, whatever it is', () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom('', 'mysql', 'postgresql'), (parts, system) => {
        const sql = parts.join('');
        assert.ok(sanitizeSql(sql, system).length <= sql.length + 2);
        assert.ok(summarizeSql(sql, system).length <= 255);
        fingerprintSql(sql, system);
      }),
      { numRuns: 3_000 },
    );
  });

  it('holds no digits of a literal, wherever the literal stands', () => {
    fc.assert(
      fc.property(pieces, fc.nat(1e6), (parts, number) => {
        const secret = `98765${number}56789`;
        const quotes = parts.join('').replace(/['"`$[\]/*\-#\\:@%]/g, ' ');
        const sql = `${quotes} = ${secret}, '${secret}'`;
        assert.ok(!sanitizeSql(sql).includes(secret));
        assert.ok(!fingerprintSql(sql).text.includes(secret));
      }),
    );
  });

  it('is read in a time that grows with its length', () => {
    // Each would take hours if reading it were quadratic.
    for (const piece of ['(', "'", 'IN (1,', '/*', '$a$', 'WITH a AS (', 'a.', '-1', '?,', '%(']) {
      const sql = piece.repeat(400_000 / piece.length);
      sanitizeSql(sql);
      summarizeSql(sql);
      fingerprintSql(sql);
    }
  });
});
