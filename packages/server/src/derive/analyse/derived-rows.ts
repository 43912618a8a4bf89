/** Rows of the derived tables as plain objects, named as their columns; docs/data-model.md says what they hold. */
import type { LayerName, Nanoseconds, SpanId, TraceId } from '@tracebin/model';

interface TraceRow {
  bin: string;
  /** Nanoseconds since the epoch. */
  time: bigint;
  traceId: TraceId;
  /** Seconds since the epoch. */
  expiresAt: number;
}

export interface CodePlace {
  file: string;
  line: number;
  function: string;
}

export const TransactionKind = { request: 0, job: 1, other: 2 } as const;

export interface TransactionRow extends TraceRow {
  spanId: SpanId;
  duration: Nanoseconds;
  service: string;
  name: string;
  kind: number;
  error: boolean;
  httpStatus: number;
  version: string;
  environment: string;
  host: string;
  sampleRate: number;
  /** They add up to `duration`. */
  layers: Record<LayerName, Nanoseconds>;
  queries: number;
  cacheCalls: number;
  httpCalls: number;
  spans: number;
  queueWait: Nanoseconds;
  attempts: number;
}

export interface OperationRow extends TraceRow {
  spanId: SpanId;
  service: string;
  transaction: string;
  layer: number;
  system: string;
  target: string;
  /** 16 hex digits. */
  fingerprint: string;
  summary: string;
  statement: string;
  calls: number;
  total: Nanoseconds;
  max: Nanoseconds;
  maxSpanId: SpanId;
  /** Durations of the calls as steps, see `duration-step.ts`, and how many calls there are of each. */
  durations: number[];
  durationCalls: number[];
  rows: number;
  errors: number;
  place: CodePlace;
  /** Of the transaction. */
  environment: string;
  sampleRate: number;
}

export interface EdgeRow extends TraceRow {
  /** Of a delivery: the queue. */
  fromService: string;
  toName: string;
  toKind: 'service' | 'db' | 'cache' | 'queue' | 'host' | 'delivery';
  /** Of the transaction that calls; of a delivery: of the one that works on the message. */
  environment: string;
  calls: number;
  errors: number;
  total: Nanoseconds;
  max: Nanoseconds;
  /** As in operations. */
  durations: number[];
  durationCalls: number[];
  sampleRate: number;
}

export interface ErrorRow extends TraceRow {
  spanId: SpanId;
  service: string;
  transaction: string;
  type: string;
  shape: string;
  message: string;
  place: string;
  version: string;
  /** Of the transaction in which it happened. */
  environment: string;
  /** 16 hex digits. */
  group: string;
  sampleRate: number;
}

export interface OccurrenceRow extends TraceRow {
  spanId: SpanId;
  /** 16 hex digits. */
  key: string;
  kind: string;
  service: string;
  transaction: string;
  statement: string;
  count: number;
  lost: Nanoseconds;
  place: CodePlace;
  evidence: Record<string, unknown>;
  /** Of the service that it was found in. */
  version: string;
  /** Of the transaction. */
  environment: string;
  sampleRate: number;
}

export interface DerivedRows {
  transactions: TransactionRow[];
  operations: OperationRow[];
  edges: EdgeRow[];
  errors: ErrorRow[];
  findings: OccurrenceRow[];
}

export function joinRows(traces: readonly DerivedRows[]): DerivedRows {
  return {
    transactions: traces.flatMap((rows) => rows.transactions),
    operations: traces.flatMap((rows) => rows.operations),
    edges: traces.flatMap((rows) => rows.edges),
    errors: traces.flatMap((rows) => rows.errors),
    findings: traces.flatMap((rows) => rows.findings),
  };
}
