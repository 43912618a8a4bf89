import type { GeneratedResource, GeneratedValue } from './generated-span.ts';

/** A log record, or a custom event where it has a name; written by the process of a span while it lasted. */
export interface GeneratedRecord {
  resource: GeneratedResource;
  traceId: Uint8Array;
  spanId: Uint8Array;
  /** Nanoseconds after the start of the generated range. */
  time: number;
  /** OTLP severity number; 0 for custom events. */
  severity: number;
  severityText: string;
  body: string;
  /** Empty for logs. */
  eventName: string;
  attributes: Record<string, GeneratedValue>;
}
