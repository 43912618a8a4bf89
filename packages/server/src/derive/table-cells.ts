/** Which value of a row stands in which column of its table, and the order in which tables are written. */
import { LAYER_NAMES } from '@tracebin/model';
import type {
  CodePlace,
  DerivedRows,
  EdgeRow,
  ErrorRow,
  OccurrenceRow,
  OperationRow,
  TransactionRow,
} from './analyse/derived-rows.ts';
import {
  encodeRows,
  hash,
  id,
  large,
  nanoTime,
  number,
  numbers,
  type RowBlock,
  text,
  word,
} from './row-block.ts';

/**
 * Findings first, then `transactions`: together they tell which traces have rows at all, and once a trace has a
 * transaction, what was found in it is there too. Tables without rows are left out.
 */
export function encodeTables(rows: DerivedRows): RowBlock[] {
  return [
    encodeRows('finding_occurrences', rows.findings, occurrenceCells()),
    encodeRows('transactions', rows.transactions, transactionCells()),
    encodeRows('operations', rows.operations, operationCells()),
    encodeRows('edges', rows.edges, edgeCells()),
    encodeRows('errors', rows.errors, errorCells()),
  ].filter(({ rows }) => rows > 0);
}

interface AnyRow {
  bin: string;
  time: bigint;
  traceId: string;
  expiresAt: number;
}

function traceCells<Row extends AnyRow>() {
  return {
    bin: word<Row>((row) => row.bin),
    time: nanoTime<Row>((row) => row.time),
    trace_id: id<Row>(16, (row) => row.traceId),
    expires_at: number<Row>('DateTime', (row) => row.expiresAt),
  };
}

function placeCells<Row extends { place: CodePlace }>() {
  return {
    code_file: word<Row>(({ place }) => place.file),
    code_line: number<Row>('UInt32', ({ place }) => place.line),
    code_function: word<Row>(({ place }) => place.function),
  };
}

const transactionCells = () => ({
  ...traceCells<TransactionRow>(),
  span_id: id<TransactionRow>(8, (row) => row.spanId),
  duration: large<TransactionRow>((row) => row.duration),
  service: word<TransactionRow>((row) => row.service),
  name: word<TransactionRow>((row) => row.name),
  kind: number<TransactionRow>('UInt8', (row) => row.kind),
  error: number<TransactionRow>('Bool', (row) => (row.error ? 1 : 0)),
  http_status: number<TransactionRow>('UInt16', (row) => row.httpStatus),
  version: word<TransactionRow>((row) => row.version),
  environment: word<TransactionRow>((row) => row.environment),
  host: word<TransactionRow>((row) => row.host),
  sample_rate: number<TransactionRow>('Float64', (row) => row.sampleRate),
  ...Object.fromEntries(
    LAYER_NAMES.map((layer) => [layer, large<TransactionRow>(({ layers }) => layers[layer])]),
  ),
  queries: number<TransactionRow>('UInt32', (row) => row.queries),
  cache_calls: number<TransactionRow>('UInt32', (row) => row.cacheCalls),
  http_calls: number<TransactionRow>('UInt32', (row) => row.httpCalls),
  spans: number<TransactionRow>('UInt32', (row) => row.spans),
  queue_wait: large<TransactionRow>((row) => row.queueWait),
  attempts: number<TransactionRow>('UInt16', (row) => row.attempts),
});

const operationCells = () => ({
  ...traceCells<OperationRow>(),
  span_id: id<OperationRow>(8, (row) => row.spanId),
  service: word<OperationRow>((row) => row.service),
  transaction: word<OperationRow>((row) => row.transaction),
  layer: number<OperationRow>('UInt8', (row) => row.layer),
  system: word<OperationRow>((row) => row.system),
  target: word<OperationRow>((row) => row.target),
  fingerprint: hash<OperationRow>((row) => row.fingerprint),
  summary: word<OperationRow>((row) => row.summary),
  statement: text<OperationRow>((row) => row.statement),
  calls: number<OperationRow>('UInt32', (row) => row.calls),
  total: large<OperationRow>((row) => row.total),
  max: large<OperationRow>((row) => row.max),
  max_span_id: id<OperationRow>(8, (row) => row.maxSpanId),
  durations: numbers<OperationRow>('UInt16', (row) => row.durations),
  duration_calls: numbers<OperationRow>('UInt32', (row) => row.durationCalls),
  rows: large<OperationRow>((row) => row.rows),
  errors: number<OperationRow>('UInt32', (row) => row.errors),
  ...placeCells<OperationRow>(),
  environment: word<OperationRow>((row) => row.environment),
  sample_rate: number<OperationRow>('Float64', (row) => row.sampleRate),
});

const edgeCells = () => ({
  ...traceCells<EdgeRow>(),
  from_service: word<EdgeRow>((row) => row.fromService),
  to_name: word<EdgeRow>((row) => row.toName),
  to_kind: word<EdgeRow>((row) => row.toKind),
  calls: number<EdgeRow>('UInt32', (row) => row.calls),
  errors: number<EdgeRow>('UInt32', (row) => row.errors),
  total: large<EdgeRow>((row) => row.total),
  max: large<EdgeRow>((row) => row.max),
  durations: numbers<EdgeRow>('UInt16', (row) => row.durations),
  duration_calls: numbers<EdgeRow>('UInt32', (row) => row.durationCalls),
  environment: word<EdgeRow>((row) => row.environment),
  sample_rate: number<EdgeRow>('Float64', (row) => row.sampleRate),
});

const errorCells = () => ({
  ...traceCells<ErrorRow>(),
  span_id: id<ErrorRow>(8, (row) => row.spanId),
  service: word<ErrorRow>((row) => row.service),
  transaction: word<ErrorRow>((row) => row.transaction),
  type: word<ErrorRow>((row) => row.type),
  shape: text<ErrorRow>((row) => row.shape),
  message: text<ErrorRow>((row) => row.message),
  place: text<ErrorRow>((row) => row.place),
  version: word<ErrorRow>((row) => row.version),
  environment: word<ErrorRow>((row) => row.environment),
  group: hash<ErrorRow>((row) => row.group),
  sample_rate: number<ErrorRow>('Float64', (row) => row.sampleRate),
});

const occurrenceCells = () => ({
  ...traceCells<OccurrenceRow>(),
  span_id: id<OccurrenceRow>(8, (row) => row.spanId),
  key: hash<OccurrenceRow>((row) => row.key),
  kind: word<OccurrenceRow>((row) => row.kind),
  service: word<OccurrenceRow>((row) => row.service),
  transaction: word<OccurrenceRow>((row) => row.transaction),
  statement: text<OccurrenceRow>((row) => row.statement),
  count: number<OccurrenceRow>('UInt32', (row) => row.count),
  lost: large<OccurrenceRow>((row) => row.lost),
  ...placeCells<OccurrenceRow>(),
  version: word<OccurrenceRow>((row) => row.version),
  environment: word<OccurrenceRow>((row) => row.environment),
  evidence: text<OccurrenceRow>((row) => JSON.stringify(row.evidence)),
  sample_rate: number<OccurrenceRow>('Float64', (row) => row.sampleRate),
});
