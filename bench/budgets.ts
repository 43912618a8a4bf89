/**
 * The budget table: what each number has to stay below (or above) to be good enough now (`bar`), and where it
 * should get to (`goal`). Set for 2 cores and 24 GiB.
 */
export interface Budget {
  key: string;
  what: string;
  unit: 'spans/s' | 'us' | 'bytes' | 'MB' | 'ms' | '% of a core';
  bar?: number;
  goal?: number;
  /** Higher numbers are better; otherwise lower ones. */
  higherIsBetter?: true;
  /** Queries are held to their budget at this many spans; at fewer they are shown beside it. */
  atSpans?: number;
}

const TEN_MILLION = 10_000_000;

export const BUDGETS: readonly Budget[] = [
  {
    key: 'ingest',
    what: 'ingest over OTLP/HTTP, answered after commit',
    unit: 'spans/s',
    bar: 50_000,
    goal: 120_000,
    higherIsBetter: true,
  },
  { key: 'ingest.cpu', what: 'server CPU for each span, merges and working up included', unit: 'us' },
  { key: 'ingest.memory', what: 'resident memory of the server, peak', unit: 'MB' },
  { key: 'ingest.latency', what: 'answer to one request of 512 spans under load, p99', unit: 'ms' },
  {
    key: 'disk',
    what: 'bytes for each span after merges, attribute index included',
    unit: 'bytes',
    bar: 110,
    goal: 70,
  },
  {
    key: 'disk.data',
    what: 'bytes for each span after merges, without attribute index',
    unit: 'bytes',
    bar: 80,
    goal: 45,
  },
  { key: 'start', what: 'start to listening, warm', unit: 'ms', bar: 2000, goal: 1000 },
  { key: 'idle.memory', what: 'resident memory when idle', unit: 'MB', bar: 400, goal: 300 },
  { key: 'idle.cpu', what: 'CPU when idle', unit: '% of a core', bar: 6, goal: 3 },
  { key: 'visible', what: 'span visible after its acknowledgement', unit: 'ms', bar: 1000, goal: 0 },
  {
    key: 'visible.derived',
    what: 'span in the derived tables after its acknowledgement',
    unit: 'ms',
    bar: 10_000,
    goal: 5000,
  },
  ...tracePage('1k', '1,000'),
  ...tracePage('10k', '10,000', { bar: 300, goal: 150 }),
  ...tracePage('100k', '100,000', { bar: 2000, goal: 800 }),
  { key: 'trace', what: 'trace by id', unit: 'ms', bar: 50, goal: 10, atSpans: TEN_MILLION },
  {
    key: 'search.frequent',
    what: 'newest 100 traces with a frequent k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  {
    key: 'search.rare',
    what: 'newest 100 traces with a rare k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  {
    key: 'search.absent',
    what: 'newest 100 traces with an absent k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  { key: 'search.newest', what: 'newest 100 traces', unit: 'ms' },
  {
    key: 'endpoints',
    what: 'endpoints table over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.overview',
    what: 'overview over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.transaction',
    what: 'page of the largest transaction over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.comparison',
    what: 'every endpoint of 12 h against the 12 h before',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.endpoints',
    what: 'endpoints page over 24 h, as the API answers it',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.queries',
    what: 'statements over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.errors',
    what: 'errors over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.services',
    what: 'map of services over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.profile',
    what: 'what the largest transaction is made of, over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.jobs',
    what: 'jobs over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.query',
    what: 'page of the costliest statement over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.error',
    what: 'page of the most frequent error over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.externals',
    what: 'hosts called over 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.findings',
    what: 'findings over 24 h, compared with the week before',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.markers',
    what: 'deploys of 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.traces',
    what: 'the longest 100 traces of 24 h',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  {
    key: 'page.trace.findings',
    what: 'what was found in a trace',
    unit: 'ms',
    bar: 200,
    goal: 100,
    atSpans: TEN_MILLION,
  },
  { key: 'heatmap', what: 'heatmap 300 x 60', unit: 'ms', bar: 500, goal: 150, atSpans: TEN_MILLION },
  {
    key: 'group.entries',
    what: 'group entry spans by an attribute, p50/p95/count',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'group.all',
    what: 'group all spans by an attribute, p50/p95/count',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'events.frequent',
    what: 'newest 100 events with a frequent k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  {
    key: 'events.rare',
    what: 'newest 100 events with a rare k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  {
    key: 'events.absent',
    what: 'newest 100 events with an absent k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  { key: 'explore.count', what: 'Explore: entry spans of a day over time', unit: 'ms' },
  {
    key: 'explore.heatmap',
    what: 'Explore: heatmap of entry spans',
    unit: 'ms',
    bar: 500,
    goal: 150,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.entries',
    what: 'Explore: group entry spans by an attribute, p50/p95/count',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.all',
    what: 'Explore: group all spans by an attribute, p50/p95/count',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.distinct',
    what: 'Explore: count different values of an attribute by group',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.formula',
    what: 'Explore: share of failures by group, a formula',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.having',
    what: 'Explore: groups above a number of events, by p95',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.calculated',
    what: 'Explore: group by a calculated field',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.compareTo',
    what: 'Explore: group half a day and the half day before',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.concurrency',
    what: 'Explore: most open entry spans at once, over time',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.any',
    what: 'Explore: entry spans with a database span in their trace, by group',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.root',
    what: 'Explore: database spans by the name of their root',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.child',
    what: 'Explore: time in children of entry spans of six hours, by layer',
    unit: 'ms',
    bar: 700,
    goal: 250,
    atSpans: TEN_MILLION,
  },
  {
    key: 'explore.events',
    what: 'Explore: newest 100 events with a frequent k=v',
    unit: 'ms',
    bar: 150,
    goal: 50,
    atSpans: TEN_MILLION,
  },
  {
    key: 'compare.first',
    what: 'compare the slow entry spans: first fields',
    unit: 'ms',
    bar: 500,
    goal: 300,
    atSpans: TEN_MILLION,
  },
  {
    key: 'compare.all',
    what: 'compare the slow entry spans: all fields',
    unit: 'ms',
    bar: 5000,
    goal: 1500,
    atSpans: TEN_MILLION,
  },
  { key: 'count', what: 'events of the last hour', unit: 'ms' },
];

export type Verdict = 'goal' | 'bar' | 'MISSED' | '';

/** `bar` when the first bar is met, `goal` when the goal is too, nothing where there is neither. */
export function verdictOf(budget: Budget, value: number): Verdict {
  const meets = (bound: number) => (budget.higherIsBetter ? value >= bound : value <= bound);
  if (budget.goal !== undefined && meets(budget.goal)) return 'goal';
  if (budget.bar === undefined) return '';
  return meets(budget.bar) ? 'bar' : 'MISSED';
}

/** Lines of the trace page's drawing; what a frame of scrolling may take is the same for all sizes. */
function tracePage(name: string, spans: string, paint?: { bar: number; goal: number }): Budget[] {
  const line = (key: string, what: string, bounds: { bar?: number; goal?: number } = {}): Budget => ({
    key: `page.trace.${key}.${name}`,
    what: `trace of ${spans} spans: ${what}`,
    unit: 'ms',
    ...bounds,
  });
  return [
    line('opened', 'page opened to picture'),
    line('paint', 'asked to first picture', paint),
    line('drawn', 'of it after the answer'),
    line('scroll', 'work in a frame of scrolling', { bar: 16, goal: 8 }),
    line('frames', 'between two frames of scrolling, p95'),
    line('fold', 'open or fold all'),
  ];
}
