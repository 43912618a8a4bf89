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

function trace(number: number): object[] {
  const traceId = newTraceId();
  const rootId = newSpanId();
  const start = BigInt(Date.now() - 60_000 - number * 100) * 1_000_000n;
  const at = (ms: number): string => String(start + BigInt(ms) * 1_000_000n);
  const attributes = [{ key: 'db.query.text', value: { stringValue: 'SELECT * FROM slots WHERE id = $1' } }];
  return [
    {
      traceId,
      spanId: rootId,
      name: 'GET /week',
      kind: 2,
      startTimeUnixNano: at(0),
      endTimeUnixNano: at(20),
    },
    ...Array.from({ length: QUERIES }, (_, index) => ({
      traceId,
      spanId: newSpanId(),
      parentSpanId: rootId,
      name: 'SELECT',
      kind: 3,
      startTimeUnixNano: at(index + 1),
      endTimeUnixNano: at(index + 2),
      attributes,
    })),
  ];
}

/** What pages show, without what tells the moment at which it was asked for. */
async function shown(): Promise<unknown> {
  const range = '?from=-1h';
  const [transactions, { findings }] = await Promise.all([
    bin<TransactionsAnswer>(`/transactions${range}`),
    bin<FindingsAnswer>(`/findings${range}`),
  ]);
  return {
    figures: transactions.figures,
    findings: findings.map(({ key, requests, count, lost, examples }) => ({
      key,
      requests,
      count,
      lost: lost.total,
      examples,
    })),
  };
}

const settled = () =>
  poll('all traces to be worked up', async () => {
    const { derive } = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
    const hits = (await bin<TransactionsAnswer>('/transactions?from=-1h')).figures.hits[0];
    return derive?.waitingTraces === 0 && hits === TRACES ? true : undefined;
  });

describe('tracebin rebuild', () => {
  it('makes the same rows again through the running server', async () => {
    const spans = Array.from({ length: TRACES }, (_, number) => trace(number)).flat();
    const sent = await postSpans(
      server.url,
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
    );
    assert.equal(sent.status, 200);
    await settled();
    const before = await shown();
    assert.equal((before as { findings: unknown[] }).findings.length, 1);
    const { code, stdout, stderr } = await runCli(['rebuild', '--store', server.store]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^300 spans worked up again in \d+\.\d s\.\n$/);
    await settled();
    assert.deepEqual(await shown(), before);
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
    assert.match(stdout, /^300 spans worked up again/);
    server = await startCli(folder.path, ['--derive', 'off']);
    const { figures } = await bin<TransactionsAnswer>('/transactions?from=-1h');
    assert.deepEqual(figures.hits, [TRACES]);
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
