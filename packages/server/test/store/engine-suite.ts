import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineError } from '../../src/store/index.ts';
import { NativeReader } from '../../src/store/native/index.ts';
import type { StoreUnderTest } from './store-under-test.ts';
import { until } from './until.ts';

export function describeEngine(store: StoreUnderTest): void {
  describe('engine', () => {
    it('binds values as they are', async () => {
      const values = ["a'b\\c\td\ne", '\\N', '', '{x:String}', "'; DROP TABLE events; --", 'ü☃'];
      const { columns } = await store.engine.query(
        'SELECT {text:String} AS text, {list:Array(String)} AS list, {number:UInt64} AS number, {flag:Bool} AS flag, {none:Nullable(String)} AS none',
        { text: values[0], list: values, number: 18446744073709551615n, flag: true, none: null },
      );
      assert.deepEqual(columns, {
        text: [values[0]],
        list: [values],
        number: ['18446744073709551615'],
        flag: [true],
        none: [null],
      });
    });

    it('refuses a placeholder without value, also when an earlier query had one', async () => {
      await store.engine.query('SELECT {secret:String} AS value', { secret: 'of another bin' });
      await assert.rejects(store.engine.query('SELECT {secret:String} AS value'));
    });

    it('answers readable text when a stored string is not', async () => {
      assert.match(String(await store.scalar("concat(char(255), char(128), '\"A')")), /^\ufffd+"A$/);
    });

    it('answers blocks of columns', async () => {
      const sql = `SELECT toLowCardinality(concat('GET /', toString(number % 3))) AS name,
          toDateTime(number, 'UTC') AS second, toDateTime64(number, 9, 'UTC') AS time,
          CAST(map('k', toString(number)), 'Map(LowCardinality(String), String)') AS texts
        FROM numbers({rows:UInt32})`;
      // Blocks of an answer have 65,409 rows at most.
      for (const rows of [0, 1, 100_000]) {
        const reader = new NativeReader(await store.engine.queryNative(sql, { rows }));
        let row = 0;
        while (reader.openBlock()) {
          const names = reader.words('name');
          const seconds = reader.uint32('second');
          const times = new BigInt64Array(reader.int64('time').buffer);
          const { ends, keys, values } = reader.textMaps('texts');
          for (let at = 0; at < reader.rows; at++, row++) {
            const text = reader.bytes.toString('utf8', values.starts[at], values.ends[at]);
            assert.equal(names.words[names.places[at]!], `GET /${row % 3}`);
            assert.deepEqual([seconds[at], times[at], ends[at]], [row, BigInt(row) * 1_000_000_000n, at + 1]);
            assert.deepEqual([keys.words[keys.places[at]!], text], ['k', String(row)]);
          }
        }
        assert.equal(row, rows);
      }
      await assert.rejects(
        store.engine.queryNative('SELECT * FROM no_such_table'),
        (error) => error instanceof EngineError && error.engineCode === 60,
      );
    });

    it('stops a query at its time limit', async () => {
      await assert.rejects(
        store.engine.query(
          'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1',
          {},
          { timeoutMs: 300 },
        ),
        (error) => error instanceof EngineError && error.code === 'query-timeout',
      );
    });

    it('stops a query at its memory limit', async () => {
      await assert.rejects(
        store.engine.query(
          'SELECT groupArray(number) FROM numbers(1000000000)',
          {},
          { maxMemoryBytes: 10_000_000 },
        ),
        (error) => error instanceof EngineError && error.code === 'query-too-large',
      );
    });

    it('ends a query whose caller has gone', async () => {
      const marker = 123456789;
      const abort = new AbortController();
      const query = store.engine.query(
        `SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = ${marker}`,
        {},
        { signal: abort.signal },
      );
      const running = `SELECT count() AS n FROM system.processes WHERE query LIKE '%= ${marker}%' AND query NOT LIKE '%system.processes%'`;
      const isRunning = async () => Number((await store.engine.query(running)).columns.n?.[0]) > 0;
      await until(isRunning);
      abort.abort();
      await assert.rejects(query, (error) => error instanceof EngineError && error.code === 'query-aborted');
      await until(async () => !(await isRunning()));
    });

    it('does not begin what nobody waits for any more', async () => {
      const query = store.engine.query('SELECT 1', {}, { signal: AbortSignal.abort() });
      await assert.rejects(query, (error) => error instanceof EngineError && error.code === 'query-aborted');
    });

    it('says which statement the engine refuses', async () => {
      await assert.rejects(
        store.engine.command('TRUNCATE TABLE no_such_table'),
        (error) => error instanceof EngineError && error.engineCode === 60,
      );
    });
  });
}
