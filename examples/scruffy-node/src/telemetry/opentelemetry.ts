/**
 * The plain OpenTelemetry SDK for Node.js: traces, logs and metrics over OTLP, HTTP with protobuf, to
 * OTEL_EXPORTER_OTLP_ENDPOINT (default http://localhost:4318). Every OTEL_* variable still has the last word.
 */
import { register } from 'node:module';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Watcher } from './watcher.ts';

const DEFAULTS = {
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  // A version of its own for the repaired program: before and after can be told apart.
  OTEL_RESOURCE_ATTRIBUTES: `service.version=${process.env.FIXED === '1' ? '1.4.3' : '1.4.2'},deployment.environment.name=demo`,
  // The SDK drops what its queue cannot hold, 2,048 spans by default: half of a week's trace would be missing.
  OTEL_BSP_MAX_QUEUE_SIZE: '65536',
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2048',
  OTEL_BSP_SCHEDULE_DELAY: '1000',
  OTEL_BLRP_SCHEDULE_DELAY: '1000',
};

export function startOpenTelemetry(): Watcher {
  for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] ??= value;
  // Modules that are imported (not required) are patched by a loader hook; naming them spares all others.
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, {
    data: { include: ['express', 'pg', 'http', 'https'] },
  });
  // Without this, spans that cannot be sent are lost without a word; the SDK's own way is a page of stack.
  const ignore = (): void => {};
  const say = (error: string): void => {
    console.error(`OpenTelemetry: ${/"message":"([^"]+)"/.exec(error)?.[1] ?? error}`);
  };
  diag.setLogger(
    { error: say, warn: ignore, info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.ERROR,
  );
  const sdk = new NodeSDK({
    instrumentations: [
      new HttpInstrumentation(),
      new UndiciInstrumentation(),
      new ExpressInstrumentation(),
      // Looking for jobs four times a second would bury the traces of work that was done.
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    ],
  });
  sdk.start();
  return { stop: () => sdk.shutdown() };
}
