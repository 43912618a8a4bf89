/** The web application: listens, works on its queue, and ends in order when it is told to. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { connectDatabase } from './db/database.ts';
import { endWithParent } from './end-with-parent.ts';
import { confirmBooking } from './jobs/confirm-booking.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { refreshRateCard } from './jobs/refresh-rate-card.ts';
import { log } from './log.ts';
import { rememberRequestSpan } from './request-span.ts';
import { RatesClient } from './services/rates-client.ts';

const RATE_CARD_INTERVAL_MS = 20_000;

const config = readConfig(process.env);
const db = connectDatabase(config.databaseUrl);
const rates = new RatesClient(config.ratesUrl);
const jobs = new JobQueue(db, { 'confirm-booking': confirmBooking(db) });
const server = createServer(rememberRequestSpan(createApp({ db, jobs, rates, config })));

server.listen(config.port, config.host, () => {
  const { port } = server.address() as AddressInfo;
  jobs.start();
  log('info', `listening on http://${config.host}:${port}`);
});
const rateCardTimer = setInterval(() => void refreshRateCard(db, rates), RATE_CARD_INTERVAL_MS);

endWithParent(async () => {
  clearInterval(rateCardTimer);
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
  await jobs.stop();
  await db.end();
});
