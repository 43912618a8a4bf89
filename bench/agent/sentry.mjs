// Sentry as its guide says: everything traced.
import { createRequire } from 'node:module';

const load = createRequire(`${process.env.BENCH_MODULES}/`);
const Sentry = load('@sentry/node');
Sentry.init({ dsn: process.env.SENTRY_DSN, tracesSampleRate: 1 });
