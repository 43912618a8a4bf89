/** What was measured, as tables of text, beside what it is held to. */
import { type Budget, verdictOf } from '../budgets.ts';
import { ROUTES, type Route } from './routes.ts';
import { type Estimate, median, middle, quantile } from './statistics.ts';
import type { Turn } from './turns.ts';
import { isNone, OURS } from './watchers.ts';

export interface RouteResult {
  turns: Turn[];
  /** Microseconds of CPU per request, by round. */
  rounds: number[];
  /** Spans that arrived, per request. */
  spans: number;
  /** Milliseconds of single requests. */
  tookMs: number[];
}

export interface WatcherResult {
  name: string;
  startMs: number[];
  startCpuMs: number[];
  /** Microseconds of CPU in a second without requests, after each round of a route. */
  idle: number[];
  /** After each round: the garbage collector lets one process swing by 15 MB. */
  rssBytes: number[];
  routes: Record<Route['name'], RouteResult>;
}

export interface NodeResult {
  node: string;
  /** Of the machine: at the start and after each round. */
  loads: number[];
  /** Watchers that were left out, and why. */
  left: string[];
  /** The first one is what the others are compared with. */
  watchers: WatcherResult[];
}

/** How often the cost of ours must fit into that of the leanest other. */
const TIMES_LESS = 4;
const BUDGETS = {
  plain: { key: 'agent.plain', what: 'CPU added to a plain request', unit: 'us', bar: 20, goal: 12 },
  span: { key: 'agent.span', what: 'CPU of a further span', unit: 'us', bar: 4, goal: 2 },
  start: { key: 'agent.start', what: 'added to the start', unit: 'ms', bar: 80, goal: 40 },
  memory: { key: 'agent.memory', what: 'resident memory', unit: 'MB', bar: 30, goal: 15 },
} as const satisfies Record<string, Budget>;

export function printReport({ node, loads, left, watchers }: NodeResult): void {
  const [none] = watchers;
  if (none === undefined) return;
  console.log(`\n=== Node ${node}, load ${loads.map((load) => load.toFixed(1)).join(' ')}`);
  for (const line of left) console.log(`left out: ${line}`);
  for (const { name: route } of ROUTES) {
    console.log(
      `\n${route}: µs of CPU for a request (rounds: median, lowest to highest); added, by turns (middle of them, and 95 % interval; mean); spans; ms`,
    );
    for (const { name, routes } of watchers) {
      const { rounds, spans, tookMs } = routes[route];
      const range = `${median(rounds).toFixed(1).padStart(9)} (${Math.min(...rounds).toFixed(0)} to ${Math.max(...rounds).toFixed(0)})`;
      const differences = name === none.name ? [] : differencesOf(name, watchers, route);
      const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
      const added = name === none.name ? '' : `${said(middle(differences))}; ${mean.toFixed(1)}`;
      console.log(
        `  ${name.padEnd(22)}${range.padEnd(28)}${added.padEnd(36)}${spans.toFixed(1).padStart(6)} spans  ` +
          `p50 ${quantile(tookMs, 0.5).toFixed(2)} p99 ${quantile(tookMs, 0.99).toFixed(2)}`,
      );
    }
  }
  printStart(none, watchers);
  printVerdicts(none, watchers);
}

function printStart(none: WatcherResult, watchers: readonly WatcherResult[]): void {
  console.log(
    '\nstart to listening, CPU of it (medians), resident memory after a round (medians), CPU of a second without requests',
  );
  for (const { name, startMs, startCpuMs, rssBytes, idle } of watchers) {
    const by = (value: number, base: number, unit: string) =>
      `${value.toFixed(0).padStart(6)} ${unit} (+${(value - base).toFixed(0)})`.padEnd(20);
    console.log(
      `  ${name.padEnd(22)}${by(median(startMs), median(none.startMs), 'ms')}` +
        `${by(median(startCpuMs), median(none.startCpuMs), 'ms')}${by(megabytes(rssBytes), megabytes(none.rssBytes), 'MB')}` +
        `${(median(idle) / 1_000).toFixed(1)} ms`,
    );
  }
}

