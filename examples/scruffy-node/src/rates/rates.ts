/** The rates service of the sales department: a process of its own that prices a slot. Owns no database. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request, type Response } from 'express';
import { endWithParent } from '../end-with-parent.ts';
import { log } from '../log.ts';
import { demandAt, MARKETS, priceCents } from './price.ts';

const app = express();
app.disable('x-powered-by');

app.get('/quote', (request: Request, response: Response) => {
  const { market, airsAt, seconds } = request.query;
  if (typeof market !== 'string' || typeof airsAt !== 'string' || !(Number(seconds) > 0)) {
    response.status(400).json({ error: 'market, airsAt and seconds are needed' });
    return;
  }
  response.json({ priceCents: priceCents(market, airsAt, Number(seconds)) });
});

app.get('/rate-card', (_request: Request, response: Response) => {
  response.json(
    MARKETS.flatMap((market) =>
      [
        ['morning', 7],
        ['daytime', 13],
        ['prime', 20],
        ['late', 23],
      ].map(([daypart, hour]) => ({
        market,
        daypart,
        centsPerSecond: Math.round(demandAt(market, Number(hour)) * 100),
      })),
    ),
  );
});

const server = createServer(app);
server.listen(Number(process.env.PORT ?? 3001), process.env.HOST ?? '127.0.0.1', () => {
  log('info', `listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

endWithParent(async () => {
  server.closeIdleConnections();
  await new Promise((resolve) => server.close(resolve));
});
