// OpenTelemetry's SDK with the three instrumentations that the application needs, and nothing else: its leanest form.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';

// Installed beside the workspace, not in it: see watchers.ts.
const load = createRequire(`${process.env.BENCH_MODULES}/`);
register(pathToFileURL(load.resolve('@opentelemetry/instrumentation/hook.mjs')), import.meta.url, {
  data: { include: ['express', 'pg', 'http', 'https'] },
});
const { NodeSDK } = load('@opentelemetry/sdk-node');
const { HttpInstrumentation } = load('@opentelemetry/instrumentation-http');
const { ExpressInstrumentation } = load('@opentelemetry/instrumentation-express');
const { PgInstrumentation } = load('@opentelemetry/instrumentation-pg');
new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new PgInstrumentation()],
}).start();
