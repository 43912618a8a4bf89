import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Layer, SpanKind } from '@tracebin/model';
import { FaultyEngine } from '../../test/store/faulty-engine.ts';
import { openTestStore, type TestEvent, type TestStore } from '../../test/support/test-store.ts';
import { TRACE_ROW_TABLES } from '../store/schema/derived-tables.ts';
import { Deriver } from './deriver.ts';
import { rebuild } from './rebuild.ts';

const START = BigInt(Math.floor(Date.now() / 1000) - 600) * 1_000_000_000n;
const MS = 1_000_000n;
const SELECT = 'SELECT * FROM slots WHERE break_id = $1';

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.close());
beforeEach(async () => {
  for (const name of ['events', 'traces', 'derive_progress', ...TRACE_ROW_TABLES.map(({ name }) => name)]) {
    await store.engine.command(`TRUNCATE TABLE ${name}`);
  }
});

const traceIdOf = (number: number): string => number.toString(16).padStart(32, 'a');
const spanIdOf = (number: number): string => number.toString(16).padStart(16, 'b');

/** A request of 100 ms with one statement after another, each a millisecond, the first at 10 ms. */
function request(number: number, queries: number, more: Partial<TestEvent> = {}): TestEvent[] {
  const traceId = traceIdOf(number);
  const time = START + BigInt(number) * 1_000n * MS;
  const resource = { 'service.version': '1.2', 'deployment.environment.name': 'test', 'host.name': 'pi' };
  const root: TestEvent = {
    traceId,
    spanId: spanIdOf(0),
    time,
    duration: 100n * MS,
    service: 'scruffy',
    name: 'GET /api/week/:date',
    kind: SpanKind.server,
    ints: { 'http.response.status_code': '200' },
    resource,
    ...more,
  };
  const statements = Array.from({ length: queries }, (_, index) => ({
    traceId,
    spanId: spanIdOf(index + 1),
    parentSpanId: spanIdOf(0),
    time: time + BigInt(10 + index) * MS,
    duration: MS,
    service: 'scruffy',
    name: 'SELECT slots',
    kind: SpanKind.client,
    layer: Layer.db,
    strings: { 'db.query.text': SELECT, 'db.system.name': 'postgresql', 'db.namespace': 'ads' },
    resource,
  }));
  return [root, ...statements];
}

async function rowsOf(table: string, columns: string): Promise<unknown[][]> {
  const result = await store.engine.query(`SELECT ${columns} FROM ${table} ORDER BY ALL`);
  const names = Object.keys(result.columns);
  return Array.from({ length: result.rows }, (_, row) => names.map((name) => result.columns[name]![row]));
}

/** Every row of every derived table. */
async function everything(): Promise<unknown[][][]> {
  return Promise.all(TRACE_ROW_TABLES.map(({ name }) => rowsOf(name, '* EXCEPT (trace_id), hex(trace_id)')));
}

