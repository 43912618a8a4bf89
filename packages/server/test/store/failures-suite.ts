import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventRow } from '../../src/receive/event/event-row.ts';
import { fail, failProbe, holdInserts } from './faulty-engine.ts';
import { appendAll, DAY_MS, LOCAL, START, sampleSpan } from './sample-rows.ts';
import type { StoreUnderTest } from './store-under-test.ts';
import { until } from './until.ts';

export function describeFailures(store: StoreUnderTest): void {
  describe('failures', () => {
    it('tells those who wait to try again, and takes data again when the store does', async () => {
      store.faulty.beforeInsert = fail;
      store.faulty.beforeCommand = failProbe;
      await assert.rejects(store.send(sampleSpan('f', '1')), {
        code: 'store-unavailable',
        status: 503,
        retryAfterSeconds: 2,
      });
      assert.equal(store.writer.state.state, 'failing');
      let isDecoded = false;
      await assert.rejects(
        store.writer.events(LOCAL, 10, () => {
          isDecoded = true;
        }),
        { code: 'store-unavailable' },
      );
      assert.equal(isDecoded, false);
      store.faulty.beforeInsert = () => {};
      store.faulty.beforeCommand = () => {};
      await until(() => store.writer.state.state === 'ok');
      await store.send(sampleSpan('f', '1'));
      assert.equal(await store.count('events'), 1);
    });

    it('stores a block once that was stored although its answer got lost', async () => {
      let failures = 1;
      store.faulty.afterInsert = () => {
        if (failures-- > 0) fail();
      };
      await Promise.all([store.send(sampleSpan('l', '1')), store.send(sampleSpan('l', '2'))]);
      assert.equal(await store.count('events'), 2);
      assert.equal(await store.scalar('(SELECT sum(spans) FROM traces)'), '2');
    });

    it('stores a retried span once when the sender was told that it failed', async () => {
      store.faulty.afterInsert = fail;
      store.faulty.beforeCommand = failProbe;
      await assert.rejects(store.send(sampleSpan('l', '1')), { code: 'store-unavailable' });
      store.faulty.afterInsert = () => {};
      store.faulty.beforeCommand = () => {};
      await until(() => store.writer.state.state === 'ok');
      await store.send(sampleSpan('l', '1'), sampleSpan('l', '2'));
      assert.equal(await store.count('events'), 2);
    });

    describe('an insert that stops between events and traces', () => {
      let view: string;

      /** The next insert reaches `events` only, and fails. */
      const tearNextInsert = () => {
        store.faulty.beforeInsert = async () => {
          const { columns } = await store.engine.query(
            'SELECT create_table_query AS text FROM system.tables WHERE name = {name:String}',
            {
              name: 'traces_from_events',
            },
          );
          view = String(columns.text?.[0]);
          await store.engine.command('DROP TABLE traces_from_events SYNC');
        };
        store.faulty.afterInsert = async () => {
          await store.engine.command(view);
          store.faulty.beforeInsert = () => {};
          store.faulty.afterInsert = () => {};
          fail();
        };
      };

      const assertTwoSpans = async () => {
        assert.equal(await store.count('events'), 2);
        // Elsewhere it is the server's own affair: only the process that writes alone may mend.
        if (store.engine.kind === 'embedded')
          assert.equal(await store.scalar('(SELECT sum(spans) FROM traces)'), '2');
      };

      it('is completed when the store still takes data', async () => {
        tearNextInsert();
        await Promise.all([store.send(sampleSpan('torn', '1')), store.send(sampleSpan('torn', '2'))]);
        await assertTwoSpans();
      });

      it('is completed when the sender comes back', async () => {
        tearNextInsert();
        store.faulty.beforeCommand = failProbe;
        await assert.rejects(store.send(sampleSpan('torn', '1')), { code: 'store-unavailable' });
        store.faulty.beforeCommand = () => {};
        await until(() => store.writer.state.state === 'ok');
        await store.send(sampleSpan('torn', '1'), sampleSpan('torn', '2'));
        await assertTwoSpans();
      });

      it('is completed after a restart', async () => {
        await store.send(sampleSpan('torn', '1'));
        tearNextInsert();
        store.faulty.beforeCommand = failProbe;
        await assert.rejects(store.send(sampleSpan('torn', '2')), { code: 'store-unavailable' });
        await store.writer.drain();
        store.faulty.beforeCommand = () => {};
        store.writer = await store.openWriter();
        await assertTwoSpans();
        await store.send(sampleSpan('torn', '1'), sampleSpan('torn', '2'));
        await assertTwoSpans();
      });
    });

    it('refuses for good only the request that the store refuses', async () => {
      const days = (many: number, id: string) =>
        Array.from({ length: many }, (_, day) => sampleSpan('p', `${id} ${day}`, START - day * DAY_MS));
      const sendOld = (...rows: EventRow[]) =>
        store.writer.events({ bin: 'local', retentionHours: 24_000 }, 1000, appendAll(...rows));
      // Each of them is a part on the disk: as many as there may be only where that limit is our own engine's.
      const many = store.engine.kind === 'embedded' ? 500 : 50;
      const hold = holdInserts(store.faulty);
      const opener = store.send(sampleSpan('p', 'opener'));
      await hold.reached;
      const requests = [
        store.send(sampleSpan('p', 'a')),
        sendOld(...days(501, 'poison')),
        store.send(sampleSpan('p', 'b')),
        sendOld(...days(many, 'many')),
      ];
      hold.release();
      await opener;
      const outcomes = await Promise.allSettled(requests);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
      );
      await assert.rejects(requests[1] as Promise<number>, { code: 'refused-by-store', status: 400 });
      assert.equal(await store.count('events'), many + 3);
      assert.equal(store.writer.state.state, 'ok');
    });
  });
}
