/**
 * Whether traces are worked up as fast as they come: 20,000 spans a second through the real server, whose lag is asked
 * for every second meanwhile. `npm run bench -- derive [--seconds 60] [--rate 20000] [--port N] [--source]`. Fails when
 * in the end not every span that was acknowledged has been worked up, once.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HealthAnswer } from '@tracebin/model';
import { Driver } from './ingest/run-driver.ts';
import { ServerProcess } from './server/server-process.ts';
import { StoredEvents } from './server/stored-events.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '20000' },
    port: { type: 'string', default: '21340' },
    source: { type: 'boolean', default: false },
  },
});
const rate = Number(options.rate);
const seconds = Number(options.seconds);
if (!(rate > 0 && seconds > 0)) throw new Error('--rate and --seconds are numbers above 0');
/** More bodies would not fit into memory at once; further rounds are the same as later traces. */
const MAX_ROUND_SPANS = 600_000;
const SETTLE_TIMEOUT_MS = 300_000;
/** Of what is offered, so much must be taken: the rest is how the last requests are cut off by the clock. */
const TAKEN_SHARE = 0.98;
/** Derived pages have ten seconds after an acknowledgement; five of quiet and one between looks are no lag. */
const MAX_LAG_MS = 4_000;

const rounds = Math.ceil((rate * seconds) / MAX_ROUND_SPANS);
const spans = Math.round((rate * seconds) / rounds);
const rangeMs = (seconds * 1000) / rounds;
const store = mkdtempSync(join(tmpdir(), 'tracebin-bench-derive-'));
const say = (text: string) => process.stderr.write(`${text}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let server: ServerProcess | undefined;
let driver: Driver | undefined;
try {
  await run();
} finally {
  driver?.stop();
  await server?.stop();
  rmSync(store, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const load = loadavg()[0]!.toFixed(1);
  say(`${spans * rounds} spans are encoded ...`);
  const url = `http://127.0.0.1:${options.port}`;
  driver = await Driver.prepare({
    url,
    spans,
    rounds,
    // As the bench of ingest: what few senders send at once makes small commits, which cost a span twice the CPU.
    connections: 64,
    rangeMs,
    startNanos: (BigInt(Date.now() - 3_600_000) * 1_000_000n).toString(),
    perSecond: rate,
  });
  server = await ServerProcess.start(store, Number(options.port), options.source);
  const cpuBefore = server.cpuMs();
  const lags: number[] = [];
  let secondsIngestFirst = 0;
  let isSending = true;
  const watching = (async () => {
    while (isSending) {
      const { lagMs, ingestFirst } = await derived(url);
      lags.push(lagMs);
      if (ingestFirst) secondsIngestFirst++;
      await pause(1000);
    }
  })();
  const report = await driver.run((acknowledged, ms) =>
    say(`  ${acknowledged} spans in ${(ms / 1000).toFixed(0)} s, ${lags.at(-1)} ms behind`),
  );
  isSending = false;
  await watching;
  const cpuWhile = server.cpuMs() - cpuBefore;
  const ended = performance.now();
  while (await isBehind(url, report.acknowledged)) {
    if (performance.now() - ended > SETTLE_TIMEOUT_MS) throw new Error('Traces are not worked up in time.');
    await pause(100);
  }
  const settleMs = performance.now() - ended;
  const rewritten = await metric(url, 'tracebin_rewritten_traces_total');
  const failures = await metric(url, 'tracebin_derive_failures_total');
  await server.stop();
  const stored = new StoredEvents(store);
  const [sums] = stored.query('SELECT sum(spans), uniqExact(trace_id) FROM transactions');
  stored.close();
  assert.equal(Number(sums?.[0]), report.acknowledged, 'every span stands in one transaction');

  lags.sort((a, b) => a - b);
  const taken = report.acknowledged / (report.ms / 1000);
  const lagP95 = lags[Math.floor(lags.length * 0.95)]!;
  const line = (what: string, value: string) => console.log(`${what.padEnd(52)} ${value}`);
  console.log(`server from ${server.built ? 'its build' : 'source'}, load ${load} before`);
  line('offered, acknowledged', `${rate}, ${Math.round(taken)} spans/s`);
  line(
    'behind while they came: median, p95, most',
    `${lags[lags.length >> 1]}, ${lagP95}, ${lags.at(-1)} ms`,
  );
  line('seconds in which senders went first', `${secondsIngestFirst} of ${lags.length}`);
  line(
    'after the last answer until all was worked up',
    `${(settleMs / 1000).toFixed(1)} s (5 s of it: quiet)`,
  );
  const perSpan = (cpuWhile * 1000) / report.acknowledged;
  line(
    'CPU of the server meanwhile',
    `${(cpuWhile / report.ms).toFixed(2)} cores, ${perSpan.toFixed(1)} us a span that came`,
  );
  line('traces; written again because spans came late', `${sums?.[1]}; ${rewritten}`);
  line('failed batches, done again', String(failures));
  const keepsUp = taken >= rate * TAKEN_SHARE && lagP95 <= MAX_LAG_MS;
  line(`keeps up: ${rate} taken, p95 of the lag ${MAX_LAG_MS} ms at most`, keepsUp ? 'met' : 'MISSED');
}

async function derived(url: string): Promise<NonNullable<HealthAnswer['derive']>> {
  const health = (await (await fetch(`${url}/api/health`)).json()) as HealthAnswer;
  if (health.derive === null) throw new Error('The server works nothing up.');
  return health.derive;
}

async function isBehind(url: string, spans: number): Promise<boolean> {
  if ((await derived(url)).waitingTraces > 0) return true;
  return (await metric(url, 'tracebin_derived_spans_total')) < spans;
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`There is no metric ${name}.`);
  return Number(value);
}
