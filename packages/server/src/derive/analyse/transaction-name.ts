import { type Row, SpanKind, type TraceTree } from '@tracebin/model';
import type { TraceSpans } from './trace-spans.ts';

/** Instrumentations without a framework name a request by its method only. */
const METHOD_ONLY = /^(HTTP )?[A-Z]+$/;

/**
 * The name of a transaction. Where that says no more than a method, the route tells more: that of the request's own
 * span, or else the longest that a framework has written on its spans inside (a router in a router has a part of it).
 *
 * @param rows of the transaction, its root first
 */
export function transactionName(trace: TraceSpans, tree: TraceTree, rows: Int32Array): string {
  const root = tree.order[rows[0]!]!;
  const name = trace.strings[trace.spans.name[root]!]!;
  if (!METHOD_ONLY.test(name)) return name;
  const route = trace.attributes[root]!['http.route'] || routeInside(trace, tree, rows);
  return route === '' ? name : `${name.replace('HTTP ', '')} ${route}`;
}

function routeInside({ spans, attributes }: TraceSpans, tree: TraceTree, rows: Int32Array): string {
  let longest = '';
  rows.forEach((row: Row) => {
    const span = tree.order[row]!;
    const route = attributes[span]!['http.route'] ?? '';
    if (spans.kind[span] === SpanKind.internal && route.length > longest.length) longest = route;
  });
  return longest;
}
