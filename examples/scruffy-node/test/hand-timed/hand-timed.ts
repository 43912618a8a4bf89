/**
 * A copy of `src/scruffy.ts` with stop watches put in by hand, around each request, its statements, its views and its calls of
 * the rates service: what a developer without any tool does to find out where the time goes. It knows nothing of who
 * watches it otherwise.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request, Response } from 'express';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { connectDatabase, type Database } from '../../src/db/database.ts';
import { endWithParent } from '../../src/end-with-parent.ts';
import { confirmBooking } from '../../src/jobs/confirm-booking.ts';
import { JobQueue } from '../../src/jobs/job-queue.ts';
import { rememberRequestSpan } from '../../src/request-span.ts';
import { RatesClient } from '../../src/services/rates-client.ts';
import { ACCOUNTS_PATH, type Account } from './account.ts';

const own = new AsyncLocalStorage<Account>();
let accounts: Account[] = [];

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Puts a stop watch around a method that answers with a promise. */
function time(owner: object, method: string, part: 'dbMs' | 'httpMs'): void {
  const original = (owner as Methods)[method]!;
  (owner as Methods)[method] = (...args) => {
    const account = own.getStore();
    const began = performance.now();
    const result = Reflect.apply(original, owner, args);
    if (account === undefined || !(result instanceof Promise)) return result;
    return result.finally(() => {
      account[part] += performance.now() - began;
    });
  };
}

/** Stops when the driver has the rows, and not when the app gets its turn to look at them. */
function timePool(pool: Database): void {
  const query = pool.query as (...args: unknown[]) => unknown;
  (pool as unknown as Methods).query = (...args) =>
    new Promise((resolve, reject) => {
      const account = own.getStore();
      const began = performance.now();
      query.call(pool, ...args, (error: unknown, result: unknown) => {
        if (account !== undefined) account.dbMs += performance.now() - began;
        if (error) reject(error);
        else resolve(result);
      });
    });
}

function timeView(response: Response, account: Account): void {
  response.render = (...[view, data, done]: unknown[]) => {
    const began = performance.now();
    Object.getPrototypeOf(response).render.call(response, view, data, (error: Error | null, html: string) => {
      account.viewMs += performance.now() - began;
      (done as (error: Error | null, html: string) => void)(error, html);
    });
  };
}

function timeRequests(app: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url === ACCOUNTS_PATH) return tellAccounts(response);
    const began = performance.now();
    const account: Account = { name: '', totalMs: 0, dbMs: 0, viewMs: 0, httpMs: 0 };
    timeView(response as Response, account);
    response.on('finish', () => {
      account.name = `${request.method} ${(request as Request).route?.path}`;
      account.totalMs = performance.now() - began;
      accounts.push(account);
    });
    own.run(account, () => app(request, response));
  };
}

function tellAccounts(response: ServerResponse): void {
  response.end(JSON.stringify(accounts));
  accounts = [];
}

const config = readConfig(process.env);
const db = connectDatabase(config.databaseUrl);
timePool(db);
// What a transaction asks, it asks a connection and not the pool; what the pool asks one, it asks with a callback.
db.on('connect', (client) => time(client, 'query', 'dbMs'));
const rates = new RatesClient(config.ratesUrl);
time(rates, 'quoteCents', 'httpMs');
const jobs = new JobQueue(db, { 'confirm-booking': confirmBooking(db) });
const server = createServer(timeRequests(rememberRequestSpan(createApp({ db, jobs, rates, config }))));

server.listen(config.port, config.host, () => {
  jobs.start();
  console.log(`listening on http://${config.host}:${(server.address() as AddressInfo).port}`);
});

endWithParent(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await jobs.stop();
  await db.end();
});
