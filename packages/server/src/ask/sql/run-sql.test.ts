import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SQL_FUNCTION_NAMES, SQL_TABLES } from '@tracebin/model';
import fc from 'fast-check';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { TracebinError } from '../../errors.ts';
import { runSql } from './run-sql.ts';
import { refuseOtherTables } from './touched-tables.ts';

const nowMs = Date.now();
const now = BigInt(nowMs) * 1_000_000n;
const BIN = { bin: 'mine', retentionHours: 24 };
const SECRET = 'S3CRET';
let store: TestStore;

const id = (of: number, digits: number) => of.toString(16).padStart(digits, '0');

before(async () => {
  store = await openTestStore();
  const event = (bin: string, at: number, service: string) => ({
    bin,
    time: now - 60_000_000_000n - BigInt(at),
    traceId: id(at + 1, 32),
    spanId: id(at + 1, 16),
    service,
    name: at % 2 === 0 ? 'GET /a' : 'GET /b',
    duration: (at + 1) * 1000,
    kind: 2,
    strings: { 'http.route': at % 2 === 0 ? '/a' : '/b' },
    ints: { 'http.status': String(200 + at) },
  });
  await store.insert(Array.from({ length: 10 }, (_, at) => event('mine', at, 'web')));
  await store.insert([{ ...event('theirs', 90, SECRET), name: SECRET, strings: { secret: SECRET } }]);
  await store.engine.command(`INSERT INTO keys (hash, bin, kind) VALUES ('${SECRET}', 'theirs', 'ingest')`);
  await store.engine.command(
    `INSERT INTO bins (id, name, view_token_hash) VALUES ('theirs', '${SECRET}', '${SECRET}')`,
  );
  await store.engine.command(
    `INSERT INTO transactions (bin, time, name, service, expires_at) VALUES ('theirs', now64(9) - 60, '${SECRET}', '${SECRET}', now() + 86400)`,
  );
});
after(() => store.close());

const run = (sql: string) => runSql(store.engine, BIN, { sql }, { nowMs });
async function rows(sql: string): Promise<unknown[][]> {
  const { values, count } = await run(sql);
  return Array.from({ length: count }, (_, row) => values.map((column) => column[row]));
}

test('a SELECT says what it says', async () => {
  assert.deepEqual(
    await rows(`SELECT strings['http.route'] AS route, count() AS n, max(duration) / 1e3, quantile(0.5)(duration)
      FROM spans WHERE kind = 'server' AND ints['http.status'] BETWEEN 200 AND 209 -- all of them
      GROUP BY route HAVING n > 1 ORDER BY route DESC LIMIT 5`),
    [
      ['/b', '5', 10, 6000],
      ['/a', '5', 9, 5000],
    ],
  );
  assert.deepEqual(
    await rows(`WITH slow AS (SELECT trace_id, duration FROM spans WHERE duration >= 9000),
      both AS (SELECT * FROM slow UNION ALL SELECT * FROM slow)
      SELECT s.name, CASE WHEN b.duration > 9000 THEN 'very' ELSE 'rather' END AS how, count(*) FROM both b
      JOIN spans s ON s.trace_id = b.trace_id AND s.name NOT LIKE '%c' GROUP BY s.name, how ORDER BY how`),
    [
      ['GET /a', 'rather', '2'],
      ['GET /b', 'very', '2'],
    ],
  );
  assert.deepEqual(
    await rows(`SELECT arrayMap((x, y) -> x + y, [1, 2], [10, 20])[2] AS e, tuple(1, 'b').2 AS p, CAST('7' AS Int32) AS c,
      -1 - -1 AS z, 'it''s' || '\\n' AS s, now() - INTERVAL 1 DAY < now() AS i, NOT true OR false AS b`),
    [[22, 'b', 7, 0, "it's\n", 1, false]],
  );
  assert.deepEqual(
    await rows(
      'SELECT count(), uniqExact(trace_id) FROM spans, (SELECT 1 AS one) AS o WHERE spans.duration IN (1000, 2000)',
    ),
    [['2', '2']],
  );
  assert.deepEqual(await rows('SELECT key FROM spans ARRAY JOIN mapKeys(strings) AS key GROUP BY key'), [
    ['http.route'],
  ]);
  const { columns } = await run('SELECT count() FROM events');
  assert.deepEqual(columns, [{ name: 'count()', type: 'UInt64' }]);
});

