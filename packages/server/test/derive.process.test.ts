/** Traces are worked up by the running server: what was found is in the API, and a kill loses and doubles nothing. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FindingsAnswer, HealthAnswer, TracesAnswer, TransactionsAnswer } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { type CliServer, startCli, tempFolder } from './support/cli-process.ts';
import { newSpanId, newTraceId, postSpans } from './support/spans.ts';

const folder = tempFolder();
let server: CliServer;

before(async () => {
  server = await startCli(folder.path, ['--derive', '1s']);
});
after(async () => {
  await server.stop('SIGKILL');
  folder.remove();
});

const bin = async <T>(path: string, init?: RequestInit): Promise<T> => {
  const answer = await fetch(`${server.url}/api/bins/local${path}`, init);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as T;
};

interface SentTrace {
  id: string;
  root: object;
  queries: object[];
}

/** A request with statements of a millisecond each, one after another. */
function trace(path: string, queries: number): SentTrace {
  const id = newTraceId();
  const rootId = newSpanId();
  const start = BigInt(Date.now() - 500) * 1_000_000n;
  const at = (ms: number): string => String(start + BigInt(ms) * 1_000_000n);
  const root = {
    traceId: id,
    spanId: rootId,
    name: `GET ${path}`,
    kind: 2,
    startTimeUnixNano: at(0),
    endTimeUnixNano: at(queries + 10),
  };
  const statement = { key: 'db.query.text', value: { stringValue: 'SELECT * FROM slots WHERE id = $1' } };
  return {
    id,
    root,
    queries: Array.from({ length: queries }, (_, index) => ({
      traceId: id,
      spanId: newSpanId(),
      parentSpanId: rootId,
      name: 'SELECT slots',
      kind: 3,
      startTimeUnixNano: at(index + 1),
      endTimeUnixNano: at(index + 2),
      attributes: [statement],
    })),
  };
}

function bodyOf(spans: readonly object[]): string {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'scruffy' } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

