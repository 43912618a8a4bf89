/** Explore's questions and a comparison, asked of the API as the page asks them. */
import type { CompareLine, EventsAnswer, Question, QuestionAnswer } from '@tracebin/model';
import { type Measurement, median } from '../report.ts';

const BIN = '/api/bins/local';
const DAY: Question = { timeRange: '24h' };
const ENTRIES: Question = { ...DAY, filters: [{ column: 'kind', op: '=', value: 'server' }] };
const P50_P95: NonNullable<Question['calculations']> = [
  { op: 'COUNT' },
  { op: 'P50', column: 'duration' },
  { op: 'P95', column: 'duration' },
];
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