test('every table and every column can be read, and holds nothing of another bin', async () => {
  for (const { name, columns } of SQL_TABLES) {
    const answer = await run(`SELECT * FROM ${name}`);
    assert.deepEqual(
      answer.columns.map((column) => column.name),
      columns.map((column) => column.name),
      name,
    );
    assert.ok(!JSON.stringify(answer).includes(SECRET), name);
    const own = name === 'spans' || name === 'events' || name === 'traces' ? 10 : 0;
    assert.equal(answer.count, own, name);
  }
});

test('errors point at their place', async () => {
  const wrong: [string, RegExp][] = [
    ['SELECT nonsense FROM spans', /nonsense.*character 8/],
    ['SELECT 1 FROM nowhere', /no table nowhere.*character 15/],
    ['SELECT file(1)', /no function file.*character 8/],
    ['SELECT 1 +', /Expected a value, not the end \(at character 11/],
    ["SELECT 'a", /not closed \(at character 8/],
    ['SELECT\n1 FROM spans\nWHERE duration >', /character 37, line 3/],
    ["SELECT toInt64('a')", /parse/],
  ];
  for (const [sql, message] of wrong) await assert.rejects(run(sql), { code: 'bad-sql', message }, sql);
});

const ATTACKS = `
SELECT * FROM bins
SELECT * FROM keys
SELECT * FROM default.events
SELECT * FROM default.keys
SELECT * FROM \`default\`.\`keys\`
SELECT * FROM "default.keys"
SELECT * FROM system.tables
SELECT * FROM system.query_log
SELECT * FROM \`system.tables\`
SELECT * FROM information_schema.tables
SELECT * FROM spans UNION ALL SELECT * FROM keys
SELECT (SELECT hash FROM keys LIMIT 1)
SELECT 1 WHERE 'x' IN (SELECT hash FROM keys)
SELECT 1 WHERE 'x' IN keys
SELECT 1 WHERE 'x' IN (keys)
SELECT 1 WHERE ('x') IN (keys.hash)
SELECT 1 WHERE in('x', keys)
SELECT 1 WHERE globalIn('x', keys)
WITH keys AS (SELECT 1 AS x) SELECT * FROM default.keys
WITH spans AS (SELECT * FROM keys) SELECT * FROM spans
WITH events AS (SELECT 1 AS bin) SELECT * FROM spans
WITH 'keys' AS t SELECT * FROM t
WITH RECURSIVE a AS (SELECT * FROM keys) SELECT * FROM a
SELECT bin FROM spans
SELECT t.bin FROM spans
SELECT spans.bin FROM spans
SELECT _table, _part FROM spans
SELECT expires_at FROM spans
SELECT * FROM spans PREWHERE 1
SELECT * FROM spans FINAL
SELECT * FROM spans SAMPLE 1
SELECT * FROM spans WHERE 1 OR bin = 'theirs'
SELECT * FROM spans WHERE 1) OR (1
SELECT * FROM spans) AS t, default.keys --
SELECT * FROM file('/etc/passwd')
SELECT * FROM url('http://localhost:1/', 'CSV')
SELECT * FROM s3('http://localhost:1/x')
SELECT * FROM remote('localhost', default.keys)
SELECT * FROM cluster('default', default.keys)
SELECT * FROM clusterAllReplicas('default', default.keys)
SELECT * FROM merge('default', '.*')
SELECT * FROM merge('.*')
SELECT * FROM numbers(10)
SELECT * FROM zeros(10)
SELECT * FROM input('x String')
SELECT * FROM executable('cat', 'TSV', 'x String')
SELECT * FROM mysql('localhost', 'a', 'b', 'c', 'd')
SELECT * FROM postgresql('localhost', 'a', 'b', 'c', 'd')
SELECT * FROM dictionary('x')
SELECT * FROM view(SELECT * FROM keys)
SELECT * FROM viewIfPermitted(SELECT * FROM keys ELSE null('x Int8'))
SELECT * FROM loop(keys)
SELECT * FROM values('x Int8', 1)
SELECT * FROM generateRandom('x Int8')
SELECT * FROM mergeTreeIndex('default', 'events')
SELECT * FROM python('x')
SELECT file('/etc/passwd')
SELECT dictGet('d', 'x', 1)
SELECT joinGet('keys', 'hash', 'x')
SELECT hasColumnInTable('default', 'keys', 'hash')
SELECT getSetting('max_threads')
SELECT currentUser(), hostName(), version(), getMacro('shard'), currentDatabase()
SELECT sleep(3)
SELECT sleepEachRow(3) FROM spans
SELECT throwIf(1)
SELECT repeat('a', 1000000000)
SELECT initializeAggregation('sumState', 1)
SELECT sumState(duration) FROM spans
SELECT catboostEvaluate('/etc/passwd', 1)
SELECT evalMLMethod(1)
SELECT addressToLine(1), demangle('x')
SELECT COLUMNS('.*') FROM spans
SELECT * EXCEPT time FROM spans
SELECT * REPLACE (1 AS time) FROM spans
SELECT * APPLY sum FROM spans
SELECT {x:String}
SELECT {p0:Identifier} FROM spans
SELECT 1 SETTINGS readonly = 0
SELECT * FROM (SELECT 1 SETTINGS readonly = 0)
SELECT 1 INTO OUTFILE '/tmp/x'
SELECT 1 FORMAT Null
SELECT 1; SELECT 2
SELECT 1; DROP TABLE events
DROP TABLE events
INSERT INTO events SELECT 1
SET readonly = 0
SYSTEM FLUSH LOGS
EXPLAIN AST SELECT 1
DESCRIBE TABLE keys
SHOW TABLES
EXISTS TABLE keys
EXECUTE AS default SELECT 1
GRANT ALL ON *.* TO default
KILL QUERY WHERE 1
FROM keys SELECT *
SELECT * FROM (keys)
SELECT * FROM spans JOIN keys ON 1 = 1
SELECT * FROM spans, keys
SELECT * FROM spans AS keys, keys AS spans
SELECT * FROM spans ARRAY JOIN (SELECT groupArray(hash) FROM keys) AS x
SELECT arrayMap(keys -> (SELECT max(hash) FROM keys), [1])
SELECT 1 AS keys, x FROM (SELECT 'a' IN (keys) AS x)
SELECT keys.hash FROM spans AS keys
SELECT /* */ hash /* */ FROM /* */ keys /* FROM spans
SELECT hash FROM spans -- \\n, keys
SELECT "a\`, (SELECT hash FROM keys) AS \`b" FROM spans
SELECT 1 AS "x\\\\\`; DROP TABLE events"
SELECT 1 AS \`a\\\`b\`
SELECT 'a\\\\' || (SELECT hash FROM keys) || '
SELECT count() FROM spans GROUP BY ALL
SELECT 1 GLOBAL IN (SELECT 1)
SELECT 1::String
SELECT toTypeName(1)::keys
SELECT CAST(1 AS Enum('a' = 1))
SELECT CAST(1, 'String')
SELECT INTERVAL '1' DAY
SELECT 1 LIMIT (SELECT 1)
SELECT quantile((SELECT 0.5))(duration) FROM spans
SELECT 1e400, 0x41, 1_000
SELECT 1 FROM spans WHERE duration NOT IN (duration)
TABLE keys
VALUES (1)
(SELECT * FROM keys)
`
  .trim()
  .split('\n');

test('what is not a SELECT over the tables of the bin is refused', async () => {
  for (const sql of ATTACKS) {
    const said = await run(sql).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => {
        assert.ok(error instanceof TracebinError, `${sql}: ${String(error)}`);
        assert.ok(error.status === 400, `${sql}: ${error.code} ${error.message}`);
        return error.message + (error.hint ?? '').replaceAll(sql, '');
      },
    );
    // WITH events, AS keys: names of one's own are allowed to be called so.
    assert.ok(!said.includes(SECRET), sql);
    assert.ok(!said.includes('"hash"') && !said.includes('root:'), `${sql}: ${said}`);
  }
  const refused = await Promise.all(
    ATTACKS.map((sql) =>
      run(sql).then(
        () => sql,
        () => undefined,
      ),
    ),
  );
  // What is no attack after all: shadowing a table with a select of one's own, and aliases.
  assert.deepEqual(
    refused.filter((sql) => sql !== undefined),
    ['WITH events AS (SELECT 1 AS bin) SELECT * FROM spans'],
  );
});

test('the engine itself is asked what a statement would read', async () => {
  for (const sql of [
    'SELECT * FROM default.keys',
    'SELECT 1 IN (SELECT hash FROM keys)',
    'SELECT * FROM numbers(3)',
    'SELECT * FROM system.tables',
  ])
    await assert.rejects(refuseOtherTables(store.engine, sql, {}, 'default'), /would have read/, sql);
  await refuseOtherTables(
    store.engine,
    'SELECT (SELECT 1), count() FROM default.events, default.traces AS x',
    {},
    'default',
  );
});

test('names that stand for ever more do not grow without bound', async () => {
  const doubled = Array.from(
    { length: 30 },
    (_, at) => `a${at + 1} AS (SELECT * FROM a${at} UNION ALL SELECT * FROM a${at})`,
  );
  await assert.rejects(run(`WITH a0 AS (SELECT 1 AS x), ${doubled.join(', ')} SELECT * FROM a30`), {
    code: 'bad-sql',
    message: /60 selects/,
  });
  const aliases = Array.from({ length: 40 }, (_, at) => `a${at} + a${at} AS a${at + 1}`);
  await assert.rejects(run(`SELECT 1 AS a0, ${aliases.join(', ')}`), {
    code: 'bad-sql',
    message: /5000 expressions/,
  });
  await assert.rejects(run(`SELECT ${'('.repeat(200)}1${')'.repeat(200)}`), {
    code: 'bad-sql',
    message: /too deep/,
  });
  await assert.rejects(run(`SELECT ${'- '.repeat(3000)}1`), { code: 'bad-sql' });
  await assert.rejects(run(`SELECT '${'a'.repeat(20_000)}'`), { code: 'bad-sql' });
});

test('rows, bytes, time and memory are bounded', async () => {
  const many = 'SELECT arrayJoin(range(200000)) AS x FROM (SELECT 1)';
  const answer = await run(many);
  assert.deepEqual([answer.count, answer.more, answer.values[0]!.length], [10_000, true, 10_000]);
  const all = await run(`${many} UNION ALL ${many} LIMIT 5`);
  assert.deepEqual([all.count, all.more], [10_000, true]);
  await assert.rejects(
    run(`SELECT arrayStringConcat(arrayMap(x -> 'abcdefghij', range(100000))) FROM spans, spans AS s2`),
    { status: 422 },
  );
  const heavy = `SELECT count() FROM (SELECT arrayJoin(range(1000000)) AS a FROM spans) AS x, (SELECT arrayJoin(range(1000000)) AS b FROM spans) AS y WHERE cityHash64(a, b) = 1`;
  await assert.rejects(runSql(store.engine, BIN, { sql: heavy }, { timeoutMs: 300 }), {
    code: 'query-timeout',
  });
  await assert.rejects(
    runSql(
      store.engine,
      BIN,
      { sql: 'SELECT groupArray(a) FROM (SELECT arrayJoin(range(1000000)) AS a FROM spans)' },
      { maxMemoryBytes: 30_000_000 },
    ),
    { code: 'query-too-large' },
  );
});

test('a name that looks like a placeholder is a name', async () => {
  for (const name of ['{p0:String}', '{none:String}']) {
    const answer = await run(`SELECT 1 AS \`${name}\` FROM spans LIMIT 1`);
    assert.deepEqual([answer.columns[0]!.name, answer.values], [name, [[1]]]);
    await assert.rejects(run(`SELECT \`${name}\` FROM spans`), { code: 'bad-sql' });
  }
});

/** Words of the language and of attacks in any order: nearly all of it is refused, some of it runs, nothing gets out. */
const WORDS =
  `SELECT FROM WHERE GROUP BY ORDER LIMIT UNION ALL WITH AS JOIN ON IN NOT NULL ( ) ( ) , , . * = 'x' 'it''s' 1 2 0.5 spans events keys bins system default tables
 hash bin service duration strings [ ] -> -- /* */ ; \` " \\ count( max( any( arrayMap( x file( url( {p0:String} SETTINGS FORMAT theirs ARRAY`.split(
    /\s+/,
  );

test('any row of words stays in its bin', async () => {
  const codes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }), async (words) => {
      const sql = `SELECT ${words.join(' ')}`;
      const said = await run(sql).then(
        (answer) => JSON.stringify(answer),
        (error: unknown) => {
          assert.ok(error instanceof TracebinError && error.status === 400, `${sql}: ${String(error)}`);
          codes.add(error.code);
          return '';
        },
      );
      assert.ok(!said.includes(SECRET));
    }),
    { numRuns: 600, includeErrorInReport: true },
  );
  assert.deepEqual([...codes], ['bad-sql']);
});

