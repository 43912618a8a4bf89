import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { AttributeType } from '../../src/receive/event/attribute-type.ts';
import type { EventRow } from '../../src/receive/event/event-row.ts';
import { holdInserts } from './faulty-engine.ts';
import { appendAll, LOCAL, START, sampleLog, samplePoint, sampleSpan, setTime } from './sample-rows.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function describeWriter(store: StoreUnderTest): void {
  describe('writer', () => {
    it('stores every column of a span', async () => {
      const row = sampleSpan('whole', 'whole');
      const source = Buffer.from('..status message..trace state..a value of some length..');
      row.source = source;
      const slice = (text: string): [number, number] => [
        source.indexOf(text),
        source.indexOf(text) + text.length,
      ];
      [row.statusMessage.start, row.statusMessage.end] = slice('status message');
      [row.traceState.start, row.traceState.end] = slice('trace state');
      row.parentSpanId.fill(7);
      setTime(row, 1_790_000_000_123_456_789n);
      row.duration = 2 ** 52 + 1;
      row.status = 2;
      row.layer = 1;
      row.sampleRate = 12.5;
      row.flags = 0xffffffff;
      row.scopeName = 'scope';
      row.scopeVersion = '1.2';
      const { attributes, resource } = row;
      attributes.addSlice('from bytes', AttributeType.string, ...slice('a value of some length'));
      attributes.addBits('int', AttributeType.int, -2, -1);
      attributes.addBits('large', AttributeType.int, -1, 0x7fffffff);
      attributes.addDouble('double', AttributeType.double, 0.1);
      attributes.addBits('yes', AttributeType.bool, 1, 0);
      attributes.addBits('no', AttributeType.bool, 0, 0);
      attributes.addText('list', AttributeType.json, '[1,"a"]');
      resource.addBits('pid', AttributeType.int, -2, 0);
      resource.addDouble('load', AttributeType.double, 1.5);
      resource.addBits('managed', AttributeType.bool, 1, 0);
      row.events.push({ timeLow: 5, timeHigh: 1, name: 'exception', attributesJson: '{"type":"Error"}' });
      row.eventCount = 1;
      row.links.push({
        traceId: Buffer.alloc(16, 1),
        spanId: Buffer.alloc(8, 2),
        traceState: 's',
        attributesJson: '{}',
      });
      row.linkCount = 1;
      assert.equal(
        await store.writer.events({ bin: 'local', retentionHours: 9600 }, 1000, appendAll(row)),
        1,
      );

      const { columns } = await store.engine.query(
        `SELECT * EXCEPT (received_at, trace_id, span_id, parent_span_id, link_trace_ids, link_span_ids), hex(events.trace_id) AS trace_id, hex(events.span_id) AS span_id, hex(events.parent_span_id) AS parent_span_id,
             arrayMap(x -> hex(x), events.link_trace_ids) AS link_trace_ids, arrayMap(x -> hex(x), events.link_span_ids) AS link_span_ids,
             dateDiff('second', received_at, now()) BETWEEN 0 AND 60 AS is_recent FROM events`,
      );
      const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
      const stored = Object.fromEntries(
        Object.entries(columns).map(([column, values]) => [column, values[0]]),
      );
      assert.deepEqual(stored, {
        bin: 'local',
        type: 0,
        entry: true,
        time: '2026-09-21 14:13:20.123456789',
        duration: String(2 ** 52 + 1),
        trace_id: hex(row.traceId),
        span_id: hex(row.spanId),
        parent_span_id: '0707070707070707',
        service: 'spots-web',
        name: 'span whole',
        kind: 2,
        status: 2,
        layer: 1,
        status_message: 'status message',
        trace_state: 'trace state',
        sample_rate: 12.5,
        flags: 0xffffffff,
        severity: 0,
        severity_text: '',
        body: '',
        scope_name: 'scope',
        scope_version: '1.2',
        strings: { 'http.route': '/api/week/:date', 'from bytes': 'a value of some length' },
        ints: { int: '-2', large: '9223372036854775807' },
        doubles: { double: 0.1 },
        bools: { yes: true, no: false },
        jsons: { list: '[1,"a"]' },
        resource: { 'service.name': 'spots-web', pid: '4294967294', load: '1.5', managed: 'true' },
        event_times: ['4294967301'],
        event_names: ['exception'],
        event_attributes: ['{"type":"Error"}'],
        link_trace_ids: ['01'.repeat(16)],
        link_span_ids: ['02'.repeat(8)],
        link_trace_states: ['s'],
        link_attributes: ['{}'],
        expires_at: '2027-10-26 14:13:20',
        is_recent: 1,
      });
    });

    it('keeps the resource of each span', async () => {
      const shared = sampleSpan('r', '1');
      const rows = ['2', '3'].map((id) => {
        const row = sampleSpan('r', id);
        row.resource = shared.resource;
        return row;
      });
      const other = sampleSpan('r', '4');
      other.resource.addText('host.name', AttributeType.string, 'h2');
      await store.send(shared, ...rows, other);
      const { columns } = await store.engine.query('SELECT resource FROM events ORDER BY name');
      const plain = { 'service.name': 'spots-web' };
      assert.deepEqual(columns.resource, [plain, plain, plain, { ...plain, 'host.name': 'h2' }]);
    });

    it('stores metric points', async () => {
      await store.writer.metrics(LOCAL, 1000, (sink) => {
        sink.append(samplePoint());
        sink.append(
          samplePoint({
            name: 'sizes',
            type: 'histogram',
            count: 3n,
            min: -1.5,
            bounds: [1, 2],
            bucketCounts: [1n, 2n, 2n ** 64n - 1n],
            exemplars: [
              { timeNanos: 1n, value: 2, traceId: 'ab'.repeat(16), spanId: '', attributes: { a: 1 } },
            ],
          }),
        );
      });
      const { columns } = await store.engine.query(
        `SELECT name, type, value, count, min, max, bounds, bucket_counts, attributes, arrayMap(x -> hex(x), exemplar_trace_ids) AS traces
           FROM metrics ORDER BY name`,
      );
      assert.deepEqual(columns, {
        name: ['requests', 'sizes'],
        type: ['sum', 'histogram'],
        value: [42.5, 42.5],
        count: ['0', '3'],
        min: [null, -1.5],
        max: [null, null],
        bounds: [[], [1, 2]],
        bucket_counts: [[], ['1', '2', '18446744073709551615']],
        attributes: [
          { route: '/api', retries: '3' },
          { route: '/api', retries: '3' },
        ],
        traces: [[], ['AB'.repeat(16)]],
      });
    });

    it('sums up traces', async () => {
      const root = sampleSpan('t', 'root', START);
      const child = sampleSpan('t', 'child', START + 100);
      child.parentSpanId.set(root.spanId);
      child.service = 'spots-db';
      child.status = 2;
      await store.send(child);
      await store.send(root);
      await store.send(sampleLog('not a span'));
      const { columns } = await store.engine.query(
        `SELECT toUnixTimestamp64Milli(min(start)) AS start, toUnixTimestamp64Micro(max(end)) AS end, sum(spans) AS spans,
             sum(errors) AS errors, max(root_service) AS service, max(root_name) AS name, arraySort(groupUniqArrayArray(services)) AS services
           FROM traces GROUP BY trace_id`,
      );
      assert.deepEqual(columns, {
        start: [String(START)],
        end: [String(START * 1000 + 101_500)],
        spans: ['2'],
        errors: ['1'],
        service: ['spots-web'],
        name: ['span root'],
        services: [['spots-db', 'spots-web']],
      });
    });

    it('commits requests that come together in one block', async () => {
      const hold = holdInserts(store.faulty);
      const first = store.send(sampleSpan('g', '0'));
      await hold.reached;
      const others = ['1', '2', '3'].map((id) => store.send(sampleSpan('g', id)));
      hold.release();
      await Promise.all([first, ...others]);
      assert.equal(store.faulty.inserts, 2);
      assert.equal(await store.count('events'), 4);
    });

    it('says since when a request waits for its commit, until it is over', async () => {
      assert.equal(store.writer.uncommittedSince, undefined);
      const hold = holdInserts(store.faulty);
      const second = () => Math.floor(Date.now() / 1000);
      const from = second();
      const first = store.send(sampleSpan('u', '0'));
      const to = second();
      await hold.reached;
      await setTimeout(1_100);
      const other = store.send(sampleSpan('u', '1'));
      const since = store.writer.uncommittedSince;
      assert.ok(since !== undefined && since >= from && since <= to, `${since} is not from ${from} to ${to}`);
      hold.release();
      await Promise.all([first, other]);
      assert.equal(store.writer.uncommittedSince, undefined);
    });

    it('takes back what a request had appended when it fails to decode', async () => {
      const kept = store.send(sampleSpan('k', 'kept'));
      const failed = store.writer.events(LOCAL, 1000, (sink) => {
        sink.append(sampleSpan('k', 'gone'));
        throw new Error('cut off');
      });
      await assert.rejects(failed, /cut off/);
      await kept;
      assert.equal(await store.count('events'), 1);
      await store.send(sampleSpan('k', 'gone'));
      assert.equal(await store.count('events'), 2);
    });

    it('refuses a request that becomes too large in memory', async () => {
      await store.writer.drain();
      store.writer = await store.openWriter({ maxRequestBytes: 100_000 });
      const spans = (rows: number) => (sink: { append(row: EventRow): void }) => {
        const row = sampleSpan('large', '');
        row.resource.addText('blob', AttributeType.string, 'x'.repeat(1000));
        for (let index = 0; index < rows; index++) {
          new DataView(row.spanId.buffer).setUint32(0, index);
          sink.append(row);
        }
      };
      await store.writer.events(LOCAL, 100, spans(90));
      await assert.rejects(store.writer.events(LOCAL, 100, spans(200)), { code: 'too-large', status: 413 });
      assert.equal(await store.count('events'), 90);
    });

    describe('bounds', () => {
      it('refuses before decoding what would not fit into the backlog', async () => {
        await store.writer.drain();
        store.writer = await store.openWriter({ maxBacklogBytes: 10_000 });
        const hold = holdInserts(store.faulty);
        const first = store.send(sampleSpan('b', '1'));
        await hold.reached;
        const waiting = store.writer.counters.waitingBytes;
        assert.ok(waiting > 0);
        const fits = store.writer.events(LOCAL, 10_000 - waiting, appendAll(sampleSpan('b', '2')));
        let isDecoded = false;
        const refused = store.writer.events(LOCAL, 10_001 - waiting, () => {
          isDecoded = true;
        });
        await assert.rejects(refused, { code: 'overloaded', status: 503, retryAfterSeconds: 1 });
        assert.equal(isDecoded, false);
        hold.release();
        await Promise.all([first, fits]);
        assert.equal(store.writer.counters.waitingBytes, 0);
        assert.equal(store.writer.counters.refusedRequests, 1);
        await store.writer.events(LOCAL, 1_000_000, appendAll(sampleSpan('b', '3')));
        assert.equal(await store.count('events'), 3);
      });

      it('drains: what was taken is committed, nothing more is taken', async () => {
        const hold = holdInserts(store.faulty);
        const first = store.send(sampleSpan('d', '1'));
        await hold.reached;
        const second = store.send(sampleSpan('d', '2'));
        const drained = store.writer.drain();
        await assert.rejects(store.send(sampleSpan('d', '3')), { code: 'overloaded' });
        assert.equal(store.writer.state.state, 'draining');
        hold.release();
        await Promise.all([drained, first, second]);
        assert.equal(await store.count('events'), 2);
      });
    });
  });
}
