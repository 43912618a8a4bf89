/** A trace leaves as OTLP JSON and comes back as the same trace; its log records and findings are told in one piece. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type {
  BinCreated,
  SpanAnswer,
  TraceAnswer,
  TraceFindingsAnswer,
  TraceLogsAnswer,
  TraceMatchesAnswer,
} from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { type CliServer, runCli, startCli, tempFolder } from './support/cli-process.ts';

const TRACE = '7f3a90c4d51be2086c11a7be53f09d42';
const ROOT = '00000000000000a1';
const START = BigInt(Date.now() - 60_000) * 1_000_000n;
const at = (nanos: number): string => String(START + BigInt(nanos));
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const resource = {
  attributes: [text('service.name', 'shop'), { key: 'process.pid', value: { intValue: '7' } }],
};
const query = (index: number) => ({
  traceId: TRACE,
  spanId: (0xb000 + index).toString(16).padStart(16, '0'),
  parentSpanId: ROOT,
  name: 'SELECT',
  kind: 3,
  startTimeUnixNano: at(1_000_000 + index * 20_000_000),
  endTimeUnixNano: at(20_000_000 + index * 20_000_000),
  // As older senders write it: the door keeps it under both names.
  attributes: [
    text('db.statement', `SELECT * FROM slots WHERE id = ${index}`),
    text('db.system', 'postgresql'),
  ],
});
const SPANS = {
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          scope: { name: 'pg', version: '8.1' },
          spans: Array.from({ length: 12 }, (_, index) => query(index)),
        },
        {
          scope: { name: 'http', version: '' },
          spans: [
            {
              traceId: TRACE,
              spanId: ROOT,
              traceState: 'ot=th:8,other=1',
              flags: 257,
              name: 'GET /week \u202e "quoted" \u{1F600}',
              kind: 2,
              startTimeUnixNano: at(0),
              endTimeUnixNano: at(300_000_123),
              status: { code: 2, message: 'it <failed>\n& so on' },
              attributes: [
                { key: 'large', value: { intValue: '9007199254740993' } },
                { key: 'small', value: { intValue: '-5' } },
                { key: 'half', value: { doubleValue: 0.5 } },
                { key: 'nothing', value: { doubleValue: 'NaN' } },
                { key: 'endless', value: { doubleValue: '-Infinity' } },
                { key: 'yes', value: { boolValue: true } },
                { key: 'bytes', value: { bytesValue: 'AAE=' } },
                { key: 'empty', value: {} },
                {
                  key: 'list',
                  value: {
                    arrayValue: {
                      values: [
                        { stringValue: 'a' },
                        { intValue: '9007199254740993' },
                        { doubleValue: 1.5 },
                        { kvlistValue: { values: [{ key: 'k', value: { boolValue: false } }] } },
                      ],
                    },
                  },
                },
              ],
              events: [
                {
                  timeUnixNano: at(5),
                  name: 'exception',
                  attributes: [text('exception.type', 'E'), { key: 'n', value: { intValue: '1' } }],
                },
              ],
              links: [
                {
                  traceId: 'b'.repeat(32),
                  spanId: 'c'.repeat(16),
                  traceState: 'x=y',
                  attributes: [text('why', 'retry')],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
const log = (nanos: number, body: string, spanId?: string) => ({
  timeUnixNano: at(nanos),
  severityNumber: 13,
  severityText: 'WARN',
  body: { stringValue: body },
  traceId: TRACE,
  ...(spanId === undefined ? {} : { spanId }),
  attributes: [{ key: 'n', value: { intValue: '1' } }],
});
const LOGS = {
  resourceLogs: [
    {
      resource,
      scopeLogs: [
        {
          scope: { name: 'logger' },
          logRecords: [log(9_000, 'second', ROOT), log(-1_000, 'before it began'), log(20_000, 'third')],
        },
      ],
    },
  ],
};

const folder = tempFolder();
let server: CliServer;
let other: BinCreated;

before(async () => {
  server = await startCli(folder.path, ['--derive', '1s']);
  const made = await fetch(`${server.url}/api/bins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  other = (await made.json()) as BinCreated;
  for (const [path, body] of [
    ['traces', SPANS],
    ['logs', LOGS],
  ]) {
    const sent = await fetch(`${server.url}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.deepEqual({ status: sent.status, body: await sent.text() }, { status: 200, body: '{}' });
  }
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const ask = (bin: string, path = ''): Promise<Response> =>
  fetch(`${server.url}/api/bins/${bin}/traces/${TRACE}${path}`);
async function answer<T>(bin: string, path = ''): Promise<T> {
  const response = await ask(bin, path);
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as T;
}

describe('a trace as OTLP JSON', () => {
  it('is put into another bin by `tracebin import` and is the same trace there', async () => {
    const exported = await ask('local', '/otlp');
    assert.equal(exported.status, 200);
    assert.match(exported.headers.get('content-disposition') ?? '', /trace-7f3a.*\.otlp\.jsonl/);
    const file = join(folder.path, 'trace.jsonl');
    const lines = await exported.text();
    writeFileSync(file, lines);
    const imported = await runCli(['import', file, '--key', other.ingestKey, '--store', server.store]);
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stdout, /^13 spans, 3 log records taken/);

    const [mine, theirs] = await Promise.all(
      ['local', other.viewToken].map((bin) => answer<TraceAnswer>(bin)),
    );
    assert.equal(mine!.spans.spanId.length, 13);
    assert.deepEqual(theirs, mine);
    for (const spanId of [ROOT, query(3).spanId]) {
      const [sent, back] = await Promise.all(
        ['local', other.viewToken].map((bin) => answer<SpanAnswer>(bin, `/spans/${spanId}`)),
      );
      assert.deepEqual(back, sent);
      if (spanId === ROOT) assert.equal(sent!.sampleRate, 2);
    }
    assert.equal(await (await ask(other.viewToken, '/otlp')).text(), lines);
  });

  it('is refused where there is none, as every trace is', async () => {
    const missing = await fetch(`${server.url}/api/bins/local/traces/${'0'.repeat(31)}1/otlp`);
    assert.equal(missing.status, 404);
    assert.equal(((await missing.json()) as { error: { code: string } }).error.code, 'not-found');
    assert.equal((await fetch(`${server.url}/api/bins/local/traces/xyz/otlp`)).status, 400);
  });
});

describe('log records of a trace', () => {
  it('come in the order of time, with and without a span', async () => {
    const logs = await answer<TraceLogsAnswer>('local', '/logs');
    assert.equal(logs.count, 3);
    assert.equal(logs.more, false);
    assert.deepEqual(logs.body, ['before it began', 'second', 'third']);
    assert.deepEqual(logs.offset, [-1_000, 9_000, 20_000]);
    assert.deepEqual(logs.spanId, ['', ROOT, '']);
    assert.deepEqual(logs.attributes[1], [{ key: 'n', value: 1 }]);
  });
});

describe('search inside a trace', () => {
  const search = (text: string) => `/search?text=${encodeURIComponent(text)}`;
  const found = async (text: string) => (await answer<TraceMatchesAnswer>('local', search(text))).spanIds;

  it('finds what came through the door: attributes of every kind, their old names, events and log records', async () => {
    for (const text of [
      '9007199254740993',
      'large=9007199254740993',
      'half=0.5',
      'yes=true',
      'AAE=',
      'exception.type=e',
      'retry',
      'it <failed>',
      '\u{1F600}',
      'ot=th:8',
      'second',
      'quoted second',
    ])
      assert.deepEqual(await found(text), [ROOT], text);
    assert.deepEqual(await found('id = 11'), [query(11).spanId]);
    assert.equal((await found('db.statement')).length, 12);
    assert.equal((await found('db.query.text=select')).length, 12);
    assert.equal((await found('process.pid=7')).length, 13);
    assert.deepEqual(await found('third'), [], 'a record that names no span');
  });

  it('says what it cannot look for, and nothing of traces that are not there', async () => {
    for (const [path, status, code] of [
      [search('x'.repeat(10_000)), 400, 'bad-search'],
      [search('  '), 400, 'bad-search'],
      ['/search', 400, 'missing-parameter'],
      ['/search?text=a&word=b', 400, 'unknown-parameter'],
    ] as const) {
      const refused = await ask('local', path);
      const { error } = (await refused.json()) as { error: { code: string } };
      assert.deepEqual([refused.status, error.code], [status, code], path.slice(0, 30));
    }
    assert.equal((await ask('elsewhere', search('a'))).status, 404);
    const missing = `${server.url}/api/bins/local/traces/${'0'.repeat(31)}1${search('a')}`;
    assert.equal((await fetch(missing)).status, 404);
  });
});

describe('findings of a trace', () => {
  it('are there once it has been worked up, with the spans they stand for', async () => {
    // Once it counts as worked up, everything that was found in it is there.
    const { findings } = await poll('the trace to be worked up', async () => {
      const found = await answer<TraceFindingsAnswer>('local', '/findings');
      return found.workedUp ? found : undefined;
    });
    assert.equal(findings.length, 1);
    const [found] = findings;
    assert.equal(found!.kind, 'n-plus-one');
    assert.equal(found!.count, 12);
    assert.equal(found!.status, 'open');
    assert.equal(found!.transactionSpanId, ROOT);
    assert.deepEqual(
      found!.spanIds,
      [0, 1, 2].map((index) => query(index).spanId),
    );
  });
});