/** Trees that can be read, with hostile names and texts at every place that takes one. */
test("any names and texts of one's own stay names and texts", async () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      "'; DROP TABLE events --",
      'a`b',
      '`x`',
      'keys',
      'default.keys',
      '{p0:String}',
      'a\\',
      '$x',
      "') OR 1=1 --",
      '*/',
      '{a}',
      'Ω',
      '\u202e',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (alias, text, name) => {
      const literal = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
      const quote = (of: string) => `"${of.replaceAll('"', '""')}"`;
      const sql = `WITH ${quote(name)} AS (SELECT ${literal} AS ${quote(alias)}, service FROM spans LIMIT 1)
        SELECT ${quote(alias)}, max(service), count() FROM ${quote(name)} AS ${quote(alias + name)} WHERE ${quote(alias)} = ${literal} AND ${literal} IN (${literal}, 'b') GROUP BY ${quote(alias)}`;
      const isPlain =
        [alias, name].every((each) => /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(each) && !/[`\\]/.test(each)) &&
        alias !== 'service';
      const found = await run(sql).then(
        ({ values }) => values,
        (error: unknown) => {
          assert.ok(error instanceof TracebinError && error.code === 'bad-sql', `${sql}: ${String(error)}`);
          assert.ok(!isPlain, `${JSON.stringify([alias, name, text])}: ${error.message}`);
          return undefined;
        },
      );
      if (found !== undefined && /^[^\ud800-\udfff]*$/.test(text))
        assert.deepEqual(found, [[text], ['web'], ['1']]);
    }),
    { numRuns: 60, includeErrorInReport: true },
  );
});

test('every function there is, the engine has', async () => {
  const { columns } = await store.engine.query('SELECT DISTINCT lower(name) AS name FROM system.functions');
  const known = new Set(columns.name);
  assert.deepEqual(
    SQL_FUNCTION_NAMES.filter((name) => !known.has(name.toLowerCase())),
    [],
  );
});
