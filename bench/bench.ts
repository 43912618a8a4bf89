/**
 * `npm run bench`: the whole way of a span, on the real server with real HTTP, beside the budgets.
 * See README.md for what is measured how.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HealthAnswer } from '@tracebin/model';
import { Driver } from './ingest/run-driver.ts';
import { measureApi } from './queries/api-queries.ts';
import { measureExplore } from './queries/explore-queries.ts';
import { measureSql } from './queries/sql-queries.ts';
import { measureDerivedVisibility, measureVisibility } from './queries/visibility.ts';
import { type Measurement, printReport, reportLine } from './report.ts';
import { type FilledStore, KeptStore } from './server/kept-store.ts';
import { ServerProcess } from './server/server-process.ts';
import { StoredEvents } from './server/stored-events.ts';

const HELP = `npm run bench [-- options] [-- NAME]

Stores generated spans through the real server and measures ingest, disk and queries beside their budgets.

  --size 1m|10m|200k  spans to store (default 1m)
  --connections N     senders at the same time (default 64)
  --rounds N          runs of each query; the median counts (default 7)
  --only A,B          parts to run: ingest, start, api, sql, page (default all; a fresh store is always filled)
  --source            run the server from source even where it is built
  --port N            port of the measured server (default 21700)
  --store DIR         keep the store there; where one was kept, only ask it, without filling it again
  --json FILE         write everything that was measured
  --help

NAME runs one benchmark of a single piece instead, which takes its own options:

`;

/** Benchmarks of single pieces: each is a program of its own and takes its own options. */
const PIECES: Record<string, { file: string; what: string }> = {
  storage: { file: 'storage/storage.ts', what: 'ways to store spans against each other' },
  decode: { file: 'decode.ts', what: 'reading OTLP bodies into columns' },
  analyse: { file: 'analyse.ts', what: 'working out one trace: tree, layers, findings' },
  derive: { file: 'derive.ts', what: 'whether traces are worked up as fast as 20,000 spans/s come' },
  'trace-page': { file: 'trace-page.ts', what: 'drawing traces of 1,000, 10,000 and 100,000 spans' },
  agent: { file: 'agent/agent.ts', what: 'what the agent adds to an app' },
};
/** Bodies of this many spans are kept ready by the sender; more spans are sent as further rounds of them. */
const ROUND_SPANS = 1_000_000;
const PAGE_RUNS = 5;
const DAY_MS = 24 * 3600_000;
/** Long enough for the checks every ten seconds that give memory back, of which the first still sees work. */
const IDLE_MS = 30_000;
/** A server that starts works up again what came in the 71 s before the last one ended: that is not idle. */
const WORKED_UP_AGAIN_MS = 75_000;
const SETTLE_TIMEOUT_MS = 120_000;
const DERIVE_TIMEOUT_MS = 1_200_000;

const available = Object.keys(PIECES).filter((name) =>
  existsSync(join(import.meta.dirname, PIECES[name]!.file)),
);
const piece = process.argv[2];
if (piece !== undefined && piece in PIECES) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, PIECES[piece]!.file), ...process.argv.slice(3)],
    { stdio: 'inherit', env: { ...process.env, UV_THREADPOOL_SIZE: '16' } },
  );
  process.exit(status ?? 1);
}
const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '1m' },
    connections: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: 'ingest,start,api,sql,page' },
    source: { type: 'boolean', default: false },
    port: { type: 'string', default: '21700' },
    store: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(HELP + available.map((name) => `  ${name.padEnd(18)}  ${PIECES[name]!.what}`).join('\n'));
  process.exit(0);
}
const [, number = '', unit = ''] = /^([\d.]+)([km]?)$/i.exec(options.size) ?? [];
const spans = Math.round(Number(number) * ({ k: 1e3, m: 1e6 }[unit.toLowerCase()] ?? 1));
if (!(spans >= 1000)) throw new Error(`--size ${options.size}: give a number of at least 1000, such as 1m`);
const parts = new Set(options.only.split(','));
const rounds = Number(options.rounds);
const store = options.store ?? mkdtempSync(join(tmpdir(), 'tracebin-bench-'));
const kept = new KeptStore(store);
const port = Number(options.port);
const measurements: Measurement[] = [];
const load = loadavg()[0]!;
const record = (key: string, value: number, by?: string, runs?: number[]) =>
  measurements.push({ key, value, ...(by && { by }), ...(runs && { runs }) });
