// Sentry as its guide says: everything traced.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.BENCH_MODULES}/`);
const Sentry = require('@sentry/node');
Sentry.init({ dsn: process.env.SENTRY_DSN, tracesSampleRate: 1 });
