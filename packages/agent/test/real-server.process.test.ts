/** What the agent sends and how it behaves when it may not, at the real server and in its store. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { countOtlp } from '../../../bench/agent/count-spans.ts';
import { openEngine } from '../../server/src/store/index.ts';
import { poll } from '../../server/test/senders/poll.ts';
import { type CliServer, startCli, tempFolder } from '../../server/test/support/cli-process.ts';
import { builtRegister } from './run-app.ts';
import { runScript } from './run-script.ts';

interface Exchange {
  path: string;
  status: number;
  retryAfter: number;
  spans: number;
  askedMs: number;
  answeredMs: number;
}

/** Each key may send so many requests in a second, and twice as many at once. */
const REQUESTS_PER_SECOND = 3;
const LONG_SPANS = 1_000;
const SAMPLED = 1_000;

describe('the real server', () => {
  const folder = tempFolder();
  const file = (name: string) => join(folder.path, name);
  const contentOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const exchanges: Exchange[] = [];
  let server: CliServer;
  /** Where the relay passes requests on to. */
  let target: CliServer;
  let relay: Server;
  /** Answers in place of the server while it returns true. */
  let refuses = () => false;
  let env: NodeJS.ProcessEnv;
  let burst = 0;

  before(async () => {
    server = await startCli(file('store'), ['--key-requests-per-second', String(REQUESTS_PER_SECOND)]);
    target = server;
    relay = createServer(async (request, response) => {
      const askedMs = performance.now();
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const path = request.url ?? '';
      const headers = { 'content-type': String(request.headers['content-type']) };
      const answer = refuses()
        ? new Response('', { status: 503, headers: { 'retry-after': '1' } })
        : await fetch(target.url + path, { method: 'POST', headers, body });
      const text = Buffer.from(await answer.arrayBuffer());
      const retryAfter = answer.headers.get('retry-after');
      exchanges.push({
        path,
        status: answer.status,
        retryAfter: Number(retryAfter ?? 0),
        spans: path === '/v1/traces' ? countOtlp(body) : 0,
        askedMs,
        answeredMs: performance.now(),
      });
      response.writeHead(answer.status, retryAfter ? { 'retry-after': retryAfter } : {}).end(text);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    env = {
      TRACEBIN_URL: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
      INDEX: builtRegister().replace('register.cjs', 'index.cjs'),
      TRACEBIN_HEALTH_INTERVAL_MS: '0',
    };
  });
  after(async () => {
    relay?.close();
    relay?.closeAllConnections();
    await server?.stop();
    folder.remove();
  });

  test('takes what an app says of itself', async () => {
    const script = `
      const { event, instrument, setAttribute, transaction } = require(process.env.INDEX);
      transaction('checkout', () => {
        setAttribute('tenant', 'acme');
        instrument('load prices', () => {
          setAttribute('rows', 3);
          event({ name: 'order placed', total: 129.5, items: 3, plan: 'team' });
        });
      });`;
    const ended = await runScript(script, { ...env, TRACEBIN_SERVICE: 'shop' });
    assert.deepEqual(ended, { code: 0, stdout: '', stderr: '' });
  });

  test('takes a share of what happens', async () => {
    const script = `
      const { transaction } = require(process.env.INDEX);
      for (let i = 0; i < ${SAMPLED}; i++) transaction('usual', () => transaction('unrelated', () => 1));
      for (let i = 0; i < 10; i++) try { transaction('failed', () => { throw new Error('mine'); }); } catch {}
      for (let i = 0; i < 2; i++) transaction('slow', () => { for (const until = Date.now() + 520; Date.now() < until; ); });
      setTimeout(() => {}, 500);`;
    const ended = await runScript(script, {
      ...{ ...env, TRACEBIN_SERVICE: 'sampled', TRACEBIN_SAMPLE_RATIO: '0.25' },
      ...{ TRACEBIN_KEEP_SLOWER_THAN_MS: '500', TRACEBIN_HEALTH_INTERVAL_MS: '100' },
    });
    assert.deepEqual(ended, { code: 0, stdout: '', stderr: '' });
  });

  /** Spans until the server has refused some, then until all have arrived. @returns how many */
  async function burstUntil(status: number, service: string): Promise<number> {
    exchanges.length = 0;
    // Others that keep the server so busy that it refuses some, however fast or slow it is.
    let isBusy = true;
    const { url } = target;
    const logRecords = Array(500).fill({ body: { stringValue: 'busy' } });
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    const headers = { 'content-type': 'application/json' };
    const post = async () => {
      while (isBusy) await (await fetch(`${url}/v1/logs`, { method: 'POST', headers, body })).text();
    };
    const others = [post(), post()];
    const script = `
      const { existsSync, writeFileSync } = require('node:fs');
      const { transaction } = require(process.env.INDEX);
      let made = 0;
      const timer = setInterval(() => {
        transaction('burst', () => made++);
        if (!existsSync(process.env.ENOUGH)) return;
        clearInterval(timer);
        writeFileSync(process.env.MADE, String(made));
      }, 10);
      const keep = setInterval(() => { if (existsSync(process.env.END)) clearInterval(keep); }, 50);`;
    const [ENOUGH, MADE, END] = [file(`${service}-enough`), file(`${service}-made`), file(`${service}-end`)];
    const running = runScript(script, { ...env, ENOUGH, MADE, END, TRACEBIN_SERVICE: service });
    try {
      await poll('a refusal', () => exchanges.find((one) => one.status === status));
    } finally {
      isBusy = false;
      await Promise.allSettled(others);
    }
    writeFileSync(ENOUGH, '');
    const made = Number(await poll('the number of spans', () => contentOf(MADE) || undefined));
    const arrived = () => exchanges.reduce((sum, one) => sum + (one.status === 200 ? one.spans : 0), 0);
    await poll('all spans of the burst', () => arrived() >= made || undefined);
    writeFileSync(END, '');
    const { code, stderr } = await running;
    assert.equal(code, 0);
    for (const one of exchanges.filter((exchange) => exchange.status === status)) {
      assert.ok(one.retryAfter >= 1);
      const next = exchanges[exchanges.indexOf(one) + 1] as Exchange;
      assert.ok(next.askedMs - one.answeredMs >= one.retryAfter * 1_000, 'came back too early');
    }
    assert.equal(arrived(), made);
    assert.match(
      stderr,
      new RegExp(
        `^tracebin: cannot send to .*: the server answered ${status}\\. The app is not affected.*\\n$`,
      ),
    );
    return made;
  }

  test('asks for a pause, and gets it; nothing is lost', async () => {
    burst = await burstUntil(429, 'burst');
  });

  test('asks for one because too much waits to be stored; nothing is lost', async () => {
    const full = await startCli(file('full'), ['--max-backlog-bytes', '1']);
    target = full;
    let made: number;
    try {
      made = await burstUntil(503, 'full');
    } finally {
      target = server;
      await full.stop();
    }
    const engine = await openEngine(file('full'));
    try {
      const sql = `SELECT toUInt32(count()) AS spans FROM events WHERE service = 'full'`;
      assert.equal(Number((await engine.query(sql, {})).columns.spans?.[0]), made);
    } finally {
      await engine.close();
    }
  });

  test('was away for longer than there is room: the oldest are dropped, counted, and said once', async () => {
    exchanges.length = 0;
    const [MADE, END] = [file('made'), file('dropped-arrived')];
    refuses = () => !existsSync(MADE);
    const script = `
      const { existsSync, writeFileSync } = require('node:fs');
      const { setAttribute, transaction } = require(process.env.INDEX);
      let made = 0;
      const timer = setInterval(() => {
        for (let i = 0; i < 25; i++) transaction('long', () => setAttribute('text', 'x'.repeat(30_000) + made++));
        if (made < ${LONG_SPANS}) return;
        clearInterval(timer);
        writeFileSync(process.env.MADE, '');
      }, 5);
      const keep = setInterval(() => { if (existsSync(process.env.END)) clearInterval(keep); }, 50);`;
    const running = runScript(script, {
      ...env,
      ...{ MADE, END, TRACEBIN_SERVICE: 'long', TRACEBIN_HEALTH_INTERVAL_MS: '300' },
      TRACEBIN_FLUSH_INTERVAL_MS: '300',
    });
    // Traces go before metrics: where metrics came and no traces since, all traces have been sent.
    await poll('the last of the traces, and metrics after them', () => {
      const taken = exchanges.filter(({ status }) => status === 200);
      const lastTrace = taken.findLastIndex(({ path }) => path === '/v1/traces');
      return (lastTrace >= 0 && taken.length - lastTrace > 3) || undefined;
    });
    writeFileSync(END, '');
    const { code, stderr } = await running;
    assert.equal(code, 0);
    const lines = stderr.trim().split('\n');
    assert.match(lines[0] ?? '', /^tracebin: cannot send to .*: the server answered 503/);
    assert.match(lines[1] ?? '', /^tracebin: \d+ spans or log records could not be kept and are lost/);
    assert.equal(lines.length, 2);
  });

  test('has stored all of it', async () => {
    await server.stop();
    const engine = await openEngine(file('store'));
    try {
      const one = async (sql: string) => {
        const { columns } = await engine.query(sql, {});
        return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[0]]));
      };
      const event = await one(
        `SELECT toUInt32(type) AS type, toString(name) AS name, toUInt32(ints['items']) AS items,
           doubles['total'] AS total, strings['plan'] AS plan,
           trace_id IN (SELECT trace_id FROM events WHERE type = 0 AND name = 'checkout') AS inTrace
         FROM events WHERE service = 'shop' AND type != 0`,
      );
      assert.deepEqual(
        { ...event, type: Number(event.type), items: Number(event.items), inTrace: Number(event.inTrace) },
        { type: 2, name: 'order placed', items: 3, total: 129.5, plan: 'team', inTrace: 1 },
      );
      const said = await one(
        `SELECT anyIf(strings['tenant'], name = 'checkout') AS tenant, anyIf(ints['rows'], name = 'checkout') AS rows,
           anyIf(toString(parent_span_id), name = 'load prices') = anyIf(toString(span_id), name = 'checkout') AS isBeneath,
           count() AS spans
         FROM events WHERE service = 'shop' AND type = 0`,
      );
      assert.deepEqual(
        [said.tenant, Number(said.rows), Number(said.isBeneath), Number(said.spans)],
        ['acme', 3, 1, 2],
      );
      const share = await one(
        `SELECT countIf(name = 'usual') AS usual, sumIf(sample_rate, name = 'usual') AS usualWeight,
           countIf(name = 'unrelated') AS unrelated, sumIf(sample_rate, name = 'unrelated') AS unrelatedWeight,
           sumIf(sample_rate, name = 'failed') AS failed, sumIf(sample_rate, name = 'slow') AS slow
         FROM events WHERE service = 'sampled' AND type = 0`,
      );
      const leftOut = await one(
        `SELECT max(value) AS spans FROM metrics WHERE service = 'sampled' AND name = 'tracebin.sampled_out_spans'`,
      );
      const [usual, unrelated] = [Number(share.usual), Number(share.unrelated)];
      // A quarter of a thousand, within five standard deviations.
      for (const kept of [usual, unrelated]) assert.ok(Math.abs(kept - SAMPLED / 4) < 70, `${kept} kept`);
      assert.deepEqual(
        [Number(share.usualWeight), Number(share.unrelatedWeight)],
        [usual * 4, unrelated * 4],
      );
      assert.deepEqual([Number(share.failed), Number(share.slow)], [10, 2]);
      assert.equal(Number(leftOut.spans) + usual + unrelated, SAMPLED * 2);
      const stored = await one(`SELECT toUInt32(count()) AS spans FROM events WHERE service = 'burst'`);
      assert.equal(Number(stored.spans), burst);
      const long = await one(`SELECT toUInt32(count()) AS spans FROM events WHERE service = 'long'`);
      const metric = await one(
        `SELECT max(value) AS dropped FROM metrics WHERE service = 'long' AND name = 'tracebin.dropped_spans'`,
      );
      assert.ok(Number(metric.dropped) > 0);
      assert.equal(Number(long.spans) + Number(metric.dropped), LONG_SPANS);
    } finally {
      await engine.close();
    }
  });
});