const say = (text: string) => process.stderr.write(`${text}\n`);

let server: ServerProcess | undefined;
let driver: Driver | undefined;
if (options.store === undefined) process.on('exit', () => rmSync(store, { recursive: true, force: true }));
else mkdirSync(store, { recursive: true });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    driver?.stop();
    void server?.stop().then(() => process.exit(1));
  });
}

try {
  await run();
} finally {
  driver?.stop();
  await server?.stop();
}

async function run(): Promise<void> {
  const filledBefore = kept.read();
  const filled = filledBefore ?? (await fill());
  const filledAt = performance.now();
  const { startMs, facts } = filled;
  server ??= await ServerProcess.start(store, port, options.source);
  await settle(server);
  /** Spans that the questions themselves sent. */
  let asked = 0;

  if (parts.has('api')) {
    say('questions to the API ...');
    measurements.push(...(await measureApi(server.url, facts, rounds)));
    measurements.push(...(await measureExplore(server.url, rounds, (filled.records ?? 0) > 0)));
    measurements.push(await measureVisibility(server.url, rounds));
    const derived = await measureDerivedVisibility(server.url);
    asked = rounds + (derived[0]?.runs?.length ?? 0);
    measurements.push(...derived);
  }
  const sinceFilledMs = performance.now() - filledAt;
  if (parts.has('start') && filledBefore === undefined && sinceFilledMs < WORKED_UP_AGAIN_MS)
    await new Promise((resolve) => setTimeout(resolve, WORKED_UP_AGAIN_MS - sinceFilledMs));
  await server.stop();

  if (parts.has('start')) {
    say('start on the filled store, then half a minute of nothing ...');
    const starts: number[] = [];
    for (let time = 0; time < 3; time++) {
      server = await ServerProcess.start(store, port, options.source);
      starts.push(server.startMs);
      if (time === 0) await measureIdle(server);
      await server.stop();
    }
    starts.sort((a, b) => a - b);
    record('start', starts[1]!, server.built ? 'built' : 'from source, compiler included', starts);
  }

  const stored = new StoredEvents(store);
  const { spans: count, records } = stored.count();
  // A kept store was counted when it was filled; questions of a run that was given up have added to it.
  if (filledBefore === undefined && (count !== filled.spans + asked || records !== filled.records)) {
    throw new Error(
      `${filled.spans + asked} spans and ${filled.records} records were acknowledged, ${count} and ${records} are in the store.`,
    );
  }
  say(`${count} spans and ${records} records acknowledged and stored in ${stored.parts()} parts`);
  if (parts.has('sql')) {
    say('plain SQL, before the last merge ...');
    const end = startMs + DAY_MS;
    measurements.push(
      ...measureSql(
        stored,
        { startMs, endMs: end, traceStartMs: startMs + facts.traceStart / 1e6, facts },
        rounds,
      ),
    );
  }
  if (options.store === undefined) {
    say('merging everything, spans alone ...');
    stored.dropRecords();
    stored.merge();
    const bytes = stored.bytes();
    record(
      'disk',
      (bytes.events + bytes.traces) / count,
      `traces table ${(bytes.traces / count).toFixed(1)}`,
    );
    record('disk.data', (bytes.events + bytes.traces - bytes.attributeIndex) / count);
  }
  stored.close();

  if (parts.has('page')) await measurePage();

  const lines = measurements.map(reportLine);
  console.log(
    `\n${count.toLocaleString('en-US')} spans of ${filled.spanBytes} bytes as sent, ${cpus().length} cores, load ${load.toFixed(1)} before the start\n`,
  );
  printReport(lines, count);
  console.log('\nWhat the agent adds to an app is measured by itself: npm run bench -- agent');
  if (options.json) {
    const machine = {
      cores: cpus().length,
      model: cpus()[0]?.model,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      loadBefore: load,
    };
    writeFileSync(
      options.json,
      `${JSON.stringify({ spans: count, at: new Date().toISOString(), machine, lines }, null, 2)}\n`,
    );
  }
}

async function measureIdle(running: ServerProcess): Promise<void> {
  await settle(running);
  const idleFrom = running.cpuMs();
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  record('idle.cpu', ((running.cpuMs() - idleFrom) / IDLE_MS) * 100);
  record('idle.memory', running.memoryMb('now'));
}

