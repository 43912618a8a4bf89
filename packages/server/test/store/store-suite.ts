/** What holds for every engine. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { AttributeType } from '../../src/receive/event/attribute-type.ts';
import type { EventRow } from '../../src/receive/event/event-row.ts';
import { type Engine, EngineError, migrate, Writer, type WriterOptions } from '../../src/store/index.ts';
import { FaultyEngine } from './faulty-engine.ts';
import { appendAll, LOCAL, sampleLog, samplePoint, sampleSpan, setTime } from './sample-rows.ts';

const DAY_MS = 86_400_000;
const START = Date.now();

export function describeStore(
  name: string,
  open: () => Promise<{ engine: Engine; close(): Promise<void> }>,
): void {
  describe(`store: ${name}`, () => {
    let engine: Engine;
    let close: () => Promise<void>;

    before(async () => {
      ({ engine, close } = await open());
      await migrate(engine);
    });

    after(() => close());

    async function scalar(sql: string): Promise<unknown> {
      const { columns } = await engine.query(`SELECT ${sql} AS value`);
      return columns.value?.[0];
    }

    const count = async (table: string) =>
      Number((await engine.query(`SELECT count() AS n FROM ${table}`)).columns.n?.[0]);

    describe('engine', () => {
      it('binds values as they are', async () => {
        const values = ["a'b\\c\td\ne", '\\N', '', '{x:String}', "'; DROP TABLE events; --", 'ü☃'];
        const { columns } = await engine.query(
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
        await engine.query('SELECT {secret:String} AS value', { secret: 'of another bin' });
        await assert.rejects(engine.query('SELECT {secret:String} AS value'));
      });

      it('answers readable text when a stored string is not', async () => {
        assert.match(String(await scalar("concat(char(255), char(128), '\"A')")), /^\ufffd+"A$/);
      });

      it('stops a query at its time limit', async () => {
        await assert.rejects(
          engine.query(
            'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1',
            {},
            { timeoutMs: 300 },
          ),
          (error) => error instanceof EngineError && error.code === 'query-timeout',
        );
      });

      it('stops a query at its memory limit', async () => {
        await assert.rejects(
          engine.query(
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
        const query = engine.query(
          `SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = ${marker}`,
          {},
          { signal: abort.signal },
        );
        const running = `SELECT count() AS n FROM system.processes WHERE query LIKE '%= ${marker}%' AND query NOT LIKE '%system.processes%'`;
        const isRunning = async () => Number((await engine.query(running)).columns.n?.[0]) > 0;
        await until(isRunning);
        abort.abort();
        await assert.rejects(
          query,
          (error) => error instanceof EngineError && error.code === 'query-aborted',
        );
        await until(async () => !(await isRunning()));
      });

      it('says which statement the engine refuses', async () => {
        await assert.rejects(
          engine.command('TRUNCATE TABLE no_such_table'),
          (error) => error instanceof EngineError && error.engineCode === 60,
        );
      });
    });

    describe('migrations', () => {
      it('run once', async () => {
        assert.deepEqual(await migrate(engine), []);
      });

      it('may be run again after a crash before they were noted', async () => {
        await engine.command('TRUNCATE TABLE migrations');
        const ran = await migrate(engine);
        assert.deepEqual(
          ran,
          [...ran.keys()].map((index) => index + 1),
        );
        assert.ok(ran.length > 0);
      });

      it('refuse a store that is newer than the program', async () => {
        const newest = Number(await scalar('(SELECT max(number) FROM migrations)'));
        await engine.command(
          "INSERT INTO migrations (number, name, ran_at) SELECT {number:UInt32}, 'future', now64(3)",
          { number: newest + 1 },
        );
        await assert.rejects(migrate(engine), { code: 'store-newer', name: 'StartError' });
        await engine.command('DELETE FROM migrations WHERE number = {number:UInt32}', { number: newest + 1 });
        assert.deepEqual(await migrate(engine), []);
      });
    });

    describe('writer', () => {
      let faulty: FaultyEngine;
      let writer: Writer;

      const openWriter = (options: Partial<WriterOptions> = {}) =>
        Writer.open(faulty, { commitIntervalMs: 5, lingerMs: 0, probeIntervalMs: 20, ...options });

      beforeEach(async () => {
        for (const table of ['events', 'traces', 'metrics']) await engine.command(`TRUNCATE TABLE ${table}`);
        faulty = new FaultyEngine(engine);
        writer = await openWriter();
      });

      afterEach(() => writer.drain());

      const send = (...rows: EventRow[]) => writer.events(LOCAL, 1000, appendAll(...rows));

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
        assert.equal(await writer.events({ bin: 'local', retentionHours: 9600 }, 1000, appendAll(row)), 1);

        const { columns } = await engine.query(
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
        await send(shared, ...rows, other);
        const { columns } = await engine.query('SELECT resource FROM events ORDER BY name');
        const plain = { 'service.name': 'spots-web' };
        assert.deepEqual(columns.resource, [plain, plain, plain, { ...plain, 'host.name': 'h2' }]);
      });

      it('stores metric points', async () => {
        await writer.metrics(LOCAL, 1000, (sink) => {
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
        const { columns } = await engine.query(
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
        await send(child);
        await send(root);
        await send(sampleLog('not a span'));
        const { columns } = await engine.query(
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
        const hold = holdInserts(faulty);
        const first = send(sampleSpan('g', '0'));
        await hold.reached;
        const others = ['1', '2', '3'].map((id) => send(sampleSpan('g', id)));
        hold.release();
        await Promise.all([first, ...others]);
        assert.equal(faulty.inserts, 2);
        assert.equal(await count('events'), 4);
      });

      it('takes back what a request had appended when it fails to decode', async () => {
        const kept = send(sampleSpan('k', 'kept'));
        const failed = writer.events(LOCAL, 1000, (sink) => {
          sink.append(sampleSpan('k', 'gone'));
          throw new Error('cut off');
        });
        await assert.rejects(failed, /cut off/);
        await kept;
        assert.equal(await count('events'), 1);
        await send(sampleSpan('k', 'gone'));
        assert.equal(await count('events'), 2);
      });

      it('refuses a request that becomes too large in memory', async () => {
        await writer.drain();
        writer = await openWriter({ maxRequestBytes: 100_000 });
        const spans = (rows: number) => (sink: { append(row: EventRow): void }) => {
          const row = sampleSpan('large', '');
          row.resource.addText('blob', AttributeType.string, 'x'.repeat(1000));
          for (let index = 0; index < rows; index++) {
            new DataView(row.spanId.buffer).setUint32(0, index);
            sink.append(row);
          }
        };
        await writer.events(LOCAL, 100, spans(90));
        await assert.rejects(writer.events(LOCAL, 100, spans(200)), { code: 'too-large', status: 413 });
        assert.equal(await count('events'), 90);
      });

      describe('bounds', () => {
        it('refuses before decoding what would not fit into the backlog', async () => {
          await writer.drain();
          writer = await openWriter({ maxBacklogBytes: 10_000 });
          const hold = holdInserts(faulty);
          const first = send(sampleSpan('b', '1'));
          await hold.reached;
          const waiting = writer.counters.waitingBytes;
          assert.ok(waiting > 0);
          const fits = writer.events(LOCAL, 10_000 - waiting, appendAll(sampleSpan('b', '2')));
          let isDecoded = false;
          const refused = writer.events(LOCAL, 10_001 - waiting, () => {
            isDecoded = true;
          });
          await assert.rejects(refused, { code: 'overloaded', status: 503, retryAfterSeconds: 1 });
          assert.equal(isDecoded, false);
          hold.release();
          await Promise.all([first, fits]);
          assert.equal(writer.counters.waitingBytes, 0);
          assert.equal(writer.counters.refusedRequests, 1);
          await writer.events(LOCAL, 1_000_000, appendAll(sampleSpan('b', '3')));
          assert.equal(await count('events'), 3);
        });

        it('drains: what was taken is committed, nothing more is taken', async () => {
          const hold = holdInserts(faulty);
          const first = send(sampleSpan('d', '1'));
          await hold.reached;
          const second = send(sampleSpan('d', '2'));
          const drained = writer.drain();
          await assert.rejects(send(sampleSpan('d', '3')), { code: 'overloaded' });
          assert.equal(writer.state.state, 'draining');
          hold.release();
          await Promise.all([drained, first, second]);
          assert.equal(await count('events'), 2);
        });
      });

      describe('duplicates', () => {
        const spans = (...ids: string[]) => ids.map((id) => sampleSpan('dup', id));

        it('counts a retried batch once', async () => {
          await send(...spans('1', '2', '3'));
          assert.equal(await send(...spans('1', '2', '3')), 3);
          await send(...spans('3', '4'));
          assert.equal(await count('events'), 4);
          assert.equal(await scalar('(SELECT sum(spans) FROM traces)'), '4');
          assert.equal(writer.counters.duplicates, 4);
        });

        it('counts a span once that comes twice in one request or one group', async () => {
          await Promise.all([send(...spans('1', '1')), send(...spans('1', '2'))]);
          assert.equal(await count('events'), 2);
        });

        it('keeps the same ids of another bin, and of the other side of a call', async () => {
          await send(...spans('1'));
          await writer.events({ bin: 'other', retentionHours: 1 }, 10, appendAll(...spans('1')));
          const client = sampleSpan('dup', '1');
          client.kind = 3;
          await send(client);
          assert.equal(await count('events'), 3);
        });

        it('keeps logs and spans that look alike', async () => {
          await send(sampleSpan('log', 'log'), sampleLog('a'), sampleLog('a'));
          assert.equal(await count('events'), 3);
        });

        it('counts a batch of logs or metric points once that is sent again', async () => {
          const lines = [sampleLog('a'), sampleLog('b')];
          const points = [samplePoint(), samplePoint({ value: 1 })];
          const sendPoints = (some: typeof points) =>
            writer.metrics(LOCAL, 10, (sink) => {
              for (const point of some) sink.append(point);
            });
          await send(...lines);
          await Promise.all([send(...lines), sendPoints(points), sendPoints(points)]);
          await sendPoints(points);
          assert.deepEqual([await count('events'), await count('metrics')], [2, 2]);
          assert.equal(writer.counters.duplicates, 6);
          // Not the same batch: another bin, another order, one more, one less.
          await writer.events({ bin: 'other', retentionHours: 1 }, 10, appendAll(...lines));
          await send(...lines.toReversed());
          await send(...lines, sampleLog('c'));
          await sendPoints(points.slice(1));
          assert.deepEqual([await count('events'), await count('metrics')], [9, 3]);
        });

        it('knows after a restart what was committed before', async () => {
          await send(...spans('1', '2'));
          await writer.drain();
          writer = await openWriter();
          await send(...spans('1', '2', '3'));
          assert.equal(await count('events'), 3);
        });

        it('looks spans up that are older than what it remembers', async () => {
          const old = (id: string) => sampleSpan('old', id, Date.now() - 3 * DAY_MS);
          await send(old('1'), old('2'));
          await writer.drain();
          writer = await openWriter({ maxPreloadedSpans: 0 });
          await Promise.all([send(old('1'), old('3')), send(old('2'), old('4'))]);
          const { columns } = await engine.query('SELECT name FROM events ORDER BY name');
          assert.deepEqual(columns.name, ['span 1', 'span 2', 'span 3', 'span 4']);
          assert.equal(await scalar('(SELECT sum(spans) FROM traces)'), '4');
        });

        it('does not lose a span whose twin was on its way and failed', async () => {
          const hold = holdInserts(faulty);
          const first = send(...spans('1'));
          await hold.reached;
          const twin = send(...spans('1', '2'));
          const bystander = send(sampleSpan('bystander', '1'));
          faulty.beforeCommand = failProbe;
          hold.fail();
          await assert.rejects(first, { code: 'store-unavailable', status: 503 });
          await assert.rejects(twin, { code: 'store-unavailable' });
          await bystander;
          faulty.beforeCommand = () => {};
          await until(() => writer.state.state === 'ok');
          await send(...spans('1', '2'));
          assert.deepEqual((await engine.query('SELECT name FROM events ORDER BY name')).columns.name, [
            'span 1',
            'span 1',
            'span 2',
          ]);
          assert.equal(await scalar('(SELECT uniqExact((trace_id, span_id)) FROM events)'), '3');
        });
      });

      describe('failures', () => {
        it('tells those who wait to try again, and takes data again when the store does', async () => {
          faulty.beforeInsert = fail;
          faulty.beforeCommand = failProbe;
          await assert.rejects(send(sampleSpan('f', '1')), {
            code: 'store-unavailable',
            status: 503,
            retryAfterSeconds: 2,
          });
          assert.equal(writer.state.state, 'failing');
          let isDecoded = false;
          await assert.rejects(
            writer.events(LOCAL, 10, () => {
              isDecoded = true;
            }),
            { code: 'store-unavailable' },
          );
          assert.equal(isDecoded, false);
          faulty.beforeInsert = () => {};
          faulty.beforeCommand = () => {};
          await until(() => writer.state.state === 'ok');
          await send(sampleSpan('f', '1'));
          assert.equal(await count('events'), 1);
        });

        it('stores a block once that was stored although its answer got lost', async () => {
          let failures = 1;
          faulty.afterInsert = () => {
            if (failures-- > 0) fail();
          };
          await Promise.all([send(sampleSpan('l', '1')), send(sampleSpan('l', '2'))]);
          assert.equal(await count('events'), 2);
          assert.equal(await scalar('(SELECT sum(spans) FROM traces)'), '2');
        });

        it('stores a retried span once when the sender was told that it failed', async () => {
          faulty.afterInsert = fail;
          faulty.beforeCommand = failProbe;
          await assert.rejects(send(sampleSpan('l', '1')), { code: 'store-unavailable' });
          faulty.afterInsert = () => {};
          faulty.beforeCommand = () => {};
          await until(() => writer.state.state === 'ok');
          await send(sampleSpan('l', '1'), sampleSpan('l', '2'));
          assert.equal(await count('events'), 2);
        });

        describe('an insert that stops between events and traces', () => {
          let view: string;

          /** The next insert reaches `events` only, and fails. */
          const tearNextInsert = () => {
            faulty.beforeInsert = async () => {
              const { columns } = await engine.query(
                'SELECT create_table_query AS text FROM system.tables WHERE name = {name:String}',
                {
                  name: 'traces_from_events',
                },
              );
              view = String(columns.text?.[0]);
              await engine.command('DROP TABLE traces_from_events SYNC');
            };
            faulty.afterInsert = async () => {
              await engine.command(view);
              faulty.beforeInsert = () => {};
              faulty.afterInsert = () => {};
              fail();
            };
          };

          const assertTwoSpans = async () => {
            assert.equal(await count('events'), 2);
            // Elsewhere it is the server's own affair: only the process that writes alone may mend.
            if (engine.kind === 'embedded')
              assert.equal(await scalar('(SELECT sum(spans) FROM traces)'), '2');
          };

          it('is completed when the store still takes data', async () => {
            tearNextInsert();
            await Promise.all([send(sampleSpan('torn', '1')), send(sampleSpan('torn', '2'))]);
            await assertTwoSpans();
          });

          it('is completed when the sender comes back', async () => {
            tearNextInsert();
            faulty.beforeCommand = failProbe;
            await assert.rejects(send(sampleSpan('torn', '1')), { code: 'store-unavailable' });
            faulty.beforeCommand = () => {};
            await until(() => writer.state.state === 'ok');
            await send(sampleSpan('torn', '1'), sampleSpan('torn', '2'));
            await assertTwoSpans();
          });

          it('is completed after a restart', async () => {
            await send(sampleSpan('torn', '1'));
            tearNextInsert();
            faulty.beforeCommand = failProbe;
            await assert.rejects(send(sampleSpan('torn', '2')), { code: 'store-unavailable' });
            await writer.drain();
            faulty.beforeCommand = () => {};
            writer = await openWriter();
            await assertTwoSpans();
            await send(sampleSpan('torn', '1'), sampleSpan('torn', '2'));
            await assertTwoSpans();
          });
        });

        it('refuses for good only the request that the store refuses', async () => {
          const days = (many: number, id: string) =>
            Array.from({ length: many }, (_, day) => sampleSpan('p', `${id} ${day}`, START - day * DAY_MS));
          const sendOld = (...rows: EventRow[]) =>
            writer.events({ bin: 'local', retentionHours: 24_000 }, 1000, appendAll(...rows));
          const hold = holdInserts(faulty);
          const opener = send(sampleSpan('p', 'opener'));
          await hold.reached;
          const requests = [
            send(sampleSpan('p', 'a')),
            sendOld(...days(501, 'poison')),
            send(sampleSpan('p', 'b')),
            sendOld(...days(500, 'many')),
          ];
          hold.release();
          await opener;
          const outcomes = await Promise.allSettled(requests);
          assert.deepEqual(
            outcomes.map(({ status }) => status),
            ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
          );
          await assert.rejects(requests[1] as Promise<number>, { code: 'refused-by-store', status: 400 });
          assert.equal(await count('events'), 503);
          assert.equal(writer.state.state, 'ok');
        });
      });
    });
  });
}

/** Holds the next insert until it is released. */
function holdInserts(engine: FaultyEngine): { reached: Promise<void>; release(): void; fail(): void } {
  let release: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  let reach: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const gate = new Promise<void>((resolve, fails) => {
    release = resolve;
    reject = fails;
  });
  engine.beforeInsert = () => {
    engine.beforeInsert = () => {};
    reach();
    return gate;
  };
  return {
    reached,
    release: () => release(),
    fail: () => reject(new EngineError('engine', 'the wire was cut', 210, 500)),
  };
}

function fail(): never {
  throw new EngineError('engine', 'the wire was cut', 210, 500);
}

function failProbe(sql: string): void {
  if (sql.includes('INTO probes')) fail();
}

/** Polls until the condition holds, at most ten seconds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
