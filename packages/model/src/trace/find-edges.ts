/**
 * Who called whom in a trace: between services, and from a service to databases, caches, queues and hosts that send no
 * spans of their own.
 */
import { Layer, SpanKind, StatusCode } from '../event-codes.ts';
import type { Nanoseconds, StringIndex } from '../units.ts';
import type { Row, TraceTree } from './build-tree.ts';
import type { Transactions } from './find-transactions.ts';
import { Scratch } from './scratch.ts';
import type { SpanColumns } from './span-columns.ts';

const SCRATCH = new Scratch();

export type EdgeTarget = 'service' | 'database' | 'cache' | 'queue' | 'host';

export interface ServiceEdge {
  /** Service that called. */
  from: StringIndex;
  target: EdgeTarget;
  /** Service that was called; for other targets their name, -1 where the sender did not say. */
  to: StringIndex;
  /** The caller's span, or the parent where the sender has no span for the call. */
  caller: Row;
  /** Where the called service's transaction begins; -1 for a target without spans. */
  callee: Row;
  failed: boolean;
  /** As the caller saw it. */
  duration: Nanoseconds;
  /** Of a message: from its sending to the begin of its processing; 0 where clocks disagree. Else -1. */
  queueWait: Nanoseconds;
}

export interface EdgeColumns extends Pick<SpanColumns, 'service' | 'kind' | 'status' | 'layer'> {
  /** What was called: host, database or destination; -1 where unknown. */
  readonly peer?: ArrayLike<StringIndex>;
}

export function findEdges(tree: TraceTree, transactions: Transactions, spans: EdgeColumns): ServiceEdge[] {
  const edges: ServiceEdge[] = [];
  const isAnswered = SCRATCH.uint8(0, tree.count).fill(0, 0, tree.count);
  for (const callee of transactions.root) {
    const caller = tree.parent[callee]!;
    if (caller === -1) continue;
    isAnswered[caller] = 1;
    const callerSpan = tree.order[caller]!;
    const calleeSpan = tree.order[callee]!;
    const isMessage = spans.kind[calleeSpan] === SpanKind.consumer;
    edges.push({
      from: spans.service[callerSpan]!,
      target: 'service',
      to: spans.service[calleeSpan]!,
      caller,
      callee,
      failed: hasFailed(spans, calleeSpan) || (isCall(spans, callerSpan) && hasFailed(spans, callerSpan)),
      duration: isCall(spans, callerSpan) ? length(tree, caller) : length(tree, callee),
      queueWait: isMessage ? Math.max(0, tree.start[callee]! - tree.start[caller]!) : -1,
    });
  }
  for (let row = 0; row < tree.count; row++) {
    const span = tree.order[row]!;
    const target = targetOf(spans, span);
    if (target === undefined || isAnswered[row] === 1) continue;
    // A driver's span beneath an ORM's is the same call; the inner one is nearer to the wire.
    const child = row + 1;
    if (child < tree.subtreeEnd[row]! && targetOf(spans, tree.order[child]!) === target) continue;
    edges.push({
      from: spans.service[span]!,
      target,
      to: spans.peer?.[span] ?? -1,
      caller: row,
      callee: -1,
      failed: hasFailed(spans, span),
      duration: length(tree, row),
      queueWait: -1,
    });
  }
  return inOrder(edges) ? edges : edges.sort(byCaller);
}

function byCaller(a: ServiceEdge, b: ServiceEdge): number {
  return a.caller - b.caller || a.callee - b.callee;
}

/** Mostly they are: to see that costs less than a sort. */
function inOrder(edges: readonly ServiceEdge[]): boolean {
  for (let at = 1; at < edges.length; at++) if (byCaller(edges[at - 1]!, edges[at]!) > 0) return false;
  return true;
}

function targetOf(spans: EdgeColumns, span: number): Exclude<EdgeTarget, 'service'> | undefined {
  const layer = spans.layer[span];
  if (layer === Layer.db) return 'database';
  if (layer === Layer.cache) return 'cache';
  if (spans.kind[span] === SpanKind.producer) return 'queue';
  if (spans.kind[span] !== SpanKind.client) return undefined;
  return layer === Layer.queue ? 'queue' : 'host';
}

function isCall(spans: EdgeColumns, span: number): boolean {
  return spans.kind[span] === SpanKind.client || spans.kind[span] === SpanKind.producer;
}

function hasFailed(spans: EdgeColumns, span: number): boolean {
  return spans.status[span] === StatusCode.error;
}

function length(tree: TraceTree, row: Row): Nanoseconds {
  return tree.end[row]! - tree.start[row]!;
}
