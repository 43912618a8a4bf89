/**
 * One route, asked of all watched applications by turns: some requests to the one, some to the next, and so on. Whatever else
 * the machine does then meets all of them alike, and the difference between two of them in one turn says more than either.
 *
 * What an application does between the beginning of its turn and that of its next one is counted as its turn's: watchers send
 * after a while. The last turn ends when everything has been sent.
 */
import { load } from './load.ts';
import type { Route } from './routes.ts';
import type { SpanCounter } from './span-counter.ts';
import type { WatchedApp } from './watched-app.ts';

export interface Running {
  name: string;
  app: WatchedApp;
  counter: SpanCounter;
}

export interface Asked {
  /** Microseconds of CPU per request, by turn. */
  turns: number[];
  /** The same of all turns together. */
  cpu: number;
  /** Spans that arrived, per request. */
  spans: number;
  /** Milliseconds of single requests. */
  tookMs: number[];
}

const SEND_TIMEOUT_MS = 60_000;
/** Longer than any watcher waits before it sends. */
const QUIET_MS = 2_500;
const POLL_MS = 100;

/** @returns by name; without those whose spans did not all arrive, which are named in `silent` */
export async function askByTurns(
  all: readonly Running[],
  { path, spans }: Pick<Route, 'path' | 'spans'>,
  turns: number,
  requestsOfTurn: number,
): Promise<{ asked: Map<string, Asked>; silent: string[] }> {
  const asked = new Map<string, Asked>();
  const marks = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  const countBefore = new Map(all.map(({ name, counter }) => [name, counter.count]));
  const tookMs = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  for (let turn = 0; turn < turns; turn++) {
    // The other way round every second time: what comes first finds another machine than what comes last.
    for (const { name, app } of turn % 2 ? [...all].reverse() : all) {
      marks.get(name)!.push((await app.cost()).cpuMicros);
      tookMs.get(name)!.push(...(await load(app.port, path, requestsOfTurn)));
    }
  }
  const requests = turns * requestsOfTurn;
  const arrived = await Promise.all(
    all.map((one) => everythingCame(one, countBefore.get(one.name)! + requests * spans)),
  );
  for (const [index, { name, app, counter }] of all.entries()) {
    const costs = [...marks.get(name)!, (await app.cost()).cpuMicros];
    if (!arrived[index]) continue;
    asked.set(name, {
      turns: costs.slice(1).map((cost, turn) => (cost - costs[turn]!) / requestsOfTurn),
      cpu: (costs.at(-1)! - costs[0]!) / requests,
      spans: (counter.count - countBefore.get(name)!) / requests,
      tookMs: tookMs.get(name)!,
    });
  }
  return { asked, silent: all.map(({ name }) => name).filter((name) => !asked.has(name)) };
}

/** The guard: everything that was to be recorded is here. Then until nothing more comes, so that sending is counted. */
async function everythingCame({ name, counter }: Running, least: number): Promise<boolean> {
  const deadline = Date.now() + SEND_TIMEOUT_MS;
  let quietSince = Date.now();
  for (let last = counter.count; ; last = counter.count) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (counter.count !== last) quietSince = Date.now();
    else if ((counter.count >= least || isNone(name)) && Date.now() - quietSince >= QUIET_MS) return true;
    if (Date.now() > deadline) return false;
  }
}

/** An application that nobody watches. */
export function isNone(name: string): boolean {
  return name.startsWith('none');
}
