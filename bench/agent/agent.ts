/** `npm run bench -- agent`: what watching an application costs it. See README.md beside this file. */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../examples/scruffy-node/src/db/postgres.ts';
import { type SpanCounter, startSpanCounter } from './span-counter.ts';
import { WATCHERS, WatchedApp, type Watcher } from './watched-app.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '4000' },
    // 3,000 were not enough: what was measured then was the compiler.
    'warm-up': { type: 'string', default: '10000' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log('npm run bench -- agent [--rounds 5] [--requests 4000] [--warm-up 10000]');
  process.exit(0);
}
const ROUNDS = Number(values.rounds);
const REQUESTS = Number(values.requests);
const WARM_UP = Number(values['warm-up']);
const SEND_TIMEOUT_MS = 30_000;

/** `share`: of the requests, for routes that take long. `spans`: the least that a watcher must have sent per request. */
const ROUTES = [
  { name: 'plain', path: '/plain', share: 1, spans: 1 },
  { name: '5 queries', path: '/queries/5', share: 0.5, spans: 6 },
  { name: '50 queries', path: '/queries/50', share: 0.1, spans: 51 },
  { name: 'view', path: '/view', share: 0.5, spans: 1 },
];

interface Round {
  startMs: number;
  rssBytes: number;
  /** Microseconds of CPU per request, and spans per request, by route. */
  routes: { cpu: number; spans: number }[];
}

const watchers = Object.keys(WATCHERS) as Watcher[];
const rounds = new Map<Watcher, Round[]>(watchers.map((watcher) => [watcher, []]));
const postgres = await startPostgres();
const sink = await startSpanCounter();
console.log(`load of this machine at the start: ${loadavg()[0]!.toFixed(1)}; ${ROUNDS} rounds`);
try {
  for (let round = 0; round < ROUNDS; round++) {
    // The other way round every second time: what comes first finds another machine than what comes last.
    for (const watcher of round % 2 ? [...watchers].reverse() : watchers)
      rounds.get(watcher)!.push(await measure(watcher, postgres.url, sink));
    console.log(`round ${round + 1} done`);
  }
} finally {
  sink.close();
  await postgres.stop();
}
report();

async function measure(watcher: Watcher, databaseUrl: string, counter: SpanCounter): Promise<Round> {
  const app = await WatchedApp.start(watcher, databaseUrl, counter.url);
  try {
    const before = counter.count;
    await app.load('/plain', WARM_UP);
    let warmed = WARM_UP;
    for (const { path, share, spans } of ROUTES.slice(1)) {
      await app.load(path, Math.ceil((WARM_UP * share) / 5));
      warmed += Math.ceil((WARM_UP * share) / 5) * spans;
    }
    await arrived(watcher, counter, before + warmed);
    const routes: Round['routes'] = [];
    for (const { path, share, spans } of ROUTES) {
      const requests = Math.ceil(REQUESTS * share);
      const countBefore = counter.count;
      const { cpuMicros } = await app.cost();
      await app.load(path, requests);
      await arrived(watcher, counter, countBefore + requests * spans);
      routes.push({
        cpu: ((await app.cost()).cpuMicros - cpuMicros) / requests,
        spans: (counter.count - countBefore) / requests,
      });
    }
    return { startMs: app.startMs, rssBytes: (await app.cost()).rssBytes, routes };
  } finally {
    await app.stop();
  }
}

/** The guard: everything that was to be recorded is here. Then until nothing more comes, so that sending is counted. */
async function arrived(watcher: Watcher, counter: SpanCounter, least: number): Promise<void> {
  if (watcher.startsWith('none')) return;
  const deadline = Date.now() + SEND_TIMEOUT_MS;
  for (let last = -1; counter.count < least || counter.count !== last; ) {
    if (Date.now() > deadline) throw new Error(`${watcher}: only ${counter.count} of ${least} spans came`);
    last = counter.count;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  }
}

function report(): void {
  console.log(
    '\nCPU per request, in microseconds: median (lowest to highest); added to none; spans a request',
  );
  for (const [index, { name }] of ROUTES.entries()) {
    console.log(`\n${name}`);
    const base = median(cpuOf('none', index));
    for (const watcher of watchers) {
      const cpu = cpuOf(watcher, index);
      const spans = median(rounds.get(watcher)!.map((round) => round.routes[index]!.spans));
      console.log(
        `  ${watcher.padEnd(14)} ${micros(median(cpu))} (${micros(Math.min(...cpu))} to ${micros(Math.max(...cpu))})  ` +
          `${watcher === 'none' ? '' : `added ${micros(median(cpu) - base)}`}  ${spans.toFixed(1)} spans`,
      );
    }
  }
  console.log('\nstart to listening, resident memory at the end');
  for (const watcher of watchers) {
    const all = rounds.get(watcher)!;
    const start = median(all.map(({ startMs }) => startMs));
    const memory = median(all.map(({ rssBytes }) => rssBytes)) / 1e6;
    console.log(
      `  ${watcher.padEnd(14)} ${start.toFixed(0).padStart(6)} ms ${memory.toFixed(0).padStart(6)} MB`,
    );
  }
}

function cpuOf(watcher: Watcher, route: number): number[] {
  return rounds.get(watcher)!.map((round) => round.routes[route]!.cpu);
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function micros(value: number): string {
  return value.toFixed(1).padStart(7);
}