const megabytes = (bytes: readonly number[]): number => median(bytes) / 1e6;

function printVerdicts(none: WatcherResult, watchers: readonly WatcherResult[]): void {
  const ours = watchers.find(({ name }) => name === OURS);
  if (ours === undefined) return;
  console.log('\nours, beside its bars');
  const exactly = (value: number): Estimate => ({ value, from: Number.NaN, to: Number.NaN });
  const lines: [Budget, Estimate][] = [
    [BUDGETS.plain, addedTo(OURS, watchers, 'plain')],
    [BUDGETS.span, furtherSpan(watchers)],
    [BUDGETS.start, exactly(median(ours.startMs) - median(none.startMs))],
    [BUDGETS.memory, exactly(megabytes(ours.rssBytes) - megabytes(none.rssBytes))],
  ];
  for (const [budget, estimate] of lines) {
    const verdict = verdictOf(budget, estimate.value);
    console.log(
      `  ${budget.what.padEnd(34)}${said(estimate).padEnd(24)}${budget.unit}  bar ${budget.bar}, goal ${budget.goal}: ${verdict}`,
    );
  }
  const others = watchers.filter(({ name }) => name !== OURS && !isNone(name));
  if (others.length === 0) return;
  console.log(`\nthe leanest other, as often as ours (${TIMES_LESS} are promised)`);
  for (const { name: route } of ROUTES) {
    const own = addedTo(OURS, watchers, route);
    const [leanest] = others
      .map(({ name }) => ({ name, added: addedTo(name, watchers, route) }))
      .sort((a, b) => a.added.value - b.added.value);
    const { name, added } = leanest!;
    const times = added.value / own.value;
    // The least that both intervals allow; the most is of no interest, and endless where ours may be nothing.
    const atLeast = added.from / own.to;
    console.log(
      `  ${route.padEnd(12)}${name.padEnd(22)}${said(added).padEnd(24)} / ${said(own).padEnd(24)} = ` +
        `${times.toFixed(1)}x, at least ${atLeast.toFixed(1)}x  ${times >= TIMES_LESS ? 'meets' : 'MISSED'}`,
    );
  }
}

/** Microseconds of CPU that `name` adds to a request of `route`. */
function addedTo(name: string, watchers: readonly WatcherResult[], route: Route['name']): Estimate {
  return middle(differencesOf(name, watchers, route));
}

/** By turn: from the mean of the applications that nobody watches; of one of these, from the others. */
function differencesOf(name: string, watchers: readonly WatcherResult[], route: Route['name']): number[] {
  const unwatched = new Map<number, number[]>();
  for (const one of watchers) {
    if (!isNone(one.name) || one.name === name) continue;
    for (const { at, cpu } of one.routes[route].turns) unwatched.set(at, [...(unwatched.get(at) ?? []), cpu]);
  }
  const { turns } = watchers.find((one) => one.name === name)!.routes[route];
  return turns.map(({ at, cpu }) => {
    const beside = unwatched.get(at)!;
    return cpu - beside.reduce((sum, one) => sum + one, 0) / beside.length;
  });
}

/** Between requests of 5 and of 50 queries there are 45 spans more, and nothing else. */
function furtherSpan(watchers: readonly WatcherResult[]): Estimate {
  const few = addedTo(OURS, watchers, '5 queries');
  const many = addedTo(OURS, watchers, '50 queries');
  const value = (many.value - few.value) / 45;
  const below = Math.hypot(many.value - many.from, few.to - few.value) / 45;
  const above = Math.hypot(many.to - many.value, few.value - few.from) / 45;
  return { value, from: value - below, to: value + above };
}

function said({ value, from, to }: Estimate): string {
  const shown = `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
  return Number.isNaN(from) ? shown : `${shown} (${from.toFixed(1)} to ${to.toFixed(1)})`;
}
