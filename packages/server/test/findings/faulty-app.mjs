/** One fault a route. With SLOWER=1 its report is what a bad deploy makes of it. */
import { setTimeout as wait } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import express from 'express';
import pg from 'pg';

const POOL_SIZE = 4;
const REPORT_SECONDS = process.env.SLOWER === '1' ? 0.2 : 0.005;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: POOL_SIZE });
const sleep = (seconds) => pool.query('SELECT pg_sleep($1)', [seconds]);
const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
const letters = new Queue('letters', { connection });
const app = express();

app.get('/n-plus-one', async (_request, response) => {
  for (let id = 0; id < 12; id++) await pool.query('SELECT pg_sleep(0.006), $1::int AS id', [id]);
  response.send('done');
});
app.get('/duplicate', async (_request, response) => {
  for (let again = 0; again < 12; again++) await sleep(0.006);
  response.send('done');
});
app.get('/fan-out', async (_request, response) => {
  await Promise.all(Array.from({ length: 40 }, () => sleep(0.01)));
  response.send('done');
});
app.get('/slowly', async (_request, response) => {
  await wait(40);
  response.send('done');
});
app.get('/sequential', async (request, response) => {
  for (let call = 0; call < 4; call++) await (await fetch(`http://${request.headers.host}/slowly`)).text();
  response.send('done');
});
app.get('/slow-query', async (_request, response) => {
  await sleep(0.6);
  response.send('done');
});
app.get('/quicker-query', async (_request, response) => {
  await sleep(0.2);
  response.send('done');
});
app.get('/gap', async (_request, response) => {
  await sleep(0.001);
  await wait(700);
  response.send('done');
});
app.get('/letter', async (_request, response) => {
  await letters.add('letter', { to: 'the station' });
  // Whoever works on them comes late.
  await wait(1_300);
  const worker = new Worker('letters', async () => wait(20), { connection });
  await new Promise((resolve) => worker.once('completed', resolve));
  response.send('done');
});
app.get('/report', async (request, response) => {
  await pool.query('SELECT pg_sleep($1) AS report', [REPORT_SECONDS]);
  if (request.query.fails !== undefined) throw new Error(`no rates for ${request.query.fails}`);
  response.send('done');
});
app.get('/clean', async (_request, response) => {
  await sleep(0.001);
  response.send('done');
});

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
