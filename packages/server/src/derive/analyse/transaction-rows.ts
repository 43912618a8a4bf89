import {
  LAYER_NAMES,
  Layer,
  type LayerName,
  layerBreakdown,
  type Nanoseconds,
  rowsOf,
  SpanKind,
  StatusCode,
} from '@tracebin/model';
import { TransactionKind, type TransactionRow } from './derived-rows.ts';
import { durationOf, isCall, type TraceFacts } from './trace-facts.ts';

/** By layer; used again for each transaction. */
const CALLS = new Uint32Array(LAYER_NAMES.length);

export function transactionRows(facts: TraceFacts): TransactionRow[] {
  const { tree, transactions, spans } = facts;
  const parts = layerBreakdown(tree, transactions, spans.layer);
  const found: TransactionRow[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const rows = rowsOf(transactions, transaction);
    const root = rows[0]!;
    const span = tree.order[root]!;
    const details = facts.attributes[span]!;
    const resource = facts.resource[span]!;
    const calls = CALLS.fill(0);
    for (let at = 0; at < rows.length; at++) {
      if (isCall(facts, rows[at]!)) calls[spans.layer[tree.order[rows[at]!]!]!]!++;
    }
    const httpStatus = smallNumber(details['http.response.status_code']);
    found.push({
      bin: facts.bin,
      traceId: facts.traceId,
      expiresAt: facts.expiresAt,
      time: facts.times[transaction]!,
      spanId: spans.spanId[span]!,
      duration: durationOf(facts, root),
      service: facts.services[transaction]!,
      name: facts.names[transaction]!,
      kind: kindOf(spans.kind[span]!),
      error: spans.status[span] === StatusCode.error || httpStatus >= 500,
      httpStatus,
      version: resource['service.version'] ?? '',
      environment: facts.environments[transaction]!,
      host: resource['host.name'] ?? resource['host.id'] ?? '',
      sampleRate: facts.sampleRate[span]!,
      layers: layersOf(parts, transaction * LAYER_NAMES.length),
      queries: calls[Layer.db]!,
      cacheCalls: calls[Layer.cache]!,
      httpCalls: calls[Layer.http]!,
      spans: rows.length,
      queueWait: queueWait(facts, root),
      attempts: attemptOf(details),
    });
  }
  return found;
}

/** Written out: to make it of names and values was half of the time of a row. */
function layersOf(parts: Float64Array, from: number): Record<LayerName, Nanoseconds> {
  return {
    app: parts[from + Layer.app]!,
    db: parts[from + Layer.db]!,
    cache: parts[from + Layer.cache]!,
    view: parts[from + Layer.view]!,
    http: parts[from + Layer.http]!,
    queue: parts[from + Layer.queue]!,
    other: parts[from + Layer.other]!,
  };
}

function kindOf(kind: number): number {
  if (kind === SpanKind.server) return TransactionKind.request;
  return kind === SpanKind.consumer ? TransactionKind.job : TransactionKind.other;
}

/** From sending a message to the begin of the work on it; 0 where clocks disagree or it is no message. */
function queueWait({ tree, spans }: TraceFacts, root: number): number {
  const sender = tree.parent[root]!;
  if (sender === -1 || spans.kind[tree.order[root]!] !== SpanKind.consumer) return 0;
  return Math.max(0, tree.start[root]! - tree.start[sender]!);
}

/** Which try of its work this is, from 1; 0 where nobody says so. Celery counts those before it, and says nothing of none. */
function attemptOf(details: Readonly<Record<string, string>>): number {
  const retries = smallNumber(details['celery.retries']);
  if (retries > 0) return retries + 1;
  return smallNumber(details['messaging.message.delivery_attempt'] ?? details['job.attempt']);
}

function smallNumber(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isInteger(number) && number >= 0 && number <= 0xffff ? number : 0;
}
