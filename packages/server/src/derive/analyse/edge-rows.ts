import { type EdgeTarget, findEdges, Layer, type ServiceEdge } from '@tracebin/model';
import type { EdgeRow } from './derived-rows.ts';
import { durationStep } from './duration-step.ts';
import { type TraceFacts, targetOf } from './trace-facts.ts';

const KINDS: Record<EdgeTarget, EdgeRow['toKind']> = {
  service: 'service',
  database: 'db',
  cache: 'cache',
  queue: 'queue',
  host: 'host',
};

interface Call {
  from: string;
  kind: EdgeRow['toKind'];
  to: string;
  failed: boolean;
  duration: number;
  sampleRate: number;
}

/**
 * Who called whom, summed up over the trace. A message goes two ways: to its queue, and from there, as a delivery that
 * takes as long as the message waited, to the service that works on it.
 */
export function edgeRows(facts: TraceFacts): EdgeRow[] {
  const found = new Map<string, { row: EdgeRow; steps: Map<number, number> }>();
  for (const call of callsOf(facts)) {
    const key = `${call.from}\0${call.kind}\0${call.to}`;
    let edge = found.get(key);
    if (edge === undefined) {
      edge = { row: emptyRow(facts, call), steps: new Map() };
      found.set(key, edge);
    }
    const { row, steps } = edge;
    row.calls++;
    if (call.failed) row.errors++;
    row.total += call.duration;
    row.max = Math.max(row.max, call.duration);
    const step = durationStep(call.duration);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return [...found.values()].map(({ row, steps }) => ({
    ...row,
    durations: [...steps.keys()],
    durationCalls: [...steps.values()],
  }));
}

function* callsOf(facts: TraceFacts): Generator<Call> {
  const { tree, transactions, spans, strings, sampleRate } = facts;
  const sent = new Set<number>();
  for (const edge of findEdges(tree, transactions, spans)) {
    const caller = tree.order[edge.caller]!;
    const call = {
      from: strings[edge.from]!,
      kind: KINDS[edge.target],
      to: edge.target === 'service' ? strings[edge.to]! : nameOf(facts, caller),
      failed: edge.failed,
      duration: edge.duration,
      sampleRate: sampleRate[caller]!,
    };
    if (edge.queueWait === -1) {
      yield call;
      continue;
    }
    const queue = queueOf(facts, edge);
    // One message may go to several who work on it; it is sent once.
    if (!sent.has(caller)) {
      const length = tree.end[edge.caller]! - tree.start[edge.caller]!;
      yield { ...call, kind: 'queue', to: queue, failed: false, duration: length };
    }
    sent.add(caller);
    yield { ...call, from: queue, kind: 'delivery', duration: edge.queueWait };
  }
}

function emptyRow(facts: TraceFacts, { from, kind, to, sampleRate }: Call): EdgeRow {
  return {
    bin: facts.bin,
    traceId: facts.traceId,
    expiresAt: facts.expiresAt,
    time: facts.start,
    fromService: from,
    toName: to,
    toKind: kind,
    calls: 0,
    errors: 0,
    total: 0,
    max: 0,
    durations: [],
    durationCalls: [],
    sampleRate,
  };
}

function nameOf(facts: TraceFacts, span: number): string {
  const target = targetOf(facts, span);
  if (target !== '') return target;
  return facts.strings[facts.spans.name[span]!]!;
}

/** The destination, as the one who works on the message names it, or the one who sent it. */
function queueOf(facts: TraceFacts, { caller, callee }: ServiceEdge): string {
  const [sender, worker] = [facts.tree.order[caller]!, facts.tree.order[callee]!];
  for (const span of [worker, sender]) {
    const destination = facts.attributes[span]!['messaging.destination.name'];
    if (destination !== undefined && destination !== '') return destination;
  }
  return facts.spans.layer[sender] === Layer.queue ? nameOf(facts, sender) : nameOf(facts, worker);
}
