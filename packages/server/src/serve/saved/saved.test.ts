import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type QuestionAnswer, SAVED_LIMITS } from '@tracebin/model';
import { openTestStore, type TestStore } from '../../../test/support/test-store.ts';
import { answerQuestion } from '../../ask/index.ts';
import type { TracebinError } from '../../errors.ts';
import { addBoard, deleteBoard, getBoard, listBoards, replaceBoard } from './boards.ts';
import { deleteKeptAnswer, getKeptAnswer, keepAnswerOf } from './kept-answers.ts';
import {
  addSavedQuestion,
  deleteSavedQuestion,
  listSavedQuestions,
  replaceSavedQuestion,
} from './saved-questions.ts';

const code = (expected: string) => (error: TracebinError) => error.code === expected;
const count = { name: 'Requests', text: 'COUNT WHERE is_root = true' };
const hostile = `"); DROP TABLE saved; -- ' \\ \t<b>\0é`;

describe('what people save in a bin', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore();
  });
  after(() => store.close());

  it('questions are kept, changed, and gone', async () => {
    const { engine } = store;
    const saved = await addSavedQuestion(engine, 'a', {
      ...count,
      name: `  ${hostile}  `,
      from: '-24h',
      chart: 'bar',
    });
    assert.match(saved.id, /^[0-9a-f]{16}$/);
    assert.deepEqual((await listSavedQuestions(engine, 'a')).questions, [saved]);
    assert.deepEqual([saved.name, saved.from, saved.chart, 'to' in saved], [hostile, '-24h', 'bar', false]);
    const changed = await replaceSavedQuestion(engine, 'a', saved.id, {
      ...count,
      text: 'COUNT FROM logs',
      log: true,
    });
    assert.ok(changed.changedAt > saved.changedAt);
    const other = await addSavedQuestion(engine, 'a', { ...count, name: 'errors' });
    assert.deepEqual((await listSavedQuestions(engine, 'a')).questions, [other, changed]);
    await assert.rejects(
      addSavedQuestion(engine, 'a', { ...count, name: ' requests' }),
      code('name-taken'),
      'in any case',
    );
    await replaceSavedQuestion(engine, 'a', other.id, { ...count, name: 'ERRORS' });
    // Another bin has its own names, and opens nobody else's.
    assert.deepEqual(await listSavedQuestions(engine, 'b'), { questions: [] });
    await addSavedQuestion(engine, 'b', count);
    await assert.rejects(replaceSavedQuestion(engine, 'b', saved.id, count), code('not-found'));
    await assert.rejects(deleteSavedQuestion(engine, 'b', saved.id), code('not-found'));
    await deleteSavedQuestion(engine, 'a', saved.id);
    await assert.rejects(deleteSavedQuestion(engine, 'a', saved.id), code('not-found'));
    assert.equal((await listSavedQuestions(engine, 'a')).questions.length, 1);
    assert.equal((await listSavedQuestions(engine, 'b')).questions.length, 1);
  });

  it('of two who save at once the second is refused: no name twice, nothing written over unseen', async () => {
    const { engine } = store;
    const codes = (results: PromiseSettledResult<unknown>[]) =>
      results
        .filter((each) => each.status === 'rejected')
        .map(({ reason }) => [(reason as TracebinError).code, (reason as TracebinError).hint]);
    const both = await Promise.allSettled(
      ['Routes', 'ROUTES', 'routes '].map((name) => addSavedQuestion(engine, 't', { ...count, name })),
    );
    assert.deepEqual(codes(both), [
      ['name-taken', '"ROUTES 2" is free. Or change the one that has the name.'],
      ['name-taken', '"routes 2" is free. Or change the one that has the name.'],
    ]);
    const [saved, ...others] = (await listSavedQuestions(engine, 't')).questions;
    assert.equal(others.length, 0);
    const { id, changedAt } = saved!;
    const changes = await Promise.allSettled(
      ['COUNT FROM logs', 'COUNT FROM events'].map((text) =>
        replaceSavedQuestion(engine, 't', id, { name: 'Routes', text, basedOn: changedAt }),
      ),
    );
    assert.deepEqual(codes(changes), [['changed-meanwhile', 'Load it again, then make your change.']]);
    const [now] = (await listSavedQuestions(engine, 't')).questions;
    assert.equal(now!.text, 'COUNT FROM logs');
    await replaceSavedQuestion(engine, 't', id, { ...count, name: 'Routes', basedOn: now!.changedAt });
    const boards = await Promise.allSettled(
      ['Monday', 'Monday'].map((name) => addBoard(engine, 't', { name, panels: [] })),
    );
    assert.deepEqual(codes(boards), [
      ['name-taken', '"Monday 2" is free. Or change the one that has the name.'],
    ]);
    assert.equal((await listBoards(engine, 't')).boards.length, 1);
  });

  it('questions have limits', async () => {
    const { engine } = store;
    const { nameLength, textLength, questions } = SAVED_LIMITS;
    const text = (length: number) => `COUNT WHERE a = ${'x'.repeat(length - 16)}`;
    await addSavedQuestion(engine, 'l', { name: 'n'.repeat(nameLength), text: text(textLength) });
    const refused: [object, string][] = [
      [{ name: 'n'.repeat(nameLength + 1) }, 'bad-name'],
      [{ name: ' \n ' }, 'bad-name'],
      [{ text: text(textLength + 1) }, 'bad-question'],
      [{ text: ' ' }, 'bad-question'],
      [{ text: 'COUNT GROUP http.route' }, 'bad-question'],
      [{ from: 'yesterday' }, 'bad-time'],
      [{ to: 'tomorrow' }, 'bad-time'],
    ];
    for (const [change, expected] of refused)
      await assert.rejects(addSavedQuestion(engine, 'l', { ...count, ...change }), code(expected), expected);
    await assert.rejects(addSavedQuestion(engine, 'l', { ...count, text: 'COUNT GROUP x' }), {
      message: /at character 7\)$/,
    });
    await fill('question', questions - 2);
    await addSavedQuestion(engine, 'l', count);
    await assert.rejects(
      addSavedQuestion(engine, 'l', { ...count, name: 'one more' }),
      code('too-many-questions'),
    );
  });

  it('boards are kept in their order; a change of an older version is refused', async () => {
    const { engine } = store;
    const panel = (question: string) => ({ question, show: 'chart' as const, wide: false });
    const board = await addBoard(engine, 'a', { name: 'Morning', panels: [panel('one'), panel('two')] });
    const turned = await replaceBoard(engine, 'a', board.id, {
      name: 'Morning',
      panels: [panel('two'), { ...panel('one'), wide: true }],
      basedOn: board.changedAt,
    });
    assert.deepEqual(await getBoard(engine, 'a', board.id), turned);
    assert.deepEqual(
      turned.panels.map(({ question, wide }) => [question, wide]),
      [
        ['two', false],
        ['one', true],
      ],
    );
    await assert.rejects(
      replaceBoard(engine, 'a', board.id, { name: 'x', panels: [], basedOn: board.changedAt }),
      code('changed-meanwhile'),
    );
    await assert.rejects(getBoard(engine, 'b', board.id), code('not-found'));
    const most = Array.from({ length: SAVED_LIMITS.panels }, () => panel('one'));
    await replaceBoard(engine, 'a', board.id, { name: 'x', panels: most });
    await assert.rejects(
      replaceBoard(engine, 'a', board.id, { name: 'x', panels: [...most, panel('one')] }),
      code('bad-board'),
    );
    await deleteBoard(engine, 'a', board.id);
    assert.deepEqual(await listBoards(engine, 'a'), { boards: [] });
    await fill('board', SAVED_LIMITS.boards - 1);
    await addBoard(engine, 'l', { name: 'last', panels: [] });
    await assert.rejects(addBoard(engine, 'l', { name: 'no more', panels: [] }), code('too-many-boards'));
  });

  it('an answer stays as it was, inside its bin, for as long as the bin keeps its data', async () => {
    const { engine } = store;
    const now = BigInt(Date.now()) * 1_000_000n;
    const scope = { bin: 'a', retentionHours: 24 };
    const insert = (ids: number[]) =>
      store.insert(
        ids.map((id) => ({
          bin: 'a',
          time: now - BigInt(id + 1) * 1_000_000_000n,
          duration: 1_000_000 * (id + 1),
          traceId: String(id).padStart(32, '0'),
          spanId: String(id).padStart(16, '0'),
          strings: { note: id === 1 ? hostile.replace('\0', '') : 'plain' },
        })),
      );
    await insert([1, 2, 3]);
    const question = {
      calculations: [{ op: 'COUNT' as const }, { op: 'HEATMAP' as const, column: 'duration' }],
      breakdowns: ['note', 'nothing'],
      startTime: '-1h',
    };
    const answer = await answerQuestion(engine, scope, question);
    const view = { text: 'COUNT, HEATMAP(duration) GROUP BY note, nothing', from: '-1h' };
    const askedAt = new Date().toISOString();
    const kept = await keepAnswerOf(engine, scope, { ...view, askedAt, answer });
    assert.match(kept.id, /^[0-9a-f]{32}$/);
    await insert([4, 5]);
    const read = await getKeptAnswer(engine, scope, kept.id);
    assert.deepEqual(read.answer, JSON.parse(JSON.stringify(answer)));
    assert.deepEqual(
      [read.text, read.from, read.askedAt, read.keptUntil],
      [view.text, '-1h', askedAt, kept.keptUntil],
    );
    assert.equal(Date.parse(read.keptUntil) - Date.parse(read.keptAt), 24 * 3_600_000);
    assert.notEqual(
      (await answerQuestion(engine, scope, question)).table.total[0],
      read.answer.table.total[0],
    );
    await assert.rejects(getKeptAnswer(engine, { ...scope, bin: 'b' }, kept.id), code('not-found'));
    await assert.rejects(deleteKeptAnswer(engine, 'b', kept.id), code('not-found'));
    // The bin keeps its data for no time at all by now.
    await assert.rejects(getKeptAnswer(engine, { ...scope, retentionHours: 0 }, kept.id), code('not-found'));
    const over = await keepAnswerOf(engine, { ...scope, retentionHours: 0 }, { ...view, askedAt, answer });
    await assert.rejects(getKeptAnswer(engine, scope, over.id), code('not-found'));
    await deleteKeptAnswer(engine, 'a', kept.id);
    await assert.rejects(getKeptAnswer(engine, scope, kept.id), code('not-found'));
  });

  it('only answers are kept, and none that is too large', async () => {
    const { engine } = store;
    const scope = { bin: 'e', retentionHours: 1 };
    const answer = await answerQuestion(engine, scope, {
      calculations: [{ op: 'COUNT' }, { op: 'HEATMAP', column: 'duration' }],
    });
    const view = { text: 'COUNT, HEATMAP(duration)', askedAt: new Date().toISOString() };
    const keep = (change: object) =>
      keepAnswerOf(engine, scope, { ...view, answer: { ...answer, ...change } as QuestionAnswer });
    const heatmap = answer.heatmaps[0]!.all;
    const wrong: object[] = [
      { table: undefined },
      { read: 'nothing' },
      { columns: [{ name: 1, unit: 'ns' }] },
      { table: { ...answer.table, count: 10_001 } },
      { table: { ...answer.table, total: [] } },
      { series: { ...answer.series, buckets: 1e9 } },
      { series: { ...answer.series, start: 'soon' } },
      { heatmaps: [{ all: { ...heatmap, width: 1e9 }, groups: [] }] },
      { heatmaps: [{ all: { ...heatmap, x: [1], y: [], count: [] }, groups: [] }] },
    ];
    for (const change of wrong)
      await assert.rejects(keep(change), code('bad-answer'), JSON.stringify(Object.keys(change)));
    const size = (sql: string) =>
      Buffer.byteLength(
        JSON.stringify({ text: view.text, askedAt: view.askedAt, answer: { ...answer, sql: [sql] } }),
      );
    const largest = 'x'.repeat(SAVED_LIMITS.answerBytes - size(''));
    const { id } = await keep({ sql: [largest] });
    assert.equal((await getKeptAnswer(engine, scope, id)).answer.sql[0], largest);
    await assert.rejects(keep({ sql: [`${largest}x`] }), code('too-large'));
    await engine.command(
      `INSERT INTO kept_answers SELECT 'e', toString(number), '{}', now(), now() + 60 FROM numbers({count:UInt32})`,
      { count: SAVED_LIMITS.answers - 2 },
    );
    await keep({});
    await assert.rejects(keep({}), code('too-many-answers'));
  });

  const fill = (kind: 'question' | 'board', rows: number) =>
    store.engine.command(
      `INSERT INTO saved SELECT 'l', {kind:String}, toString(number), 'other ' || toString(number), {content:String}, now64(3)
       FROM numbers({rows:UInt32})`,
      { kind, rows, content: kind === 'board' ? '[]' : '{"text":"COUNT"}' },
    );
});
