import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { BoundValues } from '../bound-values.ts';
import { answerQuestion } from './answer-question.ts';
import { QuestionRun } from './question-run.ts';

let store: TestStore;
/** Ten seconds, if nobody stops it; the engine looks up between blocks of rows. */
const LONG = 'SELECT sum(sleepEachRow(0.1)) FROM (SELECT * FROM numbers(100) SETTINGS max_block_size = 1)';

before(async () => {
  store = await openTestStore();
});

after(() => store.close());

test('time is for all statements together: what has none left is missing and named', async () => {
  const run = new QuestionRun(store.engine, new BoundValues(), { timeoutMs: 300 });
  const began = performance.now();
  assert.equal(await run.optional('the first', () => run.query(LONG)), undefined);
  assert.equal(await run.optional('the second', () => run.query(LONG)), undefined);
  // To their end the two take twenty seconds, and longer on a busy machine.
  assert.ok(performance.now() - began < 15_000);
  assert.equal(run.read.partial, 'the first: the time was up; the second: the time was up');
  await assert.rejects(run.query(LONG), { code: 'query-timeout', status: 504 });
});

test('a statement ends when whoever asked goes', async () => {
  const gone = new AbortController();
  const run = new QuestionRun(store.engine, new BoundValues(), { signal: gone.signal });
  const asked = run.query(LONG);
  const isRunning = async () =>
    Number(
      (
        await store.engine.query(
          `SELECT count() AS n FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%system%'`,
        )
      ).columns.n![0],
    );
  while ((await isRunning()) === 0) await new Promise((resolve) => setImmediate(resolve));
  gone.abort();
  await assert.rejects(asked, { code: 'query-aborted' });
  assert.equal(await isRunning(), 0);
});

test('memory is bounded', async () => {
  const asked = answerQuestion(store.engine, { bin: 'local', retentionHours: 24 }, {}, { maxMemoryBytes: 1 });
  await assert.rejects(asked, { code: 'query-too-large', status: 422 });
});
