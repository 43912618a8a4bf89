import type { SpanFacts } from './span-facts.ts';

/** What the sender is told to do: spans with `go`, the log records and custom events beside them with `records`. Bodies are prepared for `spans` and sent `rounds` times, each time as later traces. */
export interface DriveOrder {
  url: string;
  spans: number;
  rounds: number;
  connections: number;
  /** Length of the range of one round. */
  rangeMs: number;
  /** As text: messages between processes carry no BigInt. */
  startNanos: string;
  /** Spans a second that are offered; undefined: as many as the server takes. */
  perSecond?: number;
}

export interface DriveReport {
  kind: 'done';
  acknowledged: number;
  requests: number;
  retries: number;
  ms: number;
  p50Ms: number;
  p99Ms: number;
}

/** Log records and custom events that are stored. */
export interface RecordsReport {
  kind: 'records-done';
  acknowledged: number;
  ms: number;
}

export type DriverMessage =
  | { kind: 'ready'; bytes: number; facts: SpanFacts }
  | { kind: 'progress'; acknowledged: number; ms: number }
  | DriveReport
  | RecordsReport;
