import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failProbe, holdInserts } from './faulty-engine.ts';
import { appendAll, DAY_MS, LOCAL, sampleLog, samplePoint, sampleSpan, setTime } from './sample-rows.ts';
import type { StoreUnderTest } from './store-under-test.ts';
import { until } from './until.ts';

export function describeDuplicates(store: StoreUnderTest): void {
  describe('duplicates', () => {
    const spans = (...ids: string[]) => ids.map((id) => sampleSpan('dup', id));

    it('counts a retried batch once', async () => {
      await store.send(...spans('1', '2', '3'));
      assert.equal(await store.send(...spans('1', '2', '3')), 3);
      await store.send(...spans('3', '4'));
      assert.equal(await store.count('events'), 4);
      assert.equal(await store.scalar('(SELECT sum(spans) FROM traces)'), '4');
      assert.equal(store.writer.counters.duplicates, 4);
    });

    it('counts a span once that comes twice in one request or one group', async () => {
      await Promise.all([store.send(...spans('1', '1')), store.send(...spans('1', '2'))]);
      assert.equal(await store.count('events'), 2);
    });

    it('keeps the same ids of another bin, and of the other side of a call', async () => {
      await store.send(...spans('1'));
      await store.writer.events({ bin: 'other', retentionHours: 1 }, 10, appendAll(...spans('1')));
      const client = sampleSpan('dup', '1');
      client.kind = 3;
      await store.send(client);
      assert.equal(await store.count('events'), 3);
    });

    it('keeps logs and spans that look alike', async () => {
      await store.send(sampleSpan('log', 'log'), sampleLog('a'), sampleLog('a'));
      assert.equal(await store.count('events'), 3);
    });

    it('counts a batch of logs or metric points once that is sent again', async () => {
      const lines = [sampleLog('a'), sampleLog('b')];
      const points = [samplePoint(), samplePoint({ value: 1 })];
      const sendPoints = (some: typeof points) =>
        store.writer.metrics(LOCAL, 10, (sink) => {
          for (const point of some) sink.append(point);
        });
      await store.send(...lines);
      await Promise.all([store.send(...lines), sendPoints(points), sendPoints(points)]);
      await sendPoints(points);
      assert.deepEqual([await store.count('events'), await store.count('metrics')], [2, 2]);
      assert.equal(store.writer.counters.duplicates, 6);
      // Not the same batch: another bin, another order, one more, one less.
      await store.writer.events({ bin: 'other', retentionHours: 1 }, 10, appendAll(...lines));
      await store.send(...lines.toReversed());
      await store.send(...lines, sampleLog('c'));
      await sendPoints(points.slice(1));
      assert.deepEqual([await store.count('events'), await store.count('metrics')], [9, 3]);
    });

    it('knows after a restart what was committed before', async () => {
      await store.send(...spans('1', '2'));
      await store.writer.drain();
      store.writer = await store.openWriter();
      await store.send(...spans('1', '2', '3'));
      assert.equal(await store.count('events'), 3);
    });

    it('looks spans up that are older than what it remembers', async () => {
      const old = (id: string) => sampleSpan('old', id, Date.now() - 3 * DAY_MS);
      await store.send(old('1'), old('2'));
      await store.writer.drain();
      store.writer = await store.openWriter({ maxPreloadedSpans: 0 });
      await Promise.all([store.send(old('1'), old('3')), store.send(old('2'), old('4'))]);
      const { columns } = await store.engine.query('SELECT name FROM events ORDER BY name');
      assert.deepEqual(columns.name, ['span 1', 'span 2', 'span 3', 'span 4']);
      assert.equal(await store.scalar('(SELECT sum(spans) FROM traces)'), '4');
    });

    it('looks spans up that it has forgotten, and of others only where forgotten ones lie', async () => {
      const base = Math.floor((Date.now() - 3 * DAY_MS) / DAY_MS) * DAY_MS;
      // Each set of what is remembered takes one span, and there are eight.
      store.writer = await store.openWriter({ maxRememberedSpans: 8 });
      const at = (minutes: number) =>
        sampleSpan(`minute ${minutes}`, String(minutes), base + minutes * 60_000);
      const times = Array.from({ length: 12 }, (_, index) => index * 10);
      const sendAll = async () => {
        for (const minutes of times) await store.send(at(minutes));
      };
      const before = store.faulty.queries;
      await sendAll();
      if (store.engine.kind === 'embedded') assert.equal(store.faulty.queries, before);
      await sendAll();
      assert.equal(await store.count('events'), times.length);
      assert.equal(store.writer.counters.duplicates, times.length);
      const forgotten = store.faulty.queries;
      // The same five minutes as the first, which is forgotten, and another day altogether.
      await store.send(at(4));
      assert.ok(store.faulty.queries > forgotten);
      const known = store.faulty.queries;
      await store.send(at(-300));
      if (store.engine.kind === 'embedded') assert.equal(store.faulty.queries, known);
      assert.equal(await store.count('events'), times.length + 2);
    });

    it('looks every old span up of a day that the store had at the start', async () => {
      const midnight = Math.floor((Date.now() - 3 * DAY_MS) / DAY_MS) * DAY_MS;
      const last = sampleSpan('last', '1');
      setTime(last, BigInt(midnight) * 1_000_000n - 1n);
      await store.send(last, sampleSpan('first', '1', midnight - DAY_MS));
      await store.writer.drain();
      store.writer = await store.openWriter({ maxPreloadedSpans: 0 });
      await store.send(last);
      await store.send(sampleSpan('first', '1', midnight - DAY_MS));
      assert.equal(await store.count('events'), 2);
      const before = store.faulty.queries;
      await store.send(sampleSpan('next', '1', midnight + 300_000));
      if (store.engine.kind === 'embedded') assert.equal(store.faulty.queries, before);
    });

    it('does not lose a span whose twin was on its way and failed', async () => {
      const hold = holdInserts(store.faulty);
      const first = store.send(...spans('1'));
      await hold.reached;
      const twin = store.send(...spans('1', '2'));
      const bystander = store.send(sampleSpan('bystander', '1'));
      store.faulty.beforeCommand = failProbe;
      hold.fail();
      await assert.rejects(first, { code: 'store-unavailable', status: 503 });
      await assert.rejects(twin, { code: 'store-unavailable' });
      await bystander;
      store.faulty.beforeCommand = () => {};
      await until(() => store.writer.state.state === 'ok');
      await store.send(...spans('1', '2'));
      assert.deepEqual((await store.engine.query('SELECT name FROM events ORDER BY name')).columns.name, [
        'span 1',
        'span 1',
        'span 2',
      ]);
      assert.equal(await store.scalar('(SELECT uniqExact((trace_id, span_id)) FROM events)'), '3');
    });
  });
}
