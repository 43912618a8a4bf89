/**
 * A real sender: the OpenTelemetry SDK for Node.js, configured by OTEL_* variables only. Sends one trace with
 * everything a span can carry, two log records and one metric of each kind, then writes the ids it made as JSON.
 */
import {
  context,
  metrics,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  ValueType,
} from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { NodeSDK, metrics as sdkMetrics } from '@opentelemetry/sdk-node';
import { SENT } from './sent.ts';

const sdk = new NodeSDK({
  views: [
    {
      instrumentName: 'checkout.payload',
      aggregation: { type: sdkMetrics.AggregationType.EXPONENTIAL_HISTOGRAM },
    },
  ],
});
sdk.start();

const tracer = trace.getTracer(SENT.scope.name, SENT.scope.version);
const startMs = Date.now() - 2_000;
const at = (offsetMs: number): number => startMs + offsetMs;

const request = tracer.startSpan(
  SENT.request.name,
  { kind: SpanKind.SERVER, startTime: at(0), attributes: SENT.request.attributes },
  ROOT_CONTEXT,
);
const inRequest = trace.setSpan(ROOT_CONTEXT, request);
const query = tracer.startSpan(
  SENT.query.name,
  { kind: SpanKind.CLIENT, startTime: at(100), attributes: SENT.query.attributes },
  inRequest,
);
query.addEvent(SENT.query.event.name, SENT.query.event.attributes, at(150));
query.recordException({ name: 'TimeoutError', message: 'lock not available' }, at(180));
query.setStatus({ code: SpanStatusCode.ERROR, message: SENT.query.statusMessage });
query.end(at(200));
const enqueue = tracer.startSpan(
  SENT.enqueue.name,
  {
    kind: SpanKind.PRODUCER,
    startTime: at(300),
    links: [
      {
        context: { ...SENT.enqueue.link, traceFlags: TraceFlags.SAMPLED },
        attributes: SENT.enqueue.linkAttributes,
      },
    ],
  },
  inRequest,
);
enqueue.end(at(310));

const logger = logs.getLogger(SENT.scope.name, SENT.scope.version);
context.with(trace.setSpan(inRequest, query), () => {
  logger.emit({
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    body: SENT.log.body,
    attributes: SENT.log.attributes,
  });
});
logger.emit({
  severityNumber: SeverityNumber.INFO,
  body: SENT.structuredLog.body,
  context: inRequest,
  timestamp: at(400),
});
request.end(at(500));

const meter = metrics.getMeter(SENT.scope.name, SENT.scope.version);
meter
  .createCounter('checkout.orders', { unit: '{order}', valueType: ValueType.INT })
  .add(3, { region: 'eu' });
meter.createUpDownCounter('checkout.open').add(-2);
meter.createGauge('checkout.temperature', { unit: 'Cel' }).record(21.5);
const histogram = meter.createHistogram('checkout.duration', {
  unit: 'ms',
  advice: { explicitBucketBoundaries: [10, 100] },
});
for (const value of [5, 50, 500]) histogram.record(value);
const payload = meter.createHistogram('checkout.payload', { unit: 'By' });
for (const value of [0, 1, 1_000]) payload.record(value);

await sdk.shutdown();
const ids = { traceId: request.spanContext().traceId, request, query, enqueue };
console.log(JSON.stringify(ids, (_key, value) => value?.spanContext?.().spanId ?? value));
