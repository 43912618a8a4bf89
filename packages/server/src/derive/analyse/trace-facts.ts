/** A trace with everything that the row makers share, worked out once. */
import {
  buildTree,
  findTransactions,
  Layer,
  type Row,
  rowsOf,
  type SpanIndex,
  SpanKind,
  type TraceTree,
  type Transactions,
} from '@tracebin/model';
import type { CodePlace } from './derived-rows.ts';
import type { SpanDetails, TraceSpans } from './trace-spans.ts';
import { transactionName } from './transaction-name.ts';

export interface TraceFacts extends TraceSpans {
  tree: TraceTree;
  transactions: Transactions;
  /** By transaction. */
  names: string[];
  services: string[];
  /** By transaction: where its first span ran; empty where the sender names none. */
  environments: string[];
  /** By transaction: when it began, nanoseconds since the epoch. */
  times: bigint[];
  /** By row: 1 where it is a call, see `isCall`. */
  calls: Uint8Array;
}

export function factsOfTrace(trace: TraceSpans): TraceFacts {
  const tree = buildTree(trace.spans);
  const transactions = findTransactions(tree, trace.spans);
  const names: string[] = [];
  const services: string[] = [];
  const environments: string[] = [];
  const times: bigint[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const root = tree.order[transactions.root[transaction]!]!;
    names.push(transactionName(trace, tree, rowsOf(transactions, transaction)));
    services.push(trace.strings[trace.spans.service[root]!]!);
    environments.push(trace.resource[root]!['deployment.environment.name'] ?? '');
    times.push(trace.start + BigInt(trace.spans.start[root]!));
  }
  return {
    ...trace,
    tree,
    transactions,
    names,
    services,
    environments,
    times,
    calls: callsOf(trace, tree),
  };
}

function callsOf(trace: TraceSpans, tree: TraceTree): Uint8Array {
  const calls = new Uint8Array(tree.count);
  for (let row = 0; row < tree.count; row++) if (makesCall(trace, tree, row)) calls[row] = 1;
  return calls;
}

export function durationOf({ tree }: TraceFacts, row: Row): number {
  return tree.end[row]! - tree.start[row]!;
}

/**
 * A call that leaves the process, once: of an ORM's span over a driver's the inner one is nearer to the wire, and taking
 * a connection from the pool is no call.
 */
export function isCall({ calls }: TraceFacts, row: Row): boolean {
  return calls[row] === 1;
}

function makesCall(trace: TraceSpans, tree: TraceTree, row: Row): boolean {
  const { spans, strings, attributes } = trace;
  const span = tree.order[row]!;
  const layer = spans.layer[span]!;
  if (!isCallLayer(trace, span)) return false;
  const child = row + 1;
  if (child < tree.subtreeEnd[row]!) {
    const childSpan = tree.order[child]!;
    if (spans.layer[childSpan] === layer && isCallLayer(trace, childSpan)) return false;
  }
  if (layer !== Layer.db) return true;
  const details = attributes[span]!;
  return hasStatement(details) || !/connect|\bpool\b|acquire/i.test(strings[spans.name[span]!]!);
}

function isCallLayer({ spans }: TraceSpans, span: SpanIndex): boolean {
  const kind = spans.kind[span];
  switch (spans.layer[span]) {
    case Layer.db:
    case Layer.cache:
      return kind !== SpanKind.server && kind !== SpanKind.consumer;
    case Layer.http:
      return kind === SpanKind.client;
    case Layer.queue:
      return kind === SpanKind.producer || kind === SpanKind.client;
    default:
      return false;
  }
}

function hasStatement(details: SpanDetails): boolean {
  return (
    details['db.query.text'] !== undefined ||
    details['db.operation.name'] !== undefined ||
    details['db.collection.name'] !== undefined ||
    details['db.query.summary'] !== undefined
  );
}

/** Where in the code a call was made, of the first span that says so: agents look only when something repeats. */
export function placeOf({ tree, attributes }: TraceFacts, rows: Iterable<Row>): CodePlace {
  for (const row of rows) {
    const details = attributes[tree.order[row]!]!;
    const file = details['code.file.path'];
    if (file === undefined || file === '') continue;
    return {
      file,
      line: Number(details['code.line.number'] ?? 0),
      function: details['code.function.name'] ?? '',
    };
  }
  return { file: '', line: 0, function: '' };
}

/** What a call went to: a database, a host, a destination. */
export function targetOf({ spans, attributes }: TraceSpans, span: SpanIndex): string {
  const details = attributes[span]!;
  switch (spans.layer[span]) {
    case Layer.db:
    case Layer.cache:
      return details['db.namespace'] ?? details['server.address'] ?? details['db.system.name'] ?? '';
    case Layer.queue:
      return details['messaging.destination.name'] ?? details['messaging.system.name'] ?? '';
    default:
      return details['server.address'] ?? hostOf(details['url.full']) ?? details['peer.service'] ?? '';
  }
}

/** What a request asked for, without its query; empty where it is not known. */
export function urlPathOf({ tree, attributes }: TraceFacts, row: Row): string {
  const details = attributes[tree.order[row]!]!;
  const path = details['url.path'] ?? /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(details['url.full'] ?? '')?.[1];
  return path ?? '';
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1];
}
