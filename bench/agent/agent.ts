/** `npm run bench -- agent`: what watching an application costs it. See README.md beside this file. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../examples/scruffy-node/src/db/postgres.ts';
import { load } from './load.ts';
import { printReport, type WatcherResult } from './report.ts';
import { type SpanCounter, startSpanCounter } from './span-counter.ts';
import { WatchedApp } from './watched-app.ts';
import { prepareWatcher, WATCHER_NAMES, type Watcher } from './watchers.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '2000' },
    // 3,000 were not enough: what was measured then was the compiler.
    'warm-up': { type: 'string', default: '10000' },
    starts: { type: 'string', default: '5' },
    only: { type: 'string', default: WATCHER_NAMES.join(',') },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(
    `npm run bench -- agent [--rounds 7] [--requests 2000] [--warm-up 10000] [--starts 5] [--node PATH] [--only A,B]
Watchers: ${WATCHER_NAMES.join(', ')}`,
  );
  process.exit(0);
}
const ROUNDS = Number(values.rounds);
const REQUESTS = Number(values.requests);
const WARM_UP = Number(values['warm-up']);
const SEND_TIMEOUT_MS = 60_000;
/** Longer than any watcher waits before it sends. */
const QUIET_MS = 2_500;

/** `share`: of the requests, for routes that take long. `spans`: the least that a watcher must have sent for a request. */
const ROUTES = [
  { name: 'plain', path: '/plain', share: 1, spans: 1 },
  { name: '5 queries', path: '/queries/5', share: 0.5, spans: 6 },
  { name: '50 queries', path: '/queries/50', share: 0.1, spans: 51 },
  { name: 'view', path: '/view', share: 0.5, spans: 1 },
];

interface Running {
  watcher: Watcher;
  app: WatchedApp;
  counter: SpanCounter;
  result: WatcherResult;
}

const postgres = await startPostgres();
const running: Running[] = [];
const version = execFileSync(values.node, ['--version'], { encoding: 'utf8' }).trim();
console.log(
  `Node ${version}, ${cpus().length} cores, load at the start ${loadavg()[0]!.toFixed(1)}; ${ROUNDS} rounds`,
);
try {
  // All at once: a round then takes seconds, and what else the machine does meets all of them alike.
  for (const name of values.only.split(',')) running.push(await start(name));
  for (let again = 1; again < Number(values.starts); again++) {
    for (const { watcher, result } of running) {
      const app = await WatchedApp.start(values.node, watcher, postgres.url);
      result.startMs.push(app.startMs);
      await app.stop();
    }
  }
  for (const one of running) await warmUp(one);
  for (let round = 0; round < ROUNDS; round++) {
    // The other way round every second time: what comes first finds another machine than what comes last.
    for (const one of round % 2 ? [...running].reverse() : running) await measure(one);
    console.log(`round ${round + 1} done, load ${loadavg()[0]!.toFixed(1)}`);
  }
  for (const { app, result } of running) result.rssBytes = (await app.cost()).rssBytes;
} finally {
  for (const { app, counter } of running) {
    await app.stop();
    counter.close();
  }
  await postgres.stop();
}
printReport(running.map(({ result }) => result));

async function start(name: string): Promise<Running> {
  const counter = await startSpanCounter();
  const watcher = prepareWatcher(name, counter.url);
  const app = await WatchedApp.start(values.node, watcher, postgres.url);
  const routes = new Map(ROUTES.map((route) => [route.name, { cpu: [], spans: 0, tookMs: [] }]));
  return { watcher, app, counter, result: { name, startMs: [app.startMs], rssBytes: 0, routes } };
}

async function warmUp(one: Running): Promise<void> {
  let least = one.counter.count;
  for (const { path, share, spans, name } of ROUTES) {
    const requests = Math.ceil(name === 'plain' ? WARM_UP : (WARM_UP * share) / 2);
    await load(one.app.port, path, requests);
    least += requests * spans;
    await arrived(one, least);
  }
}

async function measure(one: Running): Promise<void> {
  const { app, counter, result } = one;
  for (const { name, path, share, spans } of ROUTES) {
    const requests = Math.ceil(REQUESTS * share);
    const countBefore = counter.count;
    const { cpuMicros } = await app.cost();
    const tookMs = await load(app.port, path, requests);
    await arrived(one, countBefore + requests * spans);
    const route = result.routes.get(name)!;
    route.cpu.push(((await app.cost()).cpuMicros - cpuMicros) / requests);
    route.spans = (counter.count - countBefore) / requests;
    route.tookMs.push(...tookMs);
  }
}

/** The guard: everything that was to be recorded is here. Then until nothing more comes, so that sending is counted. */
async function arrived({ watcher, counter }: Running, least: number): Promise<void> {
  if (watcher.name.startsWith('none')) return;
  const deadline = Date.now() + SEND_TIMEOUT_MS;
  for (let last = -1; counter.count < least || counter.count !== last; ) {
    if (Date.now() > deadline)
      throw new Error(`${watcher.name}: only ${counter.count} of ${least} spans came`);
    last = counter.count;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 2));
  }
}
