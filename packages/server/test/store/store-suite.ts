/** What holds for every engine. */
import { after, afterEach, before, beforeEach, describe } from 'node:test';
import { type Engine, migrate } from '../../src/store/index.ts';
import { describeDuplicates } from './duplicates-suite.ts';
import { describeEngine } from './engine-suite.ts';
import { describeFailures } from './failures-suite.ts';
import { describeMigrations } from './migrations-suite.ts';
import { describeRetention } from './retention-suite.ts';
import { describeSaved } from './saved-suite.ts';
import { StoreUnderTest } from './store-under-test.ts';
import { describeWriter } from './writer-suite.ts';

export function describeStore(
  name: string,
  open: () => Promise<{ engine: Engine; close(): Promise<void> }>,
): void {
  describe(`store: ${name}`, () => {
    const store = new StoreUnderTest();
    let close: () => Promise<void>;

    before(async () => {
      const opened = await open();
      store.engine = opened.engine;
      close = opened.close;
      await migrate(store.engine);
    });
    after(() => close());

    describeEngine(store);
    describeMigrations(store);
    describeSaved(store);
    describeRetention(store);
    describe('writing', () => {
      beforeEach(() => store.renew());
      afterEach(() => store.writer.drain());

      describeWriter(store);
      describeDuplicates(store);
      describeFailures(store);
    });
  });
}
