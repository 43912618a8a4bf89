/** Questions and comparisons through the running server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type CompareAnswer,
  type CompareLine,
  type EventsAnswer,
  type ExampleAnswer,
  parseQuestion,
  type QuestionAnswer,
  type SlowTracesAnswer,
  type SqlAnswer,
} from '@tracebin/model';
import { type CliServer, startCli, tempFolder } from './support/cli-process.ts';
import { newSpanId, newTraceId, otlpJson, postSpans } from './support/spans.ts';

const folder = tempFolder();
let server: CliServer;
const slowTraces = Array.from({ length: 30 }, () => newTraceId());

before(async () => {
  server = await startCli(folder.path);
  const spans = Array.from({ length: 600 }, (_, index) => {
    const slow = index % 20 === 0;
    return {
      traceId: slow ? slowTraces[index / 20]! : newTraceId(),
      spanId: newSpanId(),
      name: slow ? 'GET /week' : 'GET /day',
      startMs: Date.now() - 60_000 - index,
      durationMs: slow ? 20_000 - index : 20,
      attributes: { 'http.route': slow ? '/week/:date' : `/day/${index % 4}`, request: `r${index}` },
    };
  });
  assert.equal((await postSpans(server.url, otlpJson(spans))).status, 200);
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${server.url}/api/bins/local${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
async function ask<T>(path: string, body: unknown): Promise<T> {
  const answer = await post(path, body);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as T;
}

const slow = { range: { column: 'duration', min: 1e9 } };

describe('explore', () => {
  it('answers a question in its text form', async () => {
    const question = parseQuestion(
      'COUNT, P95(duration), HEATMAP(duration) WHERE service = shop AND http.route exists GROUP BY http.route ORDER BY P95(duration) LIMIT 2 OVER 15m',
    );
    const { table, series, heatmaps, columns, read } = await ask<QuestionAnswer>('/query', question);
    assert.deepEqual(columns, [
      { name: 'COUNT', unit: 'count' },
      { name: 'P95(duration)', unit: 'ns' },
    ]);
    assert.equal(table.groups[0]![0], '/week/:date');
    assert.equal(table.values[0]![0], 30);
    assert.equal(table.total[0], 600);
    assert.ok(table.more && table.other !== null);
    assert.equal(
      series!.total[0]!.reduce((sum, each) => (sum ?? 0) + (each ?? 0), 0),
      600,
    );
    assert.equal(heatmaps[0]!.all.events, 600);
    assert.ok(read.rows >= 600 && read.partial === null);
  });

  it('shows the events, slowest traces and an example behind it', async () => {
    const question = { timeRange: '15m', filters: [{ column: 'name', op: '=', value: 'GET /week' }] };
    const events = await ask<EventsAnswer>('/query/events', { question, limit: 5 });
    assert.equal(events.count, 5);
    assert.ok(events.more);
    const traces = await ask<SlowTracesAnswer>('/query/traces', { question });
    assert.deepEqual(traces.traceId, slowTraces.slice(0, 10));
    assert.equal(traces.matchName[0], 'GET /week');
    const { example } = await ask<ExampleAnswer>('/query/example', {
      question,
      range: { column: 'duration', min: 1e9, max: 19.97e9 },
    });
    // Durations fall by 20 ms: 20 s, 19.98 s, 19.96 s.
    assert.equal(example!.traceId, slowTraces[2]);
  });

  it('compares the slow ones with the rest, whole and line by line', async () => {
    const request = { question: { timeRange: '15m' }, selection: slow };
    const whole = await ask<CompareAnswer>('/compare', request);
    assert.equal(whole.selection.events, 30);
    assert.ok(whole.ranked.slice(0, 3).some(({ name }) => name === 'http.route'));
    const streamed = await post('/compare', request, { accept: 'application/x-ndjson' });
    assert.match(streamed.headers.get('content-type')!, /x-ndjson/);
    const lines = (await streamed.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CompareLine);
    assert.ok('head' in lines[0]! && 'end' in lines.at(-1)!);
    const count = lines.reduce((sum, line) => sum + ('fields' in line ? line.fields.length : 0), 0);
    assert.equal(count, whole.ranked.length);
  });

  it("runs SQL of one's own", async () => {
    const sql = `SELECT name, count() AS n, max(duration) / 1e6 FROM spans GROUP BY name ORDER BY n`;
    const { columns, values, read } = await ask<SqlAnswer>('/sql', { sql, from: '-15m' });
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['name', 'n', 'max(duration) / 1e6'],
    );
    assert.deepEqual(values, [
      ['GET /week', 'GET /day'],
      ['30', '570'],
      [20_000, 20],
    ]);
    assert.ok(read.rows >= 600);
  });

  it('refuses with a code and the reason', async () => {
    const refused: [string, unknown, string][] = [
      ['/query', { nonsense: 1 }, 'unknown-parameter'],
      ['/query', { calculations: [{ op: 'MEDIAN', column: 'x' }] }, 'bad-parameter'],
      ['/query', { calculations: [{ op: 'SUM' }] }, 'bad-question'],
      ['/query', { filters: [{ column: 'a', op: '=' }] }, 'bad-question'],
      ['/query', { filters: [{ colum: 'a', op: '=', value: 1 }] }, 'bad-question'],
      ['/query', { filters: [{ and: [] }] }, 'bad-question'],
      ['/query', { filters: [null] }, 'bad-parameter'],
      ['/query', { filters: [{ column: 'a', op: '=', value: { deep: 1 } }] }, 'bad-question'],
      ['/query', { startTime: 'yesterday' }, 'bad-time'],
      ['/query', { granularity: 0.001 }, 'bad-granularity'],
      ['/query', { calculatedFields: [{ name: 'x', expression: '1 +' }] }, 'bad-expression'],
      ['/query/example', { question: {}, group: ['a'] }, 'bad-selection'],
      ['/compare', { question: {}, selection: {} }, 'bad-selection'],
      ['/sql', { sql: 'SELECT * FROM keys' }, 'bad-sql'],
      ['/sql', { sql: '' }, 'bad-parameter'],
      ['/sql', { sql: 'SELECT 1', from: 'yesterday' }, 'bad-time'],
      [
        '/compare',
        { question: {}, selection: { range: { column: 'duration', min: 1e15 } } },
        'empty-selection',
      ],
    ];
    for (const [path, body, code] of refused) {
      const answer = await post(path, body, { accept: 'application/x-ndjson' });
      const { error } = (await answer.json()) as { error: { code: string } };
      assert.deepEqual([answer.status, error.code], [400, code], JSON.stringify(body));
    }
  });
});
