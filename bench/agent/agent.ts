/** `npm run bench -- agent`: what watching an application costs it. See README.md beside this file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { startPostgres } from '../../examples/scruffy-node/src/db/postgres.ts';
import { startAnsweringDatabase } from './answering-database.ts';
import { type AgentBenchOptions, HELP, readOptions } from './options.ts';
import { type NodeResult, printReport, type WatcherResult } from './report.ts';
import { ROUTES } from './routes.ts';
import { startSpanCounter } from './span-counter.ts';
import { askByTurns, isOursOrNone, type Running } from './turns.ts';
import { APP_CORE, WatchedApp } from './watched-app.ts';
import { OURS, prepareWatcher, type Watcher } from './watchers.ts';

interface Watched extends Running {
  watcher: Watcher;
  result: WatcherResult;
}

const options = readOptions();
if (options === undefined) {
  console.log(HELP);
  process.exit(0);
}
leaveCoreToApps();
const startedAt = Date.now();
const database = await (options.postgres ? startPostgres() : startAnsweringDatabase());
const results: NodeResult[] = [];
try {
  for (const node of options.nodes) results.push(await measureNode(node, options));
} finally {
  await database.stop();
}
if (options.json) writeFileSync(options.json, JSON.stringify({ options, results }, undefined, 1));
for (const result of results) printReport(result);
console.log(`\n${((Date.now() - startedAt) / 60_000).toFixed(1)} minutes in all`);

/** All watched applications run at once; a round of turns takes seconds. */
async function measureNode(node: string, told: AgentBenchOptions): Promise<NodeResult> {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const loads = [loadavg()[0]!];
  console.log(`Node ${version}, ${cpus().length} cores, load ${loads[0]!.toFixed(1)}; ${told.rounds} rounds`);
  let watched: Watched[] = [];
  const left: string[] = [];
  /** A watcher that does nothing is cheap: it is left out, or nothing is measured when it is ours. */
  const leaveOut = async (names: readonly string[], why: string) => {
    if (names.includes(OURS)) throw new Error(`${OURS}: ${why}`);
    for (const name of names) {
      left.push(`${name}: ${why}`);
      console.log(`${name} is left out: ${why}`);
      await stop(watched.filter((one) => one.name === name));
    }
    watched = watched.filter(({ name }) => !names.includes(name));
  };
  try {
    for (const name of told.only) {
      try {
        watched.push(await start(node, name));
      } catch (error) {
        await leaveOut([name], (error as Error).message);
      }
    }
    for (let again = 1; again < told.starts; again++)
      for (const { watcher, result } of watched) {
        const app = await WatchedApp.start(node, watcher, database.url);
        result.startMs.push(app.startMs);
        result.startCpuMs.push(app.startCpuMs);
        await app.stop();
      }
    for (const route of ROUTES) {
      const requests = Math.ceil((told.warmUp * route.share) / (route.name === 'plain' ? 1 : 2));
      const { silent } = await askByTurns(watched, route, {
        rounds: 1,
        requestsOfTurn: requests,
        first: 0,
        always: () => false,
      });
      await leaveOut(silent, `its spans of ${route.path} did not all arrive`);
    }
    console.log(`warm, load ${loadavg()[0]!.toFixed(1)}`);
    for (let round = 1; round <= told.rounds; round++) {
      for (const route of ROUTES) {
        const requests = Math.max(1, Math.round((told.requests * route.share) / told.turns));
        // Rounds do not share turns; there are not more turns in one than these.
        const first = round * told.turns * told.only.length;
        const { asked, silent } = await askByTurns(watched, route, {
          rounds: told.turns,
          requestsOfTurn: requests,
          first,
          always: isOursOrNone,
        });
        await leaveOut(silent, `its spans of ${route.path} did not all arrive`);
        for (const { name, result } of watched) {
          const { turns, idle, spans, tookMs } = asked.get(name)!;
          const of = result.routes[route.name];
          of.turns.push(...turns);
          of.rounds.push(turns.reduce((sum, { cpu }) => sum + cpu, 0) / turns.length);
          of.tookMs.push(...tookMs);
          of.spans = spans;
          result.idle.push(idle);
        }
      }
      for (const { app, result } of watched) result.rssBytes.push((await app.cost()).rssBytes);
      loads.push(loadavg()[0]!);
      console.log(`round ${round} done, load ${loads.at(-1)!.toFixed(1)}`);
    }
    return { node: version, loads, left, watchers: watched.map(({ result }) => result) };
  } finally {
    await stop(watched);
  }
}

async function start(node: string, name: string): Promise<Watched> {
  const counter = await startSpanCounter();
  try {
    const watcher = prepareWatcher(name, counter.url);
    const app = await WatchedApp.start(node, watcher, database.url);
    const route = () => ({ turns: [], rounds: [], spans: 0, tookMs: [] });
    const routes = { plain: route(), '5 queries': route(), '50 queries': route(), view: route() };
    const startMs = [app.startMs];
    const startCpuMs = [app.startCpuMs];
    return {
      name,
      watcher,
      app,
      counter,
      result: { name, startMs, startCpuMs, idle: [], rssBytes: [], routes },
    };
  } catch (error) {
    counter.close();
    throw error;
  }
}

async function stop(watched: readonly Watched[]): Promise<void> {
  for (const { app, counter } of watched) {
    await app.stop();
    counter.close();
  }
}

/** Load and database on the other cores, where that can be said: what this process starts inherits it. */
function leaveCoreToApps(): void {
  const others = cpus().flatMap((_, core) => (core === APP_CORE ? [] : [core]));
  if (others.length > 0) spawnSync('taskset', ['-a', '-p', '-c', others.join(','), String(process.pid)]);
}