/** The drawing of the trace page, where this machine has the browser for it. */
async function measurePage(): Promise<void> {
  say('the trace page in Chromium ...');
  const { measureTracePage } = await import('./trace-page.ts');
  try {
    measurements.push(...(await measureTracePage(PAGE_RUNS)));
  } catch (error) {
    say(`  the trace page was not measured: ${error instanceof Error ? error.message : error}`);
  }
}

/** Sends the spans, waits until they are worked up and merged, and says what that took. */
async function fill(): Promise<FilledStore> {
  const roundsOfBodies = Math.ceil(spans / ROUND_SPANS);
  const startMs = Date.now() - DAY_MS;
  const rangeMs = DAY_MS / roundsOfBodies;
  say(
    `${Math.round(spans / roundsOfBodies)} spans are generated and encoded${roundsOfBodies > 1 ? `, to be sent ${roundsOfBodies} times as different traces` : ''} ...`,
  );
  driver = await Driver.prepare({
    url: `http://127.0.0.1:${port}`,
    spans: Math.round(spans / roundsOfBodies),
    rounds: roundsOfBodies,
    connections: Number(options.connections),
    rangeMs,
    startNanos: (BigInt(startMs) * 1_000_000n).toString(),
  });
  server = await ServerProcess.start(store, port, options.source);
  say(`server from ${server.built ? 'its build' : 'source'}, fresh store in ${store}`);

  const cpuBefore = server.cpuMs();
  const report = await driver.run((acknowledged, ms) =>
    say(`  ${acknowledged} spans, ${Math.round(acknowledged / (ms / 1000))} a second`),
  );
  const cpuIngest = server.cpuMs() - cpuBefore;
  if (report.retries > 0) say(`  ${report.retries} requests were told to come back later`);
  await settle(server);
  const threads = Object.entries(server.cpuMsByThread())
    .map(([name, ms]) => [name, (ms * 1000) / report.acknowledged] as const)
    .filter(([, micros]) => micros >= 0.5)
    .sort((a, b) => b[1] - a[1]);
  say(
    `  us of CPU for each span by thread: ${threads.map(([name, micros]) => `${name} ${micros.toFixed(1)}`).join(', ')}`,
  );
  record('ingest', report.acknowledged / (report.ms / 1000), `${options.connections} connections`);
  record(
    'ingest.cpu',
    ((server.cpuMs() - cpuBefore) * 1000) / report.acknowledged,
    `${((cpuIngest * 1000) / report.acknowledged).toFixed(1)} until the last answer`,
  );
  record('ingest.latency', report.p99Ms, `p50 ${report.p50Ms.toFixed(0)} ms`);
  record('ingest.memory', server.memoryMb('peak'));
  const beside = await driver.sendRecords();
  say(
    `${beside.acknowledged} log records and custom events beside them, ${Math.round(beside.acknowledged / (beside.ms / 1000))} a second`,
  );
  const filled = {
    startMs,
    facts: driver.facts,
    spans: report.acknowledged,
    records: beside.acknowledged,
    spanBytes: Math.round((driver.bodyBytes * roundsOfBodies) / report.acknowledged),
  };
  driver.stop();
  if (options.store !== undefined) kept.write(filled);
  return filled;
}

/** Waits until the server has been almost idle for a second, so that merges are counted with what caused them. */
async function settle(running: ServerProcess): Promise<void> {
  if ((await deriveState(running)) !== null) {
    // Traces are worked up when they have been quiet for 5 s and senders no longer wait; only then it shows.
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    const began = performance.now();
    let told = began;
    for (let state = await deriveState(running); ; state = await deriveState(running)) {
      if (state === null || (state.waitingTraces === 0 && state.lagMs < 3_000)) break;
      if (performance.now() - began > DERIVE_TIMEOUT_MS) throw new Error('Traces are not worked up in time.');
      if (performance.now() - told > 15_000) {
        told = performance.now();
        say(`  ${state.waitingTraces} traces are still to be worked up`);
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const before = running.cpuMs();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (running.cpuMs() - before < 150) return;
  }
  say('  the server is still busy with merges');
}

async function deriveState(running: ServerProcess): Promise<HealthAnswer['derive']> {
  const answer = (await (await fetch(`${running.url}/api/health`)).json()) as HealthAnswer;
  return answer.derive;
}
