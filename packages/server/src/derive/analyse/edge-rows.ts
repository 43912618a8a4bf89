import { type EdgeTarget, findEdges, Layer, type ServiceEdge } from '@tracebin/model';
import type { EdgeRow } from './derived-rows.ts';
import { countSteps, durationStep } from './duration-step.ts';
import { type TraceFacts, targetOf } from './trace-facts.ts';

const KINDS: Record<EdgeTarget, EdgeRow['toKind']> = {
  service: 'service',
  database: 'db',
  cache: 'cache',
  queue: 'queue',
  host: 'host',
};

/** Calls along one edge. */
interface Edge {
  from: string;
  kind: EdgeRow['toKind'];
  to: string;
  environment: string;
  sampleRate: number;
  calls: number;
  errors: number;
  total: number;
  max: number;
  steps: number[];
  /** Goes to something of the same name. */
  next: Edge | undefined;
}

/**
 * Who called whom, summed up over the trace. A message goes two ways: to its queue, and from there, as a delivery that
 * takes as long as the message waited, to the service that works on it. A call belongs to the environment of the one who
 * calls, a delivery to that of the one who gets it: what runs in several is counted once.
 */
export function edgeRows(facts: TraceFacts): EdgeRow[] {
  const { tree, transactions, spans, strings, sampleRate } = facts;
  const edges = new Edges();
  let sent: Set<number> | undefined;
  for (const edge of findEdges(tree, transactions, spans)) {
    const caller = tree.order[edge.caller]!;
    const rate = sampleRate[caller]!;
    const from = strings[edge.from]!;
    const environment = facts.environments[transactions.of[edge.caller]!]!;
    const to = edge.target === 'service' ? strings[edge.to]! : nameOf(facts, caller);
    if (edge.queueWait === -1) {
      edges.add(from, KINDS[edge.target], to, environment, rate, edge.duration, edge.failed);
      continue;
    }
    const queue = queueOf(facts, edge);
    sent ??= new Set();
    // One message may go to several who work on it; it is sent once.
    if (!sent.has(caller)) {
      const length = tree.end[edge.caller]! - tree.start[edge.caller]!;
      edges.add(from, 'queue', queue, environment, rate, length, false);
    }
    sent.add(caller);
    const worksIn = facts.environments[transactions.of[edge.callee]!]!;
    edges.add(queue, 'delivery', to, worksIn, rate, edge.queueWait, edge.failed);
  }
  return edges.all.map((edge) => edgeRow(facts, edge));
}

class Edges {
  readonly all: Edge[] = [];
  readonly #byName = new Map<string, Edge>();

  add(
    from: string,
    kind: EdgeRow['toKind'],
    to: string,
    environment: string,
    sampleRate: number,
    duration: number,
    failed: boolean,
  ): void {
    const first = this.#byName.get(to);
    let edge = first;
    while (
      edge !== undefined &&
      (edge.from !== from || edge.kind !== kind || edge.environment !== environment)
    )
      edge = edge.next;
    if (edge === undefined) {
      edge = {
        from,
        kind,
        to,
        environment,
        sampleRate,
        calls: 0,
        errors: 0,
        total: 0,
        max: 0,
        steps: [],
        next: first,
      };
      this.#byName.set(to, edge);
      this.all.push(edge);
    }
    edge.calls++;
    if (failed) edge.errors++;
    edge.total += duration;
    edge.max = Math.max(edge.max, duration);
    edge.steps.push(durationStep(duration));
  }
}

function edgeRow(facts: TraceFacts, edge: Edge): EdgeRow {
  const { durations, durationCalls } = countSteps(edge.steps);
  return {
    bin: facts.bin,
    traceId: facts.traceId,
    expiresAt: facts.expiresAt,
    time: facts.start,
    fromService: edge.from,
    toName: edge.to,
    toKind: edge.kind,
    environment: edge.environment,
    calls: edge.calls,
    errors: edge.errors,
    total: edge.total,
    max: edge.max,
    durations,
    durationCalls,
    sampleRate: edge.sampleRate,
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
