/**
 * One route, asked of all watched applications by turns: some requests to the one, some to the next, and so on. Whatever else
 * the machine does then meets all of them alike, and the difference between two of them in one turn says more than either.
 *
 * Unwatched applications and the one with our agent are asked in every turn, of the others one in each, going round: what the
 * others cost is ten times as much as ours, and need not be known ten times as well.
 *
 * What an application does between the beginning of its turn and that of its next one is counted as its turn's: watchers send
 * after a while. Less what it does in that time anyway, when nobody asks it anything. The last turn ends when everything has
 * been sent.
 */
import { load } from './load.ts';
import type { Route } from './routes.ts';
import type { SpanCounter } from './span-counter.ts';
import { randomOf } from './statistics.ts';
import type { WatchedApp } from './watched-app.ts';
import { isNone, OURS } from './watchers.ts';

export interface Running {
  name: string;
  app: WatchedApp;
  counter: SpanCounter;
}

export interface Turn {
  /** In which turn of all: those of the same number were taken side by side. */
  at: number;
  /** Microseconds of CPU per request. */
  cpu: number;
}

export interface Asked {
  turns: Turn[];
  /** Microseconds of CPU in a second without requests. */
  idle: number;
  /** Spans that arrived, per request. */
  spans: number;
  /** Milliseconds of single requests. */
  tookMs: number[];
}

export interface Plan {
  /** In each of which every watcher has one turn at least. */
  rounds: number;
  requestsOfTurn: number;
  /** Number of the first turn. */
  first: number;
  /** Who has a turn beside each turn of another. */
  always: (name: string) => boolean;
}

/** Ours, and what it is compared with. */
export function isOursOrNone(name: string): boolean {
  return isNone(name) || name === OURS;
}

interface Mark {
  at: number;
  cpuMicros: number;
  timeMs: number;
}

const SEND_TIMEOUT_MS = 60_000;
/** Longer than any watcher waits before it sends. */
const QUIET_MS = 2_500;
const POLL_MS = 100;

/**
 * @returns by name; without those whose spans did not all arrive, which are named in `silent`
 */
export async function askByTurns(
  all: readonly Running[],
  { path, spans }: Pick<Route, 'path' | 'spans'>,
  { rounds, requestsOfTurn, first, always: isAlways }: Plan,
): Promise<{ asked: Map<string, Asked>; silent: string[] }> {
  const begins = new Map<string, Mark[]>(all.map(({ name }) => [name, []]));
  const countBefore = new Map(all.map(({ name, counter }) => [name, counter.count]));
  const tookMs = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  const always = all.filter(({ name }) => isAlways(name));
  const others = all.filter((one) => !always.includes(one));
  const steps = Math.max(1, others.length);
  for (let step = 0; step < rounds * steps; step++) {
    const inThis = [...always, ...others.slice(step % steps, (step % steps) + 1)];
    // In another order each time: what came just before is still in the caches, and may still be sending.
    for (const one of shuffled(inThis, first + step)) {
      begins.get(one.name)!.push(await markOf(one, first + step));
      tookMs.get(one.name)!.push(...(await load(one.app.port, path, requestsOfTurn)));
    }
  }
  const requestsOf = (name: string) => begins.get(name)!.length * requestsOfTurn;
  const arrived = await Promise.all(
    all.map((one) => everythingCame(one, countBefore.get(one.name)! + requestsOf(one.name) * spans)),
  );
  const ends = await Promise.all(all.map((one) => markOf(one, -1)));
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  const later = await Promise.all(all.map((one) => markOf(one, -1)));
  const asked = new Map<string, Asked>();
  for (const [index, { name, counter }] of all.entries()) {
    const end = ends[index]!;
    const idle = slope(end, later[index]!);
    const marks = [...begins.get(name)!, end];
    if (!arrived[index]) continue;
    asked.set(name, {
      turns: marks.slice(0, -1).map((mark, one) => {
        const next = marks[one + 1]!;
        const cpu = next.cpuMicros - mark.cpuMicros - idle * (next.timeMs - mark.timeMs);
        return { at: mark.at, cpu: cpu / requestsOfTurn };
      }),
      idle: idle * 1_000,
      spans: (counter.count - countBefore.get(name)!) / requestsOf(name),
      tookMs: tookMs.get(name)!,
    });
  }
  return { asked, silent: all.map(({ name }) => name).filter((name) => !asked.has(name)) };
}

function shuffled(all: readonly Running[], seed: number): Running[] {
  const rest = [...all];
  const draw = randomOf(seed);
  return all.map(() => rest.splice(draw() % rest.length, 1)[0]!);
}

async function markOf({ app }: Running, at: number): Promise<Mark> {
  return { at, cpuMicros: await app.cpuMicros(), timeMs: performance.now() };
}

/** Microseconds of CPU in a millisecond. */
function slope(from: Mark, to: Mark): number {
  return (to.cpuMicros - from.cpuMicros) / (to.timeMs - from.timeMs);
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
