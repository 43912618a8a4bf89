/** What was measured, as tables of text, beside what it is held to. */
import { type Budget, verdictOf } from '../budgets.ts';
import { ROUTES, type Route } from './routes.ts';
import { differences, type Estimate, median, quantile } from './statistics.ts';
import { isNone } from './turns.ts';

export interface RouteResult {
  /** Microseconds of CPU per request, by turn. */
  turns: number[];
  /** The same, by round. */
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
  rssBytes: number;
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

const OURS = 'tracebin';
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
    console.log(`\n${route}: µs of CPU for a request (rounds: median, lowest to highest); added; spans; ms`);
    for (const { name, routes } of watchers) {
      const { rounds, spans, tookMs } = routes[route];
      const range = `${median(rounds).toFixed(1).padStart(9)} (${Math.min(...rounds).toFixed(0)} to ${Math.max(...rounds).toFixed(0)})`;
      const added = name === none.name ? '' : said(addedTo(none, name, watchers, route));
      console.log(
        `  ${name.padEnd(22)}${range.padEnd(28)}${added.padEnd(18)}${spans.toFixed(1).padStart(6)} spans  ` +
          `p50 ${quantile(tookMs, 0.5).toFixed(2)} p99 ${quantile(tookMs, 0.99).toFixed(2)}`,
      );
    }
  }
  printStart(none, watchers);
  printVerdicts(none, watchers);
}

function printStart(none: WatcherResult, watchers: readonly WatcherResult[]): void {
  console.log('\nstart to listening, CPU of it (medians), resident memory after all');
  for (const { name, startMs, startCpuMs, rssBytes } of watchers) {
    const by = (value: number, base: number, unit: string) =>
      `${value.toFixed(0).padStart(6)} ${unit} (+${(value - base).toFixed(0)})`.padEnd(20);
    console.log(
      `  ${name.padEnd(22)}${by(median(startMs), median(none.startMs), 'ms')}` +
        `${by(median(startCpuMs), median(none.startCpuMs), 'ms')}${by(rssBytes / 1e6, none.rssBytes / 1e6, 'MB')}`,
    );
  }
}

function printVerdicts(none: WatcherResult, watchers: readonly WatcherResult[]): void {
  const ours = watchers.find(({ name }) => name === OURS);
  if (ours === undefined) return;
  console.log('\nours, beside its bars');
  const plain = addedTo(none, OURS, watchers, 'plain');
  const lines: [Budget, Estimate][] = [
    [BUDGETS.plain, plain],
    [BUDGETS.span, furtherSpan(none, ours)],
    [BUDGETS.start, { mean: median(ours.startMs) - median(none.startMs), within: Number.NaN }],
    [BUDGETS.memory, { mean: (ours.rssBytes - none.rssBytes) / 1e6, within: Number.NaN }],
  ];
  for (const [budget, estimate] of lines) {
    const verdict = verdictOf(budget, estimate.mean);
    console.log(
      `  ${budget.what.padEnd(34)}${said(estimate).padEnd(18)}${budget.unit}  bar ${budget.bar}, goal ${budget.goal}: ${verdict}`,
    );
  }
  const others = watchers.filter(({ name }) => name !== OURS && !isNone(name));
  if (others.length === 0) return;
  console.log(`\nthe leanest other, as often as ours (${TIMES_LESS} are promised)`);
  for (const { name: route } of ROUTES) {
    const own = addedTo(none, OURS, watchers, route);
    const [leanest] = others
      .map(({ name }) => ({ name, added: addedTo(none, name, watchers, route).mean }))
      .sort((a, b) => a.added - b.added);
    const times = leanest!.added / own.mean;
    // Ours may be so little that it cannot be told from nothing: then by the most that it may be.
    const atLeast = leanest!.added / (own.mean + own.within);
    const isNoise = own.mean <= own.within;
    console.log(
      `  ${route.padEnd(12)}${leanest!.name.padEnd(22)}${leanest!.added.toFixed(0).padStart(6)} / ${said(own).padEnd(15)} = ` +
        `${isNoise ? `at least ${atLeast.toFixed(1)}` : times.toFixed(1)}x  ` +
        `${(isNoise ? atLeast : times) >= TIMES_LESS ? 'meets' : 'MISSED'}`,
    );
  }
}

/** Microseconds of CPU that `name` adds to a request of `route`. */
function addedTo(
  none: WatcherResult,
  name: string,
  watchers: readonly WatcherResult[],
  route: Route['name'],
): Estimate {
  const { routes } = watchers.find((one) => one.name === name)!;
  return differences(routes[route].turns, none.routes[route].turns);
}

/** Between requests of 5 and of 50 queries there are 45 spans more, and nothing else. */
function furtherSpan(none: WatcherResult, ours: WatcherResult): Estimate {
  const few = differences(ours.routes['5 queries'].turns, none.routes['5 queries'].turns);
  const many = differences(ours.routes['50 queries'].turns, none.routes['50 queries'].turns);
  return { mean: (many.mean - few.mean) / 45, within: Math.hypot(many.within, few.within) / 45 };
}

function said({ mean, within }: Estimate): string {
  return `${mean < 0 ? '' : '+'}${mean.toFixed(1)}${Number.isNaN(within) ? '' : ` ± ${within.toFixed(1)}`}`;
}
