/** Explore's questions and a comparison, asked of the API as the page asks them. */
import {
  type CompareLine,
  type EventsAnswer,
  type ExampleAnswer,
  parseQuestion,
  type Question,
  type QuestionAnswer,
  type SlowTracesAnswer,
  type SqlAnswer,
} from '@tracebin/model';
import { type Measurement, median } from '../report.ts';
import { EXPLORE_KINDS } from './explore-kinds.ts';

const BIN = '/api/bins/local';
const DAY: Question = { timeRange: '24h' };
const ENTRIES: Question = { ...DAY, filters: [{ column: 'kind', op: '=', value: 'server' }] };
const SLOW_ENTRIES: Question = {
  ...DAY,
  filters: [...ENTRIES.filters!, { column: 'duration', op: '>=', value: 100e6 }],
};
const P50_P95: NonNullable<Question['calculations']> = [
  { op: 'COUNT' },
  { op: 'P50', column: 'duration' },
  { op: 'P95', column: 'duration' },
];
/** Of one's own: the same figures as the page of endpoints has. */
const SQL = `SELECT service, name, count() AS hits, quantile(0.95)(duration) AS p95 FROM spans WHERE kind = 'server' GROUP BY service, name ORDER BY hits DESC LIMIT 100`;
/** What a person would drag a rectangle over. */
const SLOW = { range: { column: 'duration', min: 100e6 } };

/** One page of the shop against another. */
const HOME = { group: [{ column: 'http.route', value: '/' }] };
const SEARCH = { group: [{ column: 'http.route', value: '/search' }] };

const COMPARISONS = [
  ['compare', { selection: SLOW }],
  ['compare.groups', { selection: SEARCH, against: HOME }],
] as const;

/** @param hasRecords the store has log records and custom events, too */
export async function measureExplore(
  url: string,
  rounds: number,
  hasRecords: boolean,
): Promise<Measurement[]> {
  const table = (question: Question, breakdown: string): Question => ({
    ...question,
    breakdowns: [breakdown],
    calculations: P50_P95,
    disableSeries: true,
  });
  const grouped = (answer: unknown) => ((answer as QuestionAnswer).table.count > 1 ? undefined : 'no groups');
  const questions: {
    key: string;
    path: string;
    body: unknown;
    check(answer: unknown): string | undefined;
  }[] = [
    {
      key: 'explore.count',
      path: '/query',
      body: ENTRIES,
      check: (answer) => ((answer as QuestionAnswer).table.total[0]! > 0 ? undefined : 'nothing counted'),
    },
    {
      key: 'explore.heatmap',
      path: '/query',
      body: { ...ENTRIES, calculations: [{ op: 'HEATMAP', column: 'duration' }] },
      check: (answer) => ((answer as QuestionAnswer).heatmaps[0]!.all.events > 0 ? undefined : 'no cells'),
    },
    { key: 'explore.entries', path: '/query', body: table(ENTRIES, 'shop.tenant'), check: grouped },
    { key: 'explore.all', path: '/query', body: table(DAY, 'server.address'), check: grouped },
    ...EXPLORE_KINDS.filter(({ isOfRecords }) => hasRecords || isOfRecords !== true).map(
      ({ key, text, groups = [] }) => ({
        key,
        path: '/query',
        body: parseQuestion(text),
        check: (answer: unknown) => checkKind(answer as QuestionAnswer, groups),
      }),
    ),
    {
      key: 'explore.traces',
      path: '/query/traces',
      body: { question: SLOW_ENTRIES },
      check: (answer) => ((answer as SlowTracesAnswer).count === 10 ? undefined : 'not ten traces'),
    },
    {
      key: 'explore.example',
      path: '/query/example',
      body: { question: ENTRIES, range: { column: 'duration', min: 100e6, max: 110e6 } },
      check: (answer) => ((answer as ExampleAnswer).example === null ? 'no example' : undefined),
    },
    ...(hasRecords
      ? [
          {
            key: 'explore.words',
            path: '/query/events',
            body: {
              question: {
                ...DAY,
                dataset: 'logs',
                filters: [{ column: 'body', op: 'contains', value: 'checkout' }],
              },
            },
            check: (answer: unknown) => ((answer as EventsAnswer).count > 0 ? undefined : 'no log'),
          },
        ]
      : []),
    {
      key: 'explore.sql',
      path: '/sql',
      body: { sql: SQL, from: '-24h' },
      check: (answer) => ((answer as SqlAnswer).count > 1 ? undefined : 'no rows'),
    },
    {
      key: 'explore.events',
      path: '/query/events',
      body: { question: { ...DAY, filters: [{ column: 'http.request.method', op: '=', value: 'GET' }] } },
      check: (answer) => ((answer as EventsAnswer).count === 100 ? undefined : 'not 100 events'),
    },
  ];
  const runs = new Map<string, number[]>();
  const note = (key: string, ms: number) => runs.set(key, [...(runs.get(key) ?? []), ms]);
  for (let round = 0; round <= rounds; round++) {
    for (const { key, path, body, check } of questions) {
      const began = performance.now();
      const answer: unknown = await (await post(url + BIN + path, body)).json();
      const ms = performance.now() - began;
      const complaint = check(answer);
      if (complaint) throw new Error(`${key}: ${complaint}`);
      if (round > 0) note(key, ms);
    }
    for (const [key, sides] of COMPARISONS) {
      const { first, all } = await compare(url, sides);
      if (round === 0) continue;
      note(`${key}.first`, first);
      note(`${key}.all`, all);
    }
  }
  return [...runs].map(([key, all]) => ({ key, value: median(all), by: 'API', runs: all }));
}

/** A quick answer to something else is none. */
function checkKind(
  { table, series, heatmaps, before, breakdowns, read }: QuestionAnswer,
  groups: readonly string[],
) {
  if (read.partial !== null) return read.partial;
  const numbers = [...table.values, ...table.values.flatMap((_, column) => series?.values[column] ?? [])];
  const cells = heatmaps.reduce((sum, { all }) => sum + all.events, 0);
  if (heatmaps.some(({ groups: each }) => each.length !== table.count)) return 'no small multiples';
  if (cells === 0 && !numbers.some((column) => column.some((value) => value !== null && value !== 0)))
    return 'nothing found';
  if (breakdowns.length > 0 && table.count < 2) return 'no groups';
  if (before !== undefined && before.table.count !== table.count) return 'no earlier groups';
  const missing = groups.filter((group) => table.groups[0]?.includes(group) !== true);
  return missing.length === 0 ? undefined : `no group ${missing.join(', ')}`;
}

/** Milliseconds to the first fields, and to the end. */
async function compare(url: string, sides: object): Promise<{ first: number; all: number }> {
  const began = performance.now();
  const response = await post(
    `${url}${BIN}/compare`,
    { question: ENTRIES, ...sides },
    'application/x-ndjson',
  );
  const decoder = new TextDecoder();
  let text = '';
  let first = 0;
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (first === 0 && text.includes('\n{"fields":')) first = performance.now() - began;
  }
  const all = performance.now() - began;
  const last = JSON.parse(text.trim().split('\n').at(-1)!) as CompareLine;
  if (!('end' in last) || last.end.read.partial !== null)
    throw new Error(`compare: ${JSON.stringify(last).slice(0, 500)}`);
  return { first, all };
}

async function post(url: string, body: unknown, accept = 'application/json'): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
