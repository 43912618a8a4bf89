/** The figures of endpoints against those who know better: the load driver's own log, and an app that times itself. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LayerName, TransactionsAnswer } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { type RunningServer, startServer } from './senders/running-server.ts';
import type { Account } from './senders/timed-express.ts';

const APP = fileURLToPath(new URL('./senders/timed-express.ts', import.meta.url));
const CONNECTIONS = 8;
/** Requests by endpoint. */
const LOAD = { 'GET /weeks/:id': 60, 'GET /pages/:id': 24, 'GET /rates': 24 };
const SHARE_POINTS = 0.03;
const AGREEMENT = 0.02;

describe('the figures of endpoints', () => {
  let server: RunningServer;
  let app: ChildProcess;
  let account: Account[];
  /** What the driver saw, in milliseconds, by endpoint. */
  const log = new Map<string, number[]>();
  let answer: TransactionsAnswer;

  before(async () => {
    server = await startServer();
    app = spawn(process.execPath, ['--import', 'tsx', APP], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        OTEL_SERVICE_NAME: 'timed',
        OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    const port = await new Promise<string>((resolve, reject) => {
      createInterface({ input: app.stdout! }).once('line', resolve);
      app.once('exit', (code) => reject(new Error(`the app ended with code ${code}`)));
    });
    const url = `http://127.0.0.1:${port}`;
    // The first request of a process loads what the others find loaded; it is nobody's.
    await fetch(`${url}/account`);
    const names = Object.entries(LOAD).flatMap(([name, count]) => new Array<string>(count).fill(name));
    let next = 0;
    const drive = async () => {
      for (let at = next++; at < names.length; at = next++) {
        const path = names[at]!.replace('GET ', '').replace(':id', String(at));
        const began = performance.now();
        const response = await fetch(url + path);
        await response.text();
        const list = log.get(names[at]!) ?? [];
        list.push(performance.now() - began);
        log.set(names[at]!, list);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, drive));
    account = (await (await fetch(`${url}/account`)).json()) as Account[];
    app.kill('SIGTERM');
    answer = await poll('all requests to be worked up', async () => {
      const found = await server.get<TransactionsAnswer>('transactions?from=-1h');
      return found !== undefined && found.all.hits >= names.length + 2 ? found : undefined;
    });
  });
  after(async () => {
    app?.kill('SIGKILL');
    await server?.stop();
    server?.remove();
  });

  const rowOf = (name: string): number => {
    const row = answer.name.indexOf(name);
    assert.notEqual(row, -1, `${name} is not among ${answer.name.join(', ')}`);
    return row;
  };
  const nearestRank = (values: readonly number[], level: number): number =>
    [...values].sort((a, b) => a - b)[Math.ceil(values.length * level) - 1]!;
  const agrees = (found: number, expected: number, what: string) =>
    assert.ok(
      Math.abs(found - expected) <= expected * AGREEMENT,
      `${what}: ${found.toFixed(1)} ms, the driver saw ${expected.toFixed(1)} ms`,
    );

  it('agree with the log of the load driver: hits, median and p95 within 2 %', () => {
    for (const [name, count] of Object.entries(LOAD)) {
      const row = rowOf(name);
      const seen = log.get(name)!;
      assert.equal(answer.figures.hits[row], count);
      agrees(answer.figures.median[row]! / 1e6, nearestRank(seen, 0.5), `median of ${name}`);
      agrees(answer.figures.p95[row]! / 1e6, nearestRank(seen, 0.95), `p95 of ${name}`);
    }
  });

  it('split the time as the app itself does, within 3 points', () => {
    for (const name of Object.keys(LOAD)) {
      const row = rowOf(name);
      const own = account.filter((each) => each.name === name);
      const sum = (part: keyof Omit<Account, 'name'>) => own.reduce((total, each) => total + each[part], 0);
      const total = sum('totalMs');
      const parts: [LayerName, number][] = [
        ['db', sum('dbMs')],
        ['view', sum('viewMs')],
        ['http', sum('httpMs')],
      ];
      parts.push(['app', total - parts.reduce((all, [, each]) => all + each, 0)]);
      for (const [layer, expected] of parts) {
        const share = answer.figures.layers[layer][row]! / answer.figures.total[row]!;
        assert.ok(
          Math.abs(share - expected / total) <= SHARE_POINTS,
          `${layer} of ${name}: ${share.toFixed(3)}, by hand ${(expected / total).toFixed(3)}`,
        );
      }
    }
  });
});