async function post(body: string): Promise<boolean> {
  const answer = await postSpans(server.url, body).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

const send = (spans: readonly object[]): Promise<boolean> => post(bodyOf(spans));

/** How far the working up is, and how many spans it has done since the start. */
async function derived(): Promise<{ spans: number } & NonNullable<HealthAnswer['derive']>> {
  const { derive } = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const spans = Number(/^tracebin_derived_spans_total (\d+)$/m.exec(text)?.[1]);
  assert.ok(derive !== null && Number.isInteger(spans));
  return { spans, ...derive };
}

const transactions = () => bin<TransactionsAnswer>('/transactions?from=-1h');
const hitsOf = (answer: TransactionsAnswer, name: string): number | undefined =>
  answer.figures.hits[answer.name.indexOf(name)];

describe('the running server', () => {
  it('finds an N+1 by itself, again when the rest of it comes late, and takes a word about it', async () => {
    const { root, queries } = trace('/week', 80);
    assert.ok(await send([root, ...queries.slice(0, 60)]));
    const first = await poll('the finding', async () => {
      const { findings } = await bin<FindingsAnswer>('/findings?from=-1h');
      return findings[0];
    });
    assert.deepEqual([first.kind, first.transaction, first.count.max], ['n-plus-one', 'GET /week', 60]);
    assert.ok(await send(queries.slice(60)));
    const whole = await poll('all of it', async () => {
      const { findings } = await bin<FindingsAnswer>('/findings?from=-1h');
      return findings[0]?.count.max === 80 ? findings : undefined;
    });
    assert.deepEqual([whole.length, whole[0]!.requests, whole[0]!.key], [1, 1, first.key]);
    // Findings are stored before the transactions that say the trace is worked up.
    const hits = await poll('its transaction', async () => hitsOf(await transactions(), 'GET /week'));
    assert.equal(hits, 1);
    const patch = (key: string, body: object) =>
      fetch(`${server.url}/api/bins/local/findings/${key}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    assert.equal((await patch(first.key, { status: 'acknowledged', note: 'Monday' })).status, 204);
    const [known] = (await bin<FindingsAnswer>('/findings?from=-1h&status=acknowledged')).findings;
    assert.deepEqual([known!.status, known!.note], ['acknowledged', 'Monday']);
    assert.equal((await patch(first.key, { status: 'back' })).status, 400);
    assert.equal((await patch(first.key, {})).status, 400);
    assert.equal((await patch('zz', { note: '' })).status, 400);
    assert.equal((await patch('0'.repeat(16), { note: '' })).status, 404);
  });

  it('loses and doubles nothing when it is killed in the middle of it', async () => {
    let acknowledged = 0;
    for (let kill = 0; kill < 2; kill++) {
      const from = hitsOf(await transactions(), 'GET /day') ?? 0;
      let sent = 0;
      // Until some of what comes in now has been worked up: then there is more on its way.
      await poll('traces to be worked up while more come', async () => {
        const traces = Array.from({ length: 5 }, () => trace('/day', 6));
        if (await send(traces.flatMap(({ root, queries }) => [root, ...queries]))) sent += traces.length;
        const hits = hitsOf(await transactions(), 'GET /day') ?? 0;
        return (hits > from && sent > 20) || undefined;
      });
      acknowledged += sent;
      await server.stop('SIGKILL');
      server = await startCli(folder.path, ['--derive', '1s']);
    }
    const stored = await bin<TracesAnswer>('/traces?from=-1h&limit=1000&name=GET%20%2Fday');
    assert.ok(stored.count >= acknowledged && stored.count < 1_000, `${stored.count} of ${acknowledged}`);
    const done = await poll('every trace to be worked up', async () => {
      const answer = await transactions();
      const { derive } = (await (await fetch(`${server.url}/api/health`)).json()) as HealthAnswer;
      const hits = hitsOf(answer, 'GET /day') ?? 0;
      return hits >= stored.count && derive?.waitingTraces === 0 ? answer : undefined;
    });
    assert.equal(hitsOf(done, 'GET /day'), stored.count);
    const at = done.name.indexOf('GET /day');
    assert.deepEqual([done.figures.queriesMedian[at], done.figures.queriesP95[at]], [6, 6]);
    assert.equal(hitsOf(done, 'GET /week'), 1);
  });

  it('lets senders without a pause go first, says so, and works up all of it afterwards', async () => {
    const { id, root, queries } = trace('/flood', 299);
    const body = bodyOf([root, ...queries]);
    let acknowledged = 0;
    let isFlooding = true;
    const senders = Array.from({ length: 48 }, async () => {
      while (isFlooding) {
        assert.ok(await post(body.replaceAll(id, newTraceId())));
        acknowledged++;
      }
    });
    await poll('senders that go first', async () => {
      const before = await derived();
      if (!before.ingestFirst) return undefined;
      const more = acknowledged + 64;
      await poll('more of the flood', () => acknowledged >= more || undefined);
      const after = await derived();
      return (after.ingestFirst && after.spans === before.spans) || undefined;
    }).finally(() => {
      isFlooding = false;
    });
    await Promise.all(senders);
    const done = await poll(
      'every trace of the flood to be worked up',
      async () => {
        const { waitingTraces, ingestFirst } = await derived();
        const hits = hitsOf(await transactions(), 'GET /flood') ?? 0;
        return hits >= acknowledged && waitingTraces === 0 && !ingestFirst ? hits : undefined;
      },
      90_000,
    );
    assert.equal(done, acknowledged);
  });

  it('tells its lag', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(text, /^tracebin_derive_lag_seconds \d/m);
    assert.match(text, /^tracebin_derived_traces_total [1-9]/m);
    assert.match(text, /^tracebin_derive_ingest_first 0$/m);
    assert.match(text, /^tracebin_commit_pressure 0(\.\d+)?(e-\d+)?$/m);
  });
});