describe('rows of a trace', () => {
  it('say what a request was made of, and the layers add up to its duration', async () => {
    await store.insert(request(1, 30));
    await new Deriver(store.engine).finish();
    assert.deepEqual(
      await rowsOf(
        'transactions',
        `service, name, kind, error, http_status, version, environment, host, toFloat64(duration), toFloat64(db),
         toFloat64(app), toFloat64(app + db + cache + view + http + queue + other), queries, spans`,
      ),
      [['scruffy', 'GET /api/week/:date', 0, false, 200, '1.2', 'test', 'pi', 1e8, 30e6, 70e6, 1e8, 30, 31]],
    );
    assert.deepEqual(
      await rowsOf(
        'operations',
        'system, target, summary, statement, calls, toFloat64(total), toFloat64(max)',
      ),
      [['postgresql', 'ads', 'SELECT slots', 'SELECT * FROM slots WHERE break_id = ?', 30, 30e6, 1e6]],
    );
    assert.deepEqual(await rowsOf('edges', 'from_service, to_kind, to_name, calls, toFloat64(total)'), [
      ['scruffy', 'db', 'ads', 30, 30e6],
    ]);
  });

  it('are named by the route where the request says its method only', async () => {
    const inside = (number: number, at: number, route: string): TestEvent => ({
      traceId: traceIdOf(number),
      spanId: spanIdOf(100 + at),
      parentSpanId: spanIdOf(0),
      time: START + BigInt(number) * 1_000n * MS + MS,
      service: 'scruffy',
      name: 'router',
      kind: SpanKind.internal,
      strings: { 'http.route': route },
    });
    await store.insert([
      ...request(1, 0, { name: 'GET', strings: { 'http.route': '/own' } }),
      ...request(2, 0, { name: 'HTTP GET' }),
      inside(2, 0, '/api'),
      inside(2, 1, '/api/week/:date'),
      ...request(3, 0, { name: 'GET' }),
      ...request(4, 0, { name: 'GET /kept' }),
      inside(4, 0, '/api/other'),
    ]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(await rowsOf('transactions', 'name'), [
      ['GET'],
      ['GET /api/week/:date'],
      ['GET /kept'],
      ['GET /own'],
    ]);
  });

  it('follow a message through its queue, once to it and once to each who works on it', async () => {
    const [root] = request(1, 0);
    const message = { 'messaging.system.name': 'rabbitmq', 'messaging.destination.name': 'schedule' };
    const part = (number: number, parent: number, more: Partial<TestEvent>): TestEvent => ({
      traceId: traceIdOf(1),
      spanId: spanIdOf(number),
      parentSpanId: spanIdOf(parent),
      time: START + 1_000n * MS,
      service: 'scruffy',
      layer: Layer.queue,
      strings: message,
      ...more,
    });
    const worked = { kind: SpanKind.consumer, duration: 50n * MS };
    await store.insert([
      root!,
      part(1, 0, { kind: SpanKind.producer, duration: 2n * MS }),
      part(2, 1, { ...worked, service: 'worker', time: START + 1_500n * MS }),
      part(3, 1, { ...worked, service: 'mailer', time: START + 1_700n * MS, status: 2 }),
    ]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(
      await rowsOf('edges', 'from_service, to_kind, to_name, calls, errors, toFloat64(total)'),
      [
        ['schedule', 'delivery', 'mailer', 1, 1, 700e6],
        ['schedule', 'delivery', 'worker', 1, 0, 500e6],
        ['scruffy', 'queue', 'schedule', 1, 0, 2e6],
      ],
    );
  });

  it('belong to the environment in which their transaction ran, in a trace of several', async () => {
    const span = (
      number: number,
      parent: number,
      environment: string,
      more: Partial<TestEvent>,
    ): TestEvent => ({
      traceId: traceIdOf(1),
      spanId: spanIdOf(number),
      parentSpanId: spanIdOf(parent),
      time: START + 1_000n * MS,
      duration: 50n * MS,
      resource: environment === '' ? {} : { 'deployment.environment.name': environment },
      ...more,
    });
    const called = { kind: SpanKind.client, layer: Layer.http, strings: { 'server.address': 'stock' } };
    const asked = (ms: bigint) => ({
      kind: SpanKind.client,
      layer: Layer.db,
      duration: ms * MS,
      strings: { 'db.query.text': 'SELECT 1', 'db.namespace': 'ads' },
    });
    await store.insert([
      ...request(1, 0),
      span(1, 0, 'test', { ...called, service: 'scruffy' }),
      span(2, 1, 'live', { kind: SpanKind.server, service: 'stock', name: 'GET /stock', status: 2 }),
      span(3, 2, 'live', { ...asked(600n), service: 'stock' }),
      span(4, 0, 'test', { ...called, service: 'scruffy' }),
      span(5, 4, '', { kind: SpanKind.server, service: 'stock', name: 'GET /stock' }),
      span(6, 5, '', { ...asked(2n), service: 'stock' }),
    ]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(await rowsOf('transactions', 'service, environment'), [
      ['scruffy', 'test'],
      ['stock', ''],
      ['stock', 'live'],
    ]);
    assert.deepEqual(await rowsOf('operations', 'service, environment, calls'), [
      ['scruffy', 'test', 2],
      ['stock', '', 1],
      ['stock', 'live', 1],
    ]);
    assert.deepEqual(await rowsOf('edges', 'from_service, to_name, environment, calls'), [
      ['scruffy', 'stock', 'test', 2],
      ['stock', 'ads', '', 1],
      ['stock', 'ads', 'live', 1],
    ]);
    assert.deepEqual(await rowsOf('finding_occurrences', 'kind, environment'), [['slow-query', 'live']]);
    assert.deepEqual(await rowsOf('errors', 'service, environment'), [['stock', 'live']]);
  });

  it('say which attempt a job was, as senders say it', async () => {
    const job = (number: number, ints: Record<string, string>) =>
      request(number, 0, { kind: SpanKind.consumer, ints });
    await store.insert([
      ...job(1, {}),
      ...job(2, { 'messaging.message.delivery_attempt': '2' }),
      ...job(3, { 'job.attempt': '3' }),
      ...job(4, { 'celery.retries': '3' }),
      ...job(5, { 'celery.retries': '-1' }),
    ]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(
      (await rowsOf('transactions', 'time, attempts')).map(([, attempts]) => attempts),
      [0, 2, 3, 4, 0],
    );
  });

  it('name an N+1 with exactly the number of its statements', async () => {
    await store.insert([...request(1, 30), ...request(2, 41), ...request(3, 4)]);
    await new Deriver(store.engine).finish();
    const found = await rowsOf('finding_occurrences', 'count, kind, statement, service, transaction');
    const rest = ['n-plus-one', 'SELECT * FROM slots WHERE break_id = ?', 'scruffy', 'GET /api/week/:date'];
    assert.deepEqual(found, [
      [30, ...rest],
      [41, ...rest],
    ]);
    const [keys] = await rowsOf('finding_occurrences', 'uniqExact(key)');
    assert.deepEqual(keys, ['1'], 'one finding in both traces');
  });

  it('count a span once that is stored twice', async () => {
    // The second copy expires a moment later.
    const rows = () =>
      Promise.all(
        TRACE_ROW_TABLES.map(({ name }) => rowsOf(name, '* EXCEPT (trace_id, expires_at), hex(trace_id)')),
      );
    await store.insert([...request(1, 30), ...request(2, 12, { status: 2 })]);
    await new Deriver(store.engine).finish();
    const once = await rows();
    await store.insert([...request(1, 30).slice(0, 17), ...request(2, 12, { status: 2 })]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(await rows(), once);
    assert.deepEqual(await rowsOf('operations', 'calls'), [[12], [30]]);
  });

  it('name a statement a duplicate where its parameters never change', async () => {
    const given = (number: number, parameter: (at: number) => string): TestEvent[] =>
      request(number, 30).map((event, at) =>
        at === 0 ? event : { ...event, strings: { ...event.strings, 'db.query.parameter.0': parameter(at) } },
      );
    await store.insert([...given(1, () => '7'), ...given(2, String), ...given(3, (at) => String(at % 2))]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(await rowsOf('finding_occurrences', 'hex(trace_id), kind, count'), [
      [traceIdOf(1).toUpperCase(), 'duplicate-query', 30],
      [traceIdOf(2).toUpperCase(), 'n-plus-one', 30],
      [traceIdOf(3).toUpperCase(), 'n-plus-one', 30],
    ]);
  });

  it('tell errors that differ in values only as one', async () => {
    const failed = (number: number, message: string) =>
      request(number, 0, {
        status: 2,
        events: [
          {
            time: START,
            name: 'exception',
            attributes: JSON.stringify({ 'exception.type': 'ZeroDivision', 'exception.message': message }),
          },
        ],
      });
    await store.insert([
      ...failed(1, 'no rate for 12'),
      ...failed(2, 'no rate for 977'),
      ...failed(3, 'no spot'),
    ]);
    await new Deriver(store.engine).finish();
    const found = await rowsOf('errors', 'type, shape, message, uniqExact(`group`) OVER () AS groups');
    assert.deepEqual(found, [
      ['ZeroDivision', 'no rate for ?', 'no rate for 12', '2'],
      ['ZeroDivision', 'no rate for ?', 'no rate for 977', '2'],
      ['ZeroDivision', 'no spot', 'no spot', '2'],
    ]);
    assert.deepEqual(await rowsOf('transactions', 'error'), [[true], [true], [true]]);
  });
});

describe('a busy store', () => {
  const transactions = async () => (await rowsOf('transactions', 'hex(trace_id)')).length;
  const options = { quietMs: 0, tickMs: 5 };

  it('goes before: traces wait until it is calm', async () => {
    await store.insert(request(1, 30));
    let asked = 0;
    let isBusy = true;
    const deriver = new Deriver(store.engine, {
      ...options,
      pressure: () => {
        asked++;
        return isBusy ? 1 : 0;
      },
    });
    deriver.start();
    await until(() => asked >= 20);
    assert.equal(await transactions(), 0);
    isBusy = false;
    await until(async () => (await transactions()) === 1);
    await deriver.stop();
  });

  it('but not for ever', async () => {
    await store.insert(request(1, 30));
    const deriver = new Deriver(store.engine, { ...options, pressure: () => 1, maxYieldMs: 1 });
    deriver.start();
    await until(async () => (await transactions()) === 1);
    await deriver.stop();
  });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, 'it never came to that');
    await setTimeout(10);
  }
}

describe('late spans', () => {
  it('replace the rows of their trace and touch no other', async () => {
    const [root, ...statements] = request(1, 30);
    await store.insert([...statements.slice(0, 12), ...request(2, 30)]);
    await new Deriver(store.engine).finish();
    assert.equal((await rowsOf('transactions', '1')).length, 13, 'each orphan is a transaction of its own');
    await store.insert([root!, ...statements.slice(12)]);
    const deriver = new Deriver(store.engine);
    await deriver.finish();
    const late = await everything();
    assert.equal((await rowsOf('transactions', '1')).length, 2);
    await rebuild(store.engine);
    assert.deepEqual(late, await everything(), 'as if they had come at once');
    assert.deepEqual((await rowsOf('operations', 'calls')).flat(), [30, 30]);
  });
});

describe('what is worked up', () => {
  it('stays as long as the events that it is made of, and then goes', async () => {
    const kept = (number: number, bin: string, keptMs: number) =>
      request(number, 30, { status: 2 }).map((event) => ({ ...event, bin, keptMs }));
    await store.insert([...kept(1, 'hour', 3_600_000), ...kept(2, 'day', 86_400_000)]);
    await new Deriver(store.engine).finish();
    const expiry = (table: string) =>
      rowsOf(table, 'DISTINCT bin, toString(max(expires_at) OVER (PARTITION BY bin))');
    const ofEvents = await expiry('events');
    assert.equal(new Set(ofEvents.map(([, at]) => at)).size, 2);
    for (const { name } of TRACE_ROW_TABLES) assert.deepEqual(await expiry(name), ofEvents, name);
    // Written although it is over: the next merge takes it away.
    await store.insert(kept(3, 'over', -1_000));
    await new Deriver(store.engine).finish();
    for (const { name } of TRACE_ROW_TABLES) {
      await store.engine.command(`OPTIMIZE TABLE ${name} FINAL`);
      assert.deepEqual(await rowsOf(name, 'DISTINCT bin'), [['day'], ['hour']], name);
    }
  });
});

describe('a request whose commit took long', () => {
  it('is found, though what came after it has been worked up', async () => {
    const deriver = new Deriver(store.engine, { quietMs: 0, tickMs: 5, thoroughEveryMs: 1_000 });
    const transactions = async () => (await rowsOf('transactions', 'hex(trace_id)')).length;
    await store.insert(request(1, 1));
    deriver.start();
    await until(async () => (await transactions()) === 1);
    await store.insert(request(2, 1, { receivedSecondsAgo: 20 }).slice(0, 1));
    await until(async () => (await transactions()) === 2);
    await deriver.stop();
  });

  it('is found in a trace that has more spans from before', async () => {
    const deriver = new Deriver(store.engine, { quietMs: 0, tickMs: 5, thoroughEveryMs: 1_000 });
    const spans = async () => (await rowsOf('transactions', 'spans')).flat();
    const all = request(1, 32);
    await store.insert(all.slice(0, 31).map((span) => ({ ...span, receivedSecondsAgo: 100 })));
    await store.insert(all.slice(31, 32));
    deriver.start();
    await until(() => deriver.state.traces === 2);
    assert.deepEqual(await spans(), [32]);
    await store.insert(all.slice(32).map((span) => ({ ...span, receivedSecondsAgo: 20 })));
    await until(async () => (await spans())[0] === 33);
    await deriver.stop();
  });

  it('is waited for as long as the commit takes', async () => {
    const began = Math.floor(Date.now() / 1000) - 300;
    let uncommitted: number | undefined = began;
    const deriver = new Deriver(store.engine, {
      quietMs: 0,
      tickMs: 5,
      uncommittedSince: () => uncommitted,
    });
    const transactions = async () => (await rowsOf('transactions', 'hex(trace_id)')).length;
    await store.insert(request(1, 1));
    deriver.start();
    await until(async () => (await transactions()) === 1);
    await deriver.stop();
    const [noted] = await rowsOf('derive_progress', 'toFloat64(toUnixTimestamp(received_until)) AS until');
    assert.deepEqual(noted, [began], 'a start goes back as far');
    const next = new Deriver(store.engine, {
      quietMs: 0,
      tickMs: 5,
      uncommittedSince: () => uncommitted,
    });
    next.start();
    await until(() => next.state.traces > 0);
    await store.insert(request(2, 1, { receivedSecondsAgo: 250 }).slice(0, 1));
    uncommitted = undefined;
    await until(async () => (await transactions()) === 2);
    await next.stop();
  });
});

/** Rows of `traces` are to be seen a moment after the spans of which a view makes them. */
class LateView extends FaultyEngine {
  /** What it shows of all traces until it comes to more; undefined when it shows all that is there. */
  #frozen: Map<string, ReturnType<FaultyEngine['query']>> | undefined;
  hidden = 0;

  /** Shows from now on what was shown last. */
  freeze(): void {
    this.#frozen = this.#last;
  }

  readonly #last = new Map<string, ReturnType<FaultyEngine['query']>>();

  override query(...[sql, params, options]: Parameters<FaultyEngine['query']>) {
    if (!sql.includes('FROM traces')) return super.query(sql, params, options);
    const about = String(params?.traces);
    if (this.#frozen === undefined) {
      const answer = super.query(sql, params, options);
      this.#last.set(about, answer);
      return answer;
    }
    this.hidden++;
    return this.#frozen.get(about) ?? super.query(`SELECT * FROM (${sql}) LIMIT 0`, params, options);
  }
}

describe('a view that is a moment behind', () => {
  const options = { quietMs: 0, tickMs: 5 };
  const spans = async () => (await rowsOf('transactions', 'spans')).flat();

  it('keeps no trace from being worked up', async () => {
    const engine = new LateView(store.engine);
    engine.freeze();
    const deriver = new Deriver(engine, options);
    await store.insert(request(1, 3));
    deriver.start();
    await until(async () => (await spans())[0] === 4);
    assert.ok(engine.hidden > 0);
    await deriver.stop();
  });

  it('keeps no span from being counted that came after what it shows, and before or after all of it in time', async () => {
    const engine = new LateView(store.engine);
    const deriver = new Deriver(engine, options);
    await store.insert(request(1, 30).map((span) => ({ ...span, receivedSecondsAgo: 100 })));
    deriver.start();
    await until(async () => (await spans())[0] === 31);
    engine.freeze();
    const [, late] = request(1, 1);
    const at = (number: number, time: bigint): TestEvent => ({ ...late!, spanId: spanIdOf(number), time });
    await store.insert([
      at(100, START),
      at(101, START + 3_000n * MS),
      { ...at(102, START), parentSpanId: spanIdOf(100) },
    ]);
    await until(async () => (await spans())[0] === 34);
    assert.ok(engine.hidden > 0);
    await deriver.stop();
  });
});

describe('traces of several bins', () => {
  it('stay apart where they have the same id', async () => {
    const [root, ...statements] = request(1, 2);
    const other = request(1, 3, { name: 'GET /other' }).map((span) => ({ ...span, bin: 'other' }));
    await store.insert([...other, root!, ...statements]);
    await new Deriver(store.engine).finish();
    assert.deepEqual(await rowsOf('transactions', 'bin, name, spans, queries'), [
      ['local', 'GET /api/week/:date', 3, 2],
      ['other', 'GET /other', 4, 3],
    ]);
  });
});

describe('a deriver that ends in the middle', () => {
  it('loses and doubles nothing, wherever it ends', async () => {
    await store.insert([...request(1, 30), ...request(2, 6, { status: 2 })]);
    await new Deriver(store.engine).finish();
    const whole = await everything();
    const engine = new FaultyEngine(store.engine);
    const end = (): never => {
      throw new Error('ended');
    };
    const endings: [string, () => void][] = [
      ...['transactions', 'operations', 'finding_occurrences'].map((name): [string, () => void] => [
        `before it wrote ${name}`,
        () => {
          engine.beforeInsert = (table) => (table === name ? end() : undefined);
        },
      ]),
      ...['edges', 'transactions'].map((name): [string, () => void] => [
        `before it deleted from ${name}`,
        () => {
          engine.beforeCommand = (sql) => (sql.startsWith(`DELETE FROM ${name} `) ? end() : undefined);
        },
      ]),
      [
        'before it noted how far it was',
        () => {
          engine.beforeCommand = (sql) => (sql.startsWith('INSERT INTO derive_progress') ? end() : undefined);
        },
      ],
    ];
    for (const [when, prepare] of endings) {
      await store.engine.command('TRUNCATE TABLE derive_progress');
      engine.beforeInsert = () => {};
      engine.beforeCommand = () => {};
      prepare();
      await assert.rejects(new Deriver(engine).finish(), /ended/, when);
      await new Deriver(store.engine).finish();
      assert.deepEqual(await everything(), whole, `ended ${when}`);
    }
  });

  it('goes on where it was and does not begin again', async () => {
    await store.insert(request(1, 3));
    await new Deriver(store.engine).finish();
    const [noted] = await rowsOf('derive_progress', 'toFloat64(toUnixTimestamp(received_until)) AS until');
    assert.ok((noted![0] as number) > Date.now() / 1000 - 60, String(noted));
  });
});

describe('several servers on one store', () => {
  it('share the traces among them', async () => {
    await store.insert(Array.from({ length: 20 }, (_, number) => request(number + 1, 1)).flat());
    const shares = [0, 1].map((index) => new Deriver(store.engine, { share: { index, count: 2 } }));
    for (const deriver of shares) await deriver.finish();
    const [first, second] = shares.map((deriver) => deriver.state.traces) as [number, number];
    assert.equal(first + second, 20);
    assert.ok(first > 0 && second > 0, `${first} and ${second}`);
    assert.equal((await rowsOf('transactions', '1')).length, 20);
  });
});
