/** Explore's questions and a comparison, asked of the API as the page asks them. */
import {
  type CompareLine,
  type EventsAnswer,
  parseQuestion,
  type Question,
  type QuestionAnswer,
  type SqlAnswer,
} from '@tracebin/model';
import { type Measurement, median } from '../report.ts';

const BIN = '/api/bins/local';
const DAY: Question = { timeRange: '24h' };
const ENTRIES: Question = { ...DAY, filters: [{ column: 'kind', op: '=', value: 'server' }] };
const P50_P95: NonNullable<Question['calculations']> = [
  { op: 'COUNT' },
  { op: 'P50', column: 'duration' },
  { op: 'P95', column: 'duration' },
];
/** The other kinds of questions, each with what it alone makes the engine do, and groups that its answer must have. */
const KINDS: readonly { key: string; text: string; groups?: readonly string[] }[] = [
  {
    key: 'explore.distinct',
    text: 'COUNT_DISTINCT(shop.tenant) WHERE kind = server GROUP BY http.route OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.formula',
    text: 'COUNT AS n, COUNT IF (error = true) AS bad, FORMULA(bad / n) AS share WHERE kind = server GROUP BY http.route OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.having',
    text: 'COUNT, P95(duration) WHERE kind = server GROUP BY shop.tenant HAVING COUNT > 100 ORDER BY P95(duration) OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.calculated',
    text: 'WITH slow AS (IF(duration > 100000000, "slow", "fast")) COUNT WHERE kind = server GROUP BY slow OVER 24h TABLE ONLY',
    groups: ['slow', 'fast'],
  },
  {
    key: 'explore.compareTo',
    text: 'COUNT, P95(duration) WHERE kind = server GROUP BY http.route OVER 12h COMPARE TO 12h TABLE ONLY',
  },
  { key: 'explore.concurrency', text: 'CONCURRENCY WHERE kind = server OVER 24h' },
  { key: 'explore.rate', text: 'RATE_SUM(duration) WHERE kind = server OVER 24h' },
  {
    key: 'explore.nested',
    text: 'COUNT, AVG(duration) WHERE layer = db AND (error = true OR NOT duration < 1ms) GROUP BY service, name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.transactions',
    text: 'COUNT, P50(duration), P95(duration) FROM transactions GROUP BY name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.any',
    text: 'COUNT WHERE kind = server AND any.layer = db GROUP BY http.route OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.none',
    text: 'COUNT WHERE kind = server AND none.error = true GROUP BY service OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.root',
    text: 'COUNT, P95(duration) WHERE layer = db GROUP BY root.name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.child',
    text: 'SUM(child.duration) WHERE kind = server GROUP BY child.layer OVER 6h TABLE ONLY',
    groups: ['db'],
  },
];
/** Of one's own: the same figures as the page of endpoints has. */
const SQL = `SELECT service, name, count() AS hits, quantile(0.95)(duration) AS p95 FROM spans WHERE kind = 'server' GROUP BY service, name ORDER BY hits DESC LIMIT 100`;
/** What a person would drag a rectangle over. */
const SLOW = { range: { column: 'duration', min: 100e6 } };

export async function measureExplore(url: string, rounds: number): Promise<Measurement[]> {
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
    ...KINDS.map(({ key, text, groups = [] }) => ({
      key,
      path: '/query',
      body: parseQuestion(text),
      check: (answer: unknown) => checkKind(answer as QuestionAnswer, groups),
    })),
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
    const { first, all } = await compare(url);
    if (round > 0) {
      note('compare.first', first);
      note('compare.all', all);
    }
  }
  return [...runs].map(([key, all]) => ({ key, value: median(all), by: 'API', runs: all }));
}

/** A quick answer to something else is none. */
function checkKind({ table, series, before, breakdowns, read }: QuestionAnswer, groups: readonly string[]) {
  if (read.partial !== null) return read.partial;
  const numbers = [...table.values, ...table.values.flatMap((_, column) => series?.values[column] ?? [])];
  if (!numbers.some((column) => column.some((value) => value !== null && value !== 0)))
    return 'nothing found';
  if (breakdowns.length > 0 && table.count < 2) return 'no groups';
  if (before !== undefined && before.table.count !== table.count) return 'no earlier groups';
  const missing = groups.filter((group) => table.groups[0]?.includes(group) !== true);
  return missing.length === 0 ? undefined : `no group ${missing.join(', ')}`;
}

/** Milliseconds to the first fields, and to the end. */
async function compare(url: string): Promise<{ first: number; all: number }> {
  const began = performance.now();
  const response = await post(
    `${url}${BIN}/compare`,
    { question: ENTRIES, selection: SLOW },
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
