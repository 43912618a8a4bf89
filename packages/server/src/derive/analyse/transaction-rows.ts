import {
  LAYER_NAMES,
  Layer,
  type LayerName,
  layerBreakdown,
  rowsOf,
  SpanKind,
  StatusCode,
} from '@tracebin/model';
import { TransactionKind, type TransactionRow } from './derived-rows.ts';
import { durationOf, isCall, type TraceFacts } from './trace-facts.ts';

export function transactionRows(facts: TraceFacts): TransactionRow[] {
  const { tree, transactions, spans } = facts;
  const parts = layerBreakdown(tree, transactions, spans.layer);
  return Array.from({ length: transactions.count }, (_, transaction) => {
    const rows = rowsOf(transactions, transaction);
    const root = rows[0]!;
    const span = tree.order[root]!;
    const details = facts.attributes[span]!;
    const resource = facts.resource[span]!;
    const calls = new Array<number>(LAYER_NAMES.length).fill(0);
    for (const row of rows) if (isCall(facts, row)) calls[spans.layer[tree.order[row]!]!]!++;
    const httpStatus = smallNumber(details['http.response.status_code']);
    return {
      bin: facts.bin,
      traceId: facts.traceId,
      expiresAt: facts.expiresAt,
      time: facts.start + BigInt(spans.start[span]!),
      spanId: spans.spanId[span]!,
      duration: durationOf(facts, root),
      service: facts.services[transaction]!,
      name: facts.names[transaction]!,
      kind: kindOf(spans.kind[span]!),
      error: spans.status[span] === StatusCode.error || httpStatus >= 500,
      httpStatus,
      version: resource['service.version'] ?? '',
      environment: resource['deployment.environment.name'] ?? '',
      host: resource['host.name'] ?? resource['host.id'] ?? '',
      sampleRate: facts.sampleRate[span]!,
      layers: Object.fromEntries(
        LAYER_NAMES.map((name, layer) => [name, parts[transaction * LAYER_NAMES.length + layer]!]),
      ) as Record<LayerName, number>,
      queries: calls[Layer.db]!,
      cacheCalls: calls[Layer.cache]!,
      httpCalls: calls[Layer.http]!,
      spans: rows.length,
      queueWait: queueWait(facts, root),
      attempts: smallNumber(details['messaging.message.delivery_attempt'] ?? details['job.attempts']),
    };
  });
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

function smallNumber(text: string | undefined): number {
  const number = Number(text ?? 0);
  return Number.isInteger(number) && number >= 0 && number <= 0xffff ? number : 0;
}
