/** Work that repeats within a request: N+1, duplicates, calls one after another, and calls at once that wait for a limit. */
import {
  concurrencyOf,
  type FindingThresholds,
  findRepeats,
  Layer,
  queueOf,
  type Repeat,
  rowsOf,
  stableHash,
} from '@tracebin/model';
import type { OccurrenceRow } from './derived-rows.ts';
import { occurrence, surroundings } from './occurrence.ts';
import type { Statements } from './statements.ts';
import { durationOf, isCall, placeOf, type TraceFacts, targetOf, urlPathOf } from './trace-facts.ts';

const MAX_EVIDENCE_SPANS = 3;
/** Below two full rounds a number that ran at once is how many there were, not a limit. */
const MIN_ROUNDS = 2;
/** So much of the time the limit is reached. */
const MIN_FULL_SHARE = 0.7;
/** A statement that runs so often is no repeat that a test should fail for. */
const FEW_RUNS = 4;

export function repeatRows(
  facts: TraceFacts,
  statements: Statements,
  thresholds: FindingThresholds,
): OccurrenceRow[] {
  const bars = { minTime: thresholds.repeatMs * 1e6, minShare: thresholds.repeatPercent / 100 };
  const { tree, transactions, strings, spans } = facts;
  const queries = findRepeats(tree, transactions, strings, spans, {
    ...bars,
    minCount: thresholds.repeatCount,
  });
  const requests = findRepeats(tree, transactions, strings, spans, {
    ...bars,
    minCount: thresholds.sequentialCalls,
    layers: [Layer.http],
  }).filter(({ rows }) => rows.every((row) => isCall(facts, row)));
  const found: OccurrenceRow[] = [];
  for (const [repeats, oneByOne] of [
    [queries, undefined],
    [requests, 'sequential-calls'],
  ] as const) {
    for (const repeat of repeats) {
      if (repeat.kind !== 'fan-out')
        found.push(repeatRow(facts, statements, repeat, oneByOne ?? repeat.kind));
      else found.push(...limitRows(facts, statements, repeat, thresholds.fanOutCalls));
    }
  }
  return found;
}

function repeatRow(facts: TraceFacts, statements: Statements, repeat: Repeat, kind: string): OccurrenceRow {
  const { count, time, overlap, members, rows } = repeat;
  return {
    ...patternRow(facts, repeat, kind),
    // One round would remain.
    lost: Math.round(time - time / count),
    evidence: {
      rounds: count,
      overlap: Math.round(overlap * 1000) / 1000,
      members: members.map(({ statement, perRound }) => ({ statement, perRound })),
      ...patternEvidence(facts, statements, repeat),
      spanIds: spanIdsOf(facts, rows),
    },
  };
}

/** Calls that were started at once, of which never more than a few ran: they wait for a pool, or for sockets. */
function limitRows(
  facts: TraceFacts,
  statements: Statements,
  repeat: Repeat,
  minCalls: number,
): OccurrenceRow[] {
  const limit = repeat.rows.length < minCalls ? undefined : limitOf(facts, repeat);
  if (limit === undefined) return [];
  const { lost, ...measured } = limit;
  return [
    {
      ...patternRow(facts, repeat, 'fan-out'),
      lost: Math.round(Math.max(0, lost)),
      evidence: {
        ...measured,
        target: targetOf(facts, facts.tree.order[repeat.rows[0]!]!),
        ...patternEvidence(facts, statements, repeat),
        spanIds: spanIdsOf(facts, repeat.rows),
      },
    },
  ];
}

function limitOf({ tree }: TraceFacts, { rows }: Repeat) {
  const { most, share, time, longest } = concurrencyOf(tree, rows);
  if (most >= 2 && rows.length >= MIN_ROUNDS * most && share >= MIN_FULL_SHARE)
    // All at once would have taken as long as the longest of them.
    return { limit: most, full: Math.round(share * 1000) / 1000, longest, lost: time - longest };
  const queue = queueOf(tree, rows);
  if (queue === undefined) return undefined;
  // The wait is inside the spans: all at once would have taken as long as the one that did not wait.
  return { shortest: queue.shortest, longest: queue.longest, lost: queue.time - queue.shortest };
}

function patternRow(facts: TraceFacts, { transaction, key, members, rows }: Repeat, kind: string) {
  return {
    ...occurrence(facts, transaction),
    key: stableHash(`${kind}\0${key}`),
    kind,
    statement: members.map(({ statement }) => statement).join(';\n'),
    count: rows.length,
    // Of the statement that is named first, if an agent has looked where that is asked.
    place: placeOf(
      facts,
      members.flatMap((member) => member.rows),
    ),
  };
}

function patternEvidence(facts: TraceFacts, statements: Statements, { transaction, time, members }: Repeat) {
  const root = rowsOf(facts.transactions, transaction)[0]!;
  return {
    time,
    duration: durationOf(facts, root),
    urlPath: urlPathOf(facts, root),
    queriesOnce: queriesOnce(facts, statements, transaction),
    path: members[0]!.path.map((name) => facts.strings[name]!),
    ...surroundings(facts, transaction),
  };
}

function spanIdsOf({ tree, spans }: TraceFacts, rows: readonly number[]): string[] {
  return rows.slice(0, MAX_EVIDENCE_SPANS).map((row) => spans.spanId[tree.order[row]!]!);
}

/** Queries of a transaction if each of its statements ran once, apart from those that ran a few times. */
function queriesOnce(facts: TraceFacts, statements: Statements, transaction: number): number {
  const runs = new Map<string, number>();
  for (const row of rowsOf(facts.transactions, transaction)) {
    const span = facts.tree.order[row]!;
    if (facts.spans.layer[span] !== Layer.db || !isCall(facts, row)) continue;
    const { fingerprint } = statements.of(facts, span);
    runs.set(fingerprint, (runs.get(fingerprint) ?? 0) + 1);
  }
  let sum = 0;
  for (const count of runs.values()) sum += count > FEW_RUNS ? 1 : count;
  return sum;
}
