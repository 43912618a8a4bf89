/**
 * Every kind of finding from the real thing: an app with one fault a route, watched by our agent, through the real
 * server's API; and what people can do about them there.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type {
  Finding,
  FindingChange,
  FindingKind,
  FindingsAnswer,
  TransactionsAnswer,
} from '@tracebin/model';
import { type RunningPostgres, startPostgres } from '../../../examples/scruffy-node/src/db/postgres.ts';
import { programOf, type RunningService, startRedis } from '../../agent/test/services.ts';
import { poll } from './senders/poll.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const AGENT = here('../../agent/dist/register.cjs');
const APP = here('./findings/faulty-app.mjs');
const WORKED_UP_MS = 60_000;
/** A p95 is compared from 50 calls on; of more, those on new connections do not reach it. */
const REPORTS = { before: 120, after: 52 };
const skip = programOf('redis-server') === undefined && 'needs redis-server (Debian package of this name)';

describe('findings of a real app', { skip }, () => {
  let server: RunningServer;
  let postgres: RunningPostgres;
  let redis: RunningService;
  let app: { url: string; process: ChildProcess };
  /** When version 2 was. */
  let deployed: string;

  before(async () => {
    [server, postgres, redis] = await Promise.all([
      startServer(['--derive', '1s']),
      startPostgres(),
      startRedis(),
    ]);
    app = await startApp('1', {});
  });
  after(async () => {
    app?.process.kill('SIGKILL');
    await Promise.all([server?.stop(), postgres?.stop(), redis?.stop()]);
    server?.remove();
  });

  async function startApp(version: string, environment: NodeJS.ProcessEnv): Promise<typeof app> {
    const child = spawn(process.execPath, ['--import', AGENT, APP], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: postgres.url,
        REDIS_PORT: String(redis.port),
        TRACEBIN_URL: server.url,
        TRACEBIN_SERVICE: 'faulty',
        TRACEBIN_SERVICE_VERSION: version,
        TRACEBIN_FLUSH_INTERVAL_MS: '100',
        TRACEBIN_CAPTURE_PARAMETERS: '1',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout! }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the app ended with code ${code}`)));
    });
    return { url: `http://127.0.0.1:${port}`, process: child };
  }

  async function ask(path: string, status = 200): Promise<void> {
    const answer = await fetch(app.url + path);
    await answer.arrayBuffer();
    assert.equal(answer.status, status, path);
  }

  async function report(count: number): Promise<void> {
    let left = count;
    const drive = async () => {
      while (left-- > 0) await ask('/report');
    };
    await Promise.all(Array.from({ length: 4 }, drive));
  }

  const list = async (search: Record<string, string>): Promise<Finding[]> => {
    const answer = await server.get<FindingsAnswer>(
      `findings?${new URLSearchParams({ from: '-1h', ...search })}`,
    );
    assert.ok(answer !== undefined);
    return answer.findings;
  };
  const findingIn = (transaction: string, kind: FindingKind, more: Record<string, string> = {}) =>
    poll(
      `${kind} in ${transaction}`,
      async () => (await list({ transaction, kind, ...more }))[0],
      WORKED_UP_MS,
    );
  /** What was found in a request is stored before its transaction. */
  const workedUp = (name: string, hits: number, group: 'endpoints' | 'jobs' = 'endpoints') =>
    poll(
      `${hits} of ${name} to be worked up`,
      async () => {
        const answer = await server.get<TransactionsAnswer>(`transactions?from=-1h&group=${group}`);
        return answer?.figures.hits[answer.name.indexOf(name)] === hits || undefined;
      },
      WORKED_UP_MS,
    );
  const patch = async (path: string, body: FindingChange | Record<string, number | null>) => {
    const answer = await fetch(`${server.url}/api/bins/local/findings/${path}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.text());
  };

  it('are raised by each fault, as its kind and with what it is about', async () => {
    const faults: [path: string, kind: FindingKind, count: number | undefined, statement: RegExp][] = [
      ['/n-plus-one', 'n-plus-one', 12, /pg_sleep\(\?\), \?::int AS id/],
      ['/duplicate', 'duplicate-query', 12, /pg_sleep/],
      ['/fan-out', 'fan-out', 40, /pg_sleep/],
      ['/sequential', 'sequential-calls', 4, /^http:\/\/127\.0\.0\.1:\d+\/slowly$/],
      ['/slow-query', 'slow-query', 1, /pg_sleep/],
      ['/gap', 'gap', undefined, /^/],
    ];
    for (const [path] of faults) await ask(path);
    await ask('/letter');
    for (const [path, kind, count, statement] of faults) {
      const found = await findingIn(`GET ${path}`, kind);
      if (count !== undefined) assert.equal(found.count.max, count, path);
      assert.match(found.statement, statement, path);
      assert.ok(found.lost.total > 0 && found.lost.perHour > 0, path);
      assert.deepEqual([found.service, found.status, found.share], ['faulty', 'open', 1]);
    }
    const [wait] = await poll('the wait in the queue', async () => {
      const found = await list({ kind: 'queue-wait' });
      return found.length > 0 ? found : undefined;
    });
    assert.ok(wait!.lost.total > 0 && Number(wait!.evidence.wait) >= 1_000e6);
    assert.ok(Number(wait!.evidence.wait) > Number(wait!.evidence.run));
  });

  it('are raised by what a deploy makes worse', async () => {
    await report(REPORTS.before);
    await workedUp('GET /report', REPORTS.before);
    app.process.kill('SIGTERM');
    deployed = new Date().toISOString();
    const from = deployed;
    app = await startApp('2', { SLOWER: '1' });
    await report(REPORTS.after);
    for (const rate of [7, 8, 9]) await ask(`/report?fails=${rate}`, 500);
    for (const kind of ['slower-query', 'slower-endpoint', 'new-error'] as const) {
      const found = await findingIn('GET /report', kind, { from });
      // A query is compared with its own history, whatever ran it.
      assert.equal(found.lastVersion, kind === 'slower-query' ? '' : '2', kind);
    }
    const [error] = await list({ from, kind: 'new-error' });
    assert.deepEqual([error!.statement, error!.requests], ['Error: no rates for ?', 3]);
  });

  it('go by the thresholds that the bin sets, from then on', async () => {
    const name = 'GET /quicker-query';
    await ask('/quicker-query');
    await workedUp(name, 1);
    assert.deepEqual(await list({ transaction: name }), []);
    await patch('thresholds', { slowQueryMs: 100 });
    await ask('/quicker-query');
    const found = await findingIn(name, 'slow-query');
    await workedUp(name, 2);
    assert.equal(found.requests, 1);
  });

  it('are open, acknowledged, fixed and back again', async () => {
    const transaction = 'GET /slow-query';
    const { key, status } = await findingIn(transaction, 'slow-query');
    assert.equal(status, 'open');
    for (const next of ['acknowledged', 'fixed'] as const) {
      await patch(key, { status: next });
      const [found] = await list({ transaction, status: next });
      assert.deepEqual([found?.key, found?.statusBy], [key, 'person']);
    }
    await ask('/slow-query');
    const back = await findingIn(transaction, 'slow-query', { status: 'back' });
    assert.deepEqual([back.key, back.requests], [key, 2]);
  });

  it('are raised no more where the bin sets each threshold beyond what the faults do', async () => {
    const compared: FindingKind[] = ['slower-query', 'slower-endpoint', 'new-error'];
    const kinds = async () => new Set((await list({ from: deployed })).map(({ kind }) => kind));
    const before = await kinds();
    assert.ok(
      compared.every((kind) => before.has(kind)),
      [...before].join(),
    );
    const inRequests = async () =>
      (await list({}))
        .filter(({ kind }) => !compared.includes(kind))
        .map(({ key, kind, requests }) => `${kind} ${key}: ${requests}`)
        .sort();
    const known = await inRequests();
    const seen = (await server.get<TransactionsAnswer>('transactions?from=-1h'))!;
    const jobs = (await server.get<TransactionsAnswer>('transactions?from=-1h&group=jobs'))!;
    await patch('thresholds', {
      ...{ repeatCount: 13, fanOutCalls: 41, sequentialCalls: 5, slowQueryMs: 10_000 },
      ...{ gapMs: 60_000, queueWaitMs: 60_000 },
      ...{ slowerQueryPercent: 10_000, slowerEndpointPercent: 10_000, newErrors: 4 },
    });
    const after = await kinds();
    assert.ok(!compared.some((kind) => after.has(kind)), [...after].join());
    const paths = ['/n-plus-one', '/duplicate', '/fan-out', '/sequential', '/slow-query', '/gap', '/letter'];
    for (const path of paths) await ask(path);
    for (const name of paths.map((path) => `GET ${path}`))
      await workedUp(name, seen.figures.hits[seen.name.indexOf(name)]! + 1);
    await workedUp(jobs.name[0]!, jobs.figures.hits[0]! + 1, 'jobs');
    assert.deepEqual(await inRequests(), known);
    await patch('thresholds', { slowerQueryPercent: null, slowerEndpointPercent: null, newErrors: null });
    assert.deepEqual(await kinds(), before);
  });

  it('are none for a route without a fault', async () => {
    for (let asked = 0; asked < 5; asked++) await ask('/clean');
    await workedUp('GET /clean', 5);
    assert.deepEqual(await list({ transaction: 'GET /clean' }), []);
  });
});
