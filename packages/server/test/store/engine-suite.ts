import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineError } from '../../src/store/index.ts';
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

    it('says which statement the engine refuses', async () => {
      await assert.rejects(
        store.engine.command('TRUNCATE TABLE no_such_table'),
        (error) => error instanceof EngineError && error.engineCode === 60,
      );
    });
  });
}
