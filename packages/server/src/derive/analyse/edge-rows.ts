import { type EdgeTarget, findEdges } from '@tracebin/model';
import type { EdgeRow } from './derived-rows.ts';
import { type TraceFacts, targetOf } from './trace-facts.ts';

const KINDS: Record<EdgeTarget, EdgeRow['toKind']> = {
  service: 'service',
  database: 'db',
  cache: 'cache',
  queue: 'queue',
  host: 'host',
};

/** Who called whom, summed up over the trace. */
export function edgeRows(facts: TraceFacts): EdgeRow[] {
  const { tree, transactions, spans, strings } = facts;
  const found = new Map<string, EdgeRow>();
  for (const edge of findEdges(tree, transactions, spans)) {
    const caller = tree.order[edge.caller]!;
    const fromService = strings[edge.from]!;
    const toKind = KINDS[edge.target];
    const toName = edge.target === 'service' ? strings[edge.to]! : nameOf(facts, caller);
    const key = `${fromService}\0${toKind}\0${toName}`;
    const failed = edge.failed ? 1 : 0;
    const known = found.get(key);
    if (known !== undefined) {
      known.calls++;
      known.errors += failed;
      known.total += edge.duration;
      known.max = Math.max(known.max, edge.duration);
      continue;
    }
    found.set(key, {
      bin: facts.bin,
      traceId: facts.traceId,
      expiresAt: facts.expiresAt,
      time: facts.start,
      fromService,
      toName,
      toKind,
      calls: 1,
      errors: failed,
      total: edge.duration,
      max: edge.duration,
      sampleRate: facts.sampleRate[caller]!,
    });
  }
  return [...found.values()];
}

function nameOf(facts: TraceFacts, span: number): string {
  const target = targetOf(facts, span);
  if (target !== '') return target;
  return facts.strings[facts.spans.name[span]!]!;
}
