/** `tracebin rebuild`: the same rows again, through the running server and without one, by the thresholds as they are now. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FindingsAnswer, HealthAnswer, TransactionsAnswer } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { type CliServer, runCli, startCli, tempFolder } from './support/cli-process.ts';
import { newSpanId, newTraceId, postSpans } from './support/spans.ts';

const TRACES = 30;
const QUERIES = 9;

const folder = tempFolder();
let server: CliServer;

before(async () => {
  server = await startCli(folder.path, ['--derive', '1s']);
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const bin = async <T>(path: string): Promise<T> => {
  const answer = await fetch(`${server.url}/api/bins/local${path}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as T;
};

const ENVIRONMENTS = ['', 'live', 'test'];
const environmentOf = (number: number): string => ENVIRONMENTS[number % ENVIRONMENTS.length]!;
const given = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** A request with statements, of which the last fails, and a call of another service that runs in the next environment. */
function trace(number: number): object[] {
  const traceId = newTraceId();
  const rootId = newSpanId();
  const callId = newSpanId();
  const start = BigInt(Date.now() - 60_000 - number * 100) * 1_000_000n;
  const span = (spanId: string, parentSpanId: string, ms: [number, number], more: object): object => ({
    traceId,
    spanId,
    parentSpanId,
    startTimeUnixNano: String(start + BigInt(ms[0]) * 1_000_000n),
    endTimeUnixNano: String(start + BigInt(ms[1]) * 1_000_000n),
    ...more,
  });
  const statements = Array.from({ length: QUERIES }, (_, index) =>
    span(newSpanId(), rootId, [index + 1, index + 2], {
      name: 'SELECT',
      kind: 3,
      attributes: given({ 'db.query.text': 'SELECT * FROM slots WHERE id = $1' }),
      status: { code: index === QUERIES - 1 ? 2 : 0 },
    }),
  );
  const ran = (service: string, environment: string, spans: object[]): object => ({
    resource: {
      attributes: given({ 'service.name': service, 'deployment.environment.name': environment }),
    },
    scopeSpans: [{ spans }],
  });
  return [
    ran('web', environmentOf(number), [
      span(rootId, '', [0, 20], { name: 'GET /week', kind: 2, status: { code: 2 } }),
      ...statements,
      span(callId, rootId, [12, 18], {
        name: 'GET',
        kind: 3,
        attributes: given({ 'http.request.method': 'GET', 'server.address': 'stock' }),
      }),
    ]),
    ran('stock', environmentOf(number + 1), [
      span(newSpanId(), callId, [13, 17], { name: 'GET /stock', kind: 2 }),
    ]),
  ];
}

const PAGES = ['transactions', 'findings', 'queries', 'services', 'externals', 'errors', 'overview'];
/** What tells the moment at which it was asked for, or how it was answered. */
const OF_THE_MOMENT = new Set(['from', 'to', 'steps', 'derivedUntil', 'readRows', 'elapsedMs', 'lastSeen']);

/** What pages show of an hour, or of one environment in it. */
async function shown(environment?: string): Promise<unknown> {
  const range = `?from=-1h${environment === undefined ? '' : `&environment=${environment}`}`;
  const answers = await Promise.all(PAGES.map((page) => bin<object>(`/${page}${range}`)));
  const stable = answers.map((answer) =>
    JSON.stringify(answer, (key, value) => (OF_THE_MOMENT.has(key) ? undefined : value)),
  );
  return Object.fromEntries(PAGES.map((page, at) => [page, JSON.parse(stable[at]!)]));
}

/** The whole, and each environment alone. */
const shownOfEach = () => Promise.all([undefined, 'live', 'test'].map((environment) => shown(environment)));

/** Of two services. */
const isAll = (hits: readonly number[]) => hits.join() === `${TRACES},${TRACES}`;

const settled = () =>
  poll('all traces to be worked up', async () => {
    const { derive } = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
    const { hits } = (await bin<TransactionsAnswer>('/transactions?from=-1h')).figures;
    return derive?.waitingTraces === 0 && isAll(hits) ? true : undefined;
  });

describe('tracebin rebuild', () => {
  it('makes the same rows again through the running server', async () => {
    const resourceSpans = Array.from({ length: TRACES }, (_, number) => trace(number)).flat();
    const sent = await postSpans(server.url, JSON.stringify({ resourceSpans }));
    assert.equal(sent.status, 200);
    await settled();
    const before = await shownOfEach();
    assert.equal(new Set(before.map((each) => JSON.stringify(each))).size, 3);
    const { code, stdout, stderr } = await runCli(['rebuild', '--store', server.store]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^360 spans worked up again in \d+\.\d s\.\n$/);
    await settled();
    assert.deepEqual(await shownOfEach(), before);
  });

  it('goes by the thresholds as they are now, without a server too', async () => {
    const changed = await fetch(`${server.url}/api/bins/local/findings/thresholds`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ repeatCount: QUERIES + 1 }),
    });
    assert.equal(changed.status, 200);
    assert.equal(await server.stop(), 0);
    const { code, stdout, stderr } = await runCli(['rebuild', '--store', server.store]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^360 spans worked up again/);
    server = await startCli(folder.path, ['--derive', 'off']);
    const { figures } = await bin<TransactionsAnswer>('/transactions?from=-1h');
    assert.ok(isAll(figures.hits), String(figures.hits));
    assert.deepEqual((await bin<FindingsAnswer>('/findings?from=-1h')).findings, []);
  });

  it('is refused where nothing is worked up, and for a cluster', async () => {
    const refused = await runCli(['rebuild', '--store', server.store]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /does not work up all traces/);
    const cluster = await runCli(['rebuild', '--store', 'clickhouse://127.0.0.1:1/db']);
    assert.equal(cluster.code, 1);
    assert.match(cluster.stderr, /cluster is not rebuilt/);
  });
});
