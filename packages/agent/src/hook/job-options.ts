/** The trace in the options of a job, where BullMQ's own telemetry puts it (`telemetry.metadata`, JSON). */
import type { RecordedSpan } from '../record/span.ts';
import { type Carrier, withTrace } from './message-spans.ts';
import { attempt } from './wrap-method.ts';

export interface JobOptions {
  repeat?: unknown;
  telemetry?: { metadata?: string; omitContext?: boolean };
}

export function marked(span: RecordedSpan, options: JobOptions | undefined): JobOptions | undefined {
  const telemetry = options?.telemetry;
  if (telemetry?.omitContext || telemetry?.metadata !== undefined) return options as JobOptions;
  // Runs for months, long after the request that set it up: each run is a trace of its own.
  if (options?.repeat !== undefined) return options;
  return { ...options, telemetry: { ...telemetry, metadata: JSON.stringify(withTrace(span, undefined)) } };
}

export function traceIn(options: JobOptions | undefined): Carrier | undefined {
  const metadata = options?.telemetry?.metadata;
  return metadata === undefined ? undefined : attempt(() => JSON.parse(metadata));
}
