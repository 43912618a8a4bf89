/**
 * Every number is weighted by sample rate: a trace that stands for four is counted as four equal ones are, in every number of
 * every page. Two bins get the same, one as samples and one as copies.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BinCreated, ErrorsAnswer, QueriesAnswer, TransactionsAnswer } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { type CliServer, startCli, tempFolder } from './support/cli-process.ts';
import { newSpanId, newTraceId, postSpans } from './support/spans.ts';

const NOW = Date.now();
const HOUR_MS = 3_600_000;
/** Which events stand for others, or when they were asked for; and the evidence of a single one. */
const OF_SINGLE_EVENTS =
  /^(readRows|elapsedMs|derivedUntil|traceId|spanIds?|trace|traces|samples|slowest|newest|examples|evidence)$/;
/** `ot` of the tracestate: the threshold below which a trace is left out. */
const TRACE_STATES = { 1: '', 2: 'ot=th:8', 4: 'ot=th:c' };
type Rate = keyof typeof TRACE_STATES;

const folder = tempFolder();
let server: CliServer;
before(async () => {
  server = await startCli(folder.path, ['--derive', '1s']);
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const given = (values: Record<string, string | number>): object[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));

/** A request with statements, cache, a call and now and then an error and a job, different for each number. */
function request(number: number, rate: Rate): object[] {
  const [traceId, rootId, callId, sentId] = [newTraceId(), newSpanId(), newSpanId(), newSpanId()];
  const start = BigInt(NOW - 60_000 - ((number * 7_919) % 3_000) * 1_000) * 1_000_000n;
  const span = (spanId: string, parentSpanId: string, at: number, ms: number, more: object): object => ({
    traceId,
    spanId,
    parentSpanId,
    traceState: TRACE_STATES[rate],
    startTimeUnixNano: String(start + BigInt(at * 1_000_000)),
    endTimeUnixNano: String(start + BigInt((at + ms) * 1_000_000)),
    ...more,
  });
  const ran = (service: string, spans: object[]): object => ({
    resource: {
      attributes: given({
        'service.name': service,
        'service.version': String(1 + (number % 2)),
        'deployment.environment.name': number % 2 === 0 ? 'live' : 'test',
      }),
    },
    scopeSpans: [{ spans }],
  });
  const failed = number % 7 === 0;
  const thrown = { 'exception.type': 'Oops', 'exception.message': `no rate for ${number}` };
  const mails = { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'mails' };
  const web = [
    span(rootId, '', 0, 80 + ((number * 37) % 400), {
      name: 'GET /week',
      kind: 2,
      status: { code: failed ? 2 : 0 },
      attributes: given({ 'http.response.status_code': failed ? 500 : 200 }),
      events: failed ? [{ timeUnixNano: String(start), name: 'exception', attributes: given(thrown) }] : [],
    }),
    ...Array.from({ length: number % 5 === 0 ? 12 : 2 }, (_, at) =>
      span(newSpanId(), rootId, 2 + at * 5, 4 + (number % 2), {
        name: 'SELECT',
        kind: 3,
        attributes: given({
          'db.query.text': `SELECT * FROM slots WHERE id = ${at}`,
          'db.system.name': 'postgresql',
          'db.response.returned_rows': 3,
        }),
      }),
    ),
    ...Array.from({ length: number % 4 }, (_, at) =>
      span(newSpanId(), rootId, 65 + at, 1, {
        name: 'GET',
        kind: 3,
        attributes: given({ 'db.system.name': 'redis', 'db.operation.name': 'GET' }),
      }),
    ),
    span(callId, rootId, 70, 8, {
      name: 'GET',
      kind: 3,
      attributes: given({ 'http.request.method': 'GET', 'server.address': 'stock.local' }),
    }),
    span(sentId, rootId, 79, 1, { name: 'send mails', kind: 4, attributes: given(mails) }),
  ];
  return [
    ran('web', web),
    ran('stock', [span(newSpanId(), callId, 71, 6, { name: 'GET /stock', kind: 2 })]),
    ran('worker', [
      span(newSpanId(), sentId, 80 + ((number * 91) % 1_500), 30 + (number % 9), {
        name: 'process mails',
        kind: 5,
        status: { code: failed ? 2 : 0 },
        attributes: given({ ...mails, 'messaging.message.delivery_attempt': 1 + (number % 2) }),
      }),
    ]),
  ];
}

const NUMBERS = Array.from({ length: 48 }, (_, number) => ({
  number,
  rate: ([1, 2, 4] as const)[number % 3]!,
}));

/** Requests that all of them stand for. */
const WEIGHT = NUMBERS.reduce((sum, { rate }) => sum + rate, 0);

async function filledBin(resourceSpans: object[]): Promise<string> {
  const made = await fetch(`${server.url}/api/bins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { viewToken, ingestKey } = (await made.json()) as BinCreated;
  const sent = await postSpans(server.url, JSON.stringify({ resourceSpans }), {
    'x-tracebin-key': ingestKey,
  });
  assert.deepEqual([sent.status, await sent.json()], [200, {}]);
  return viewToken;
}

const RANGE = `from=${new Date(NOW - HOUR_MS).toISOString()}&to=${new Date(NOW).toISOString()}`;

async function ask<Answer>(bin: string, path: string): Promise<Answer> {
  const answer = await fetch(`${server.url}/api/bins/${bin}${path}${path.includes('?') ? '&' : '?'}${RANGE}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as Answer;
}

/** Sums of weights are rounded in another order. */
const stable = (answer: object): unknown =>
  JSON.parse(
    JSON.stringify(answer, (key, value) => {
      if (OF_SINGLE_EVENTS.test(key)) return undefined;
      return typeof value === 'number' ? Number(value.toPrecision(9)) : value;
    }),
  );

describe('numbers of pages', () => {
  it('are those of copies, where traces stand for several', async () => {
    const sampled = await filledBin(NUMBERS.flatMap(({ number, rate }) => request(number, rate)));
    const copied = await filledBin(
      NUMBERS.flatMap(({ number, rate }) => Array.from({ length: rate }, () => request(number, 1)).flat()),
    );
    for (const bin of [sampled, copied]) {
      await poll('all traces to be worked up', async () => {
        const [requests, jobs] = [
          await ask<TransactionsAnswer>(bin, '/transactions'),
          await ask<TransactionsAnswer>(bin, '/transactions?group=jobs'),
        ];
        const hits = [...requests.figures.hits, ...jobs.figures.hits];
        return hits.join() === [WEIGHT, WEIGHT, WEIGHT].join() ? true : undefined;
      });
    }
    const { fingerprint } = await ask<QueriesAnswer>(sampled, '/queries');
    const { groups } = await ask<ErrorsAnswer>(sampled, '/errors');
    assert.ok(fingerprint.length > 0 && groups.length > 0);
    const pages = [
      '/transactions',
      '/transactions?group=jobs',
      '/overview',
      '/transaction?service=web&name=GET+/week',
      '/transaction?service=worker&name=process+mails',
      '/queries',
      '/queries?layer=cache',
      ...fingerprint.map((each) => `/queries/${each}`),
      '/errors',
      ...groups.map(({ group }) => `/errors/${group}`),
      '/services',
      '/externals',
      '/externals?layer=queue',
      '/findings',
    ];
    for (const page of pages) {
      const [samples, copies] = [await ask<object>(sampled, page), await ask<object>(copied, page)];
      assert.deepEqual(stable(samples), stable(copies), page);
    }
    const { findings } = await ask<{ findings: object[] }>(sampled, '/findings');
    assert.ok(findings.length > 0);
  });
});
