/**
 * The hand-timed copy of Scruffy with all that it needs, watched by our agent, and its demo traffic. Its database and its rates
 * service can be as far away as a test wants them.
 */
import assert from 'node:assert/strict';
import type { TransactionsAnswer } from '@tracebin/model';
import { startPostgres } from '../../../../examples/scruffy-node/src/db/postgres.ts';
import { prepareDatabase } from '../../../../examples/scruffy-node/src/db/prepare.ts';
import { startChild } from '../../../../examples/scruffy-node/src/start/child.ts';
import { type FarService, startFarService } from '../../../../examples/scruffy-node/test/far-service.ts';
import { ACCOUNTS_PATH, type Account } from '../../../../examples/scruffy-node/test/hand-timed/account.ts';
import { TODAY } from '../../../../examples/scruffy-node/test/running-scruffy.ts';
import { poll } from '../senders/poll.ts';
import { startServer } from '../senders/running-server.ts';
import { endpointOf, runDemoTraffic } from './demo-traffic.ts';

export interface Round {
  /** How long the requests took in the eyes of the load driver, in milliseconds, by endpoint. */
  seen: Map<string, number[]>;
  /** What the app's own stop watches say of the same requests. */
  accounts: Account[];
  /** What Tracebin says of them. */
  answer: TransactionsAnswer;
}

export interface DrivenScruffy {
  database: FarService;
  /** @param flags of the traffic, with an end: `--visits` */
  drive(flags: string[]): Promise<Round>;
  stop(): Promise<void>;
}

/**
 * A statement or call costs its client some work, which is the app's, and which a stop watch around it cannot tell apart: it is
 * little beside the way to another machine.
 */
const DATABASE_DELAY_MS = 1;
const RATES_DELAY_MS = 100;
const WORKED_UP_MS = 60_000;
/** What a process does for the first time takes longer: loading, compiling, connecting. That is nobody's. */
const FIRST_PATHS = [
  `/stations/KDRY/day/${TODAY}`,
  `/api/week/${TODAY}?station=KDRY`,
  '/api/slots/1/quote',
  ACCOUNTS_PATH,
];

export async function startDrivenScruffy(): Promise<DrivenScruffy> {
  /** In the order of their start; ended the other way round. */
  const running: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of running.reverse()) await end();
  };
  async function start(name: string, path: string, env: NodeJS.ProcessEnv): Promise<string> {
    const child = startChild({ name, file: scruffyFile(path), env: { PORT: '0', ...env } });
    running.push(() => child.stop());
    const address = await Promise.race([child.listening, child.ended]);
    assert.match(address ?? '', /^http:/, `${name} did not start`);
    return address!;
  }
  async function startFar(url: string, delayMs: number): Promise<FarService> {
    const far = await startFarService(url, delayMs);
    running.push(far.close);
    return far;
  }

  try {
    const server = await startServer(['--derive', '1s']);
    running.push(server.remove, server.stop);
    const postgres = await startPostgres();
    running.push(postgres.stop);
    await prepareDatabase(postgres.url, TODAY);
    const database = await startFar(postgres.url, DATABASE_DELAY_MS);
    const ratesUrl = await start('rates', 'src/rates/rates.ts', { WATCH: 'none' });
    const scruffy = await start('scruffy', 'test/hand-timed/hand-timed.ts', {
      WATCH: 'agent',
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      DATABASE_URL: database.url,
      RATES_URL: (await startFar(ratesUrl, RATES_DELAY_MS)).url,
      SCRUFFY_TODAY: TODAY,
    });

    const drive = async (flags: string[]): Promise<Round> => {
      for (const path of FIRST_PATHS) assert.equal((await fetch(scruffy + path)).status, 200, path);
      const from = new Date().toISOString();
      const requests = await runDemoTraffic(scruffy, flags);
      const seen = new Map<string, number[]>();
      for (const request of requests) {
        const endpoint = endpointOf(request);
        seen.set(endpoint, [...(seen.get(endpoint) ?? []), request.tookMs]);
      }
      const accounts = (await (await fetch(scruffy + ACCOUNTS_PATH)).json()) as Account[];
      const search = new URLSearchParams({ from, service: 'scruffy' });
      let missing = '';
      const answer = await poll(
        `${requests.length} requests to be worked up`,
        async () => {
          const found = await server.get<TransactionsAnswer>(`transactions?${search}`);
          missing = found === undefined ? 'no answer' : missingOf(found, seen);
          return missing === '' ? found : undefined;
        },
        WORKED_UP_MS,
      ).catch((error) => {
        throw new Error(missing, { cause: error });
      });
      return { seen, accounts, answer };
    };
    return { database, drive, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function scruffyFile(path: string): URL {
  return new URL(`../../../../examples/scruffy-node/${path}`, import.meta.url);
}

/** Where less has been worked up than was seen: `GET / 31 of 38`. */
function missingOf({ name, figures }: TransactionsAnswer, seen: Round['seen']): string {
  return [...seen]
    .map(([endpoint, all]) => [endpoint, figures.hits[name.indexOf(endpoint)] ?? 0, all.length] as const)
    .filter(([, hits, all]) => hits < all)
    .map(([endpoint, hits, all]) => `${endpoint} ${hits} of ${all}`)
    .join(', ');
}
