import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response, Router } from 'express';
import type { AppServices } from './app-services.ts';
import { currentUser } from './current-user.ts';
import { HttpError } from './http-error.ts';
import { log } from './log.ts';
import { PageCache } from './page-cache.ts';
import { recordRequestError } from './request-span.ts';
import { bookingRoutes } from './routes/bookings.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { pageRoutes } from './routes/pages.ts';
import { slotRoutes } from './routes/slots.ts';
import { weekRoutes } from './routes/week.ts';

const ROUTES = [pageRoutes, weekRoutes, slotRoutes, bookingRoutes, invoiceRoutes];

export function createApp(services: Omit<AppServices, 'pages'>): Express {
  const all: AppServices = { ...services, pages: new PageCache() };
  const app = express();
  app.disable('x-powered-by');
  app.set('view engine', 'ejs');
  app.set('views', fileURLToPath(new URL('./views', import.meta.url)));
  app.set('view cache', true);
  app.use(express.json({ limit: '64kb' }));
  app.use(currentUser(all.db));
  const router = Router();
  for (const addRoutes of ROUTES) addRoutes(router, all);
  app.use(router);
  app.use((_request: Request, response: Response) => {
    response.status(404).json({ error: 'There is nothing here.' });
  });
  app.use(answerError);
  return app;
}

function answerError(error: Error, request: Request, response: Response, _next: NextFunction): void {
  if (error instanceof HttpError) {
    response.status(error.status).json({ error: error.message });
    return;
  }
  recordRequestError(request, error);
  log('error', error.message, { route: `${request.method} ${request.route?.path ?? request.path}` });
  response.status(500).json({ error: 'Something went wrong on our side.' });
}
