import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  countKeptAnswers,
  keepAnswer,
  readKeptAnswer,
  readSaved,
  removeKeptAnswer,
  removeSaved,
  writeSaved,
} from '../../src/store/index.ts';
import { applyRetention } from '../../src/store/keys/apply-retention.ts';
import type { StoreUnderTest } from './store-under-test.ts';
import { until } from './until.ts';

const HOUR_MS = 3_600_000;
const HOSTILE = `'; DROP TABLE saved -- \\ {bin:String} \n\t\0 é`;

export function describeSaved(store: StoreUnderTest): void {
  describe('what people save', () => {
    it('is the last version, in its bin and kind', async () => {
      const { engine } = store;
      const item = {
        id: 'a1',
        name: HOSTILE,
        content: JSON.stringify({ text: HOSTILE }),
        changedAtMs: 1_000,
      };
      await writeSaved(engine, 'b1', 'question', item);
      await writeSaved(engine, 'b1', 'board', { ...item, name: 'a board' });
      await writeSaved(engine, 'b2', 'question', { ...item, name: 'of another bin' });
      await writeSaved(engine, 'b1', 'question', { ...item, id: 'a0', name: 'B', changedAtMs: 2_000 });
      await writeSaved(engine, 'b1', 'question', { ...item, name: 'a', changedAtMs: 1_001 });
      assert.deepEqual(await readSaved(engine, 'b1', 'question'), [
        { ...item, name: 'a', changedAtMs: 1_001 },
        { ...item, id: 'a0', name: 'B', changedAtMs: 2_000 },
      ]);
      await removeSaved(engine, 'b1', 'question', 'a1');
      assert.deepEqual(
        (await readSaved(engine, 'b1', 'question')).map(({ id }) => id),
        ['a0'],
      );
      assert.equal((await readSaved(engine, 'b1', 'board')).length, 1);
      assert.equal((await readSaved(engine, 'b2', 'question')).length, 1);
    });

    it('an answer longer than a statement comes back as it went in, until it expires', async () => {
      const { engine } = store;
      const now = Math.floor(Date.now() / 1_000) * 1_000;
      const content = JSON.stringify({ text: HOSTILE, long: 'x\n'.repeat(400_000) });
      const answer = { id: 'k1', content, keptAtMs: now, expiresAtMs: now + 2 * HOUR_MS };
      await keepAnswer(engine, 'b1', answer);
      await keepAnswer(engine, 'b1', { ...answer, id: 'old', expiresAtMs: now - 1_000 });
      assert.deepEqual(await readKeptAnswer(engine, 'b1', 'k1'), answer);
      assert.equal(await readKeptAnswer(engine, 'b1', 'old'), undefined);
      assert.equal(await readKeptAnswer(engine, 'b2', 'k1'), undefined);
      assert.equal(await countKeptAnswers(engine, 'b1'), 1);
      await applyRetention(engine, 'b1', 5);
      await until(async () => (await readKeptAnswer(engine, 'b1', 'k1'))?.expiresAtMs === now + 5 * HOUR_MS);
      assert.equal(await removeKeptAnswer(engine, 'b2', 'k1'), false);
      assert.equal(await removeKeptAnswer(engine, 'b1', 'k1'), true);
      assert.equal(await removeKeptAnswer(engine, 'b1', 'k1'), false);
    });
  });
}
