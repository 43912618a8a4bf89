// OpenTelemetry's SDK with the three instrumentations that the application needs, and nothing else: its leanest form.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

// Installed beside the workspace, not in it: see watchers.ts.
const require = createRequire(`${process.env.BENCH_MODULES}/`);
register(pathToFileURL(require.resolve('@opentelemetry/instrumentation/hook.mjs')), import.meta.url, {
  data: { include: ['express', 'pg', 'http', 'https'] },
});
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
const { PgInstrumentation } = require('@opentelemetry/instrumentation-pg');
new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new PgInstrumentation()],
}).start();
