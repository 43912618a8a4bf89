/**
 * What is found in single traces. What needs the history of an endpoint (a slower version, a new error) is found when
 * findings are asked for.
 */
import { findRepeats, Layer, type Repeat, rowsOf, SpanKind, stableHash } from '@tracebin/model';
import type { OccurrenceRow } from './derived-rows.ts';
import type { Statements } from './statements.ts';
import { durationOf, isCall, placeOf, type TraceFacts, targetOf } from './trace-facts.ts';

/** docs/reference/findings.md gives the reasons. */
const MIN_SEQUENTIAL_CALLS = 3;
const SLOW_QUERY_NANOS = 500_000_000;
const LONG_WAIT_NANOS = 1_000_000_000;
const MAX_EVIDENCE_SCOPES = 10;
const MAX_EVIDENCE_SPANS = 3;

export function findingRows(facts: TraceFacts, statements: Statements): OccurrenceRow[] {
  return [
    ...repeatedQueries(facts),
    ...sequentialCalls(facts),
    ...slowQueries(facts, statements),
    ...longWaits(facts),
  ];
}

function repeatedQueries(facts: TraceFacts): OccurrenceRow[] {
  return findRepeats(facts.tree, facts.transactions, facts.strings, facts.spans)
    .filter(({ kind }) => kind !== 'fan-out')
    .map((repeat) => repeatRow(facts, repeat, repeat.kind));
}

function sequentialCalls(facts: TraceFacts): OccurrenceRow[] {
  const options = { layers: [Layer.http], minCount: MIN_SEQUENTIAL_CALLS };
  return findRepeats(facts.tree, facts.transactions, facts.strings, facts.spans, options)
    .filter(({ kind, rows }) => kind !== 'fan-out' && rows.every((row) => isCall(facts, row)))
    .map((repeat) => repeatRow(facts, repeat, 'sequential-calls'));
}

function repeatRow(facts: TraceFacts, repeat: Repeat, kind: string): OccurrenceRow {
  const { strings, spans, tree } = facts;
  const { transaction, rows, count, time, overlap, members } = repeat;
  const duration = durationOf(facts, facts.transactions.root[transaction]!);
  return {
    ...occurrence(facts, transaction),
    key: stableHash(`${kind}\0${repeat.key}`),
    kind,
    statement: members.map(({ statement }) => statement).join(';\n'),
    count: rows.length,
    // One round would remain.
    lost: Math.round(time - time / count),
    place: placeOf(facts, rows),
    evidence: {
      rounds: count,
      time,
      duration,
      overlap: Math.round(overlap * 1000) / 1000,
      path: members[0]!.path.map((name) => strings[name]!),
      members: members.map(({ statement, perRound }) => ({ statement, perRound })),
      spanIds: rows.slice(0, MAX_EVIDENCE_SPANS).map((row) => spans.spanId[tree.order[row]!]!),
      ...surroundings(facts, transaction),
    },
  };
}

function slowQueries(facts: TraceFacts, statements: Statements): OccurrenceRow[] {
  const { tree, spans, transactions } = facts;
  const found = new Map<string, { row: number; transaction: number; count: number; time: number }>();
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    for (const row of rowsOf(transactions, transaction)) {
      const time = durationOf(facts, row);
      if (time < SLOW_QUERY_NANOS || spans.layer[tree.order[row]!] !== Layer.db || !isCall(facts, row))
        continue;
      const key = `${transaction} ${statements.of(facts, tree.order[row]!).fingerprint}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { row, transaction, count: 1, time });
      else {
        known.count++;
        known.time += time;
        if (time > durationOf(facts, known.row)) known.row = row;
      }
    }
  }
  return [...found.values()].map(({ row, transaction, count, time }) => {
    const span = tree.order[row]!;
    const statement = statements.of(facts, span);
    const own = occurrence(facts, transaction);
    return {
      ...own,
      key: stableHash(['slow-query', own.service, own.transaction, statement.fingerprint].join('\0')),
      kind: 'slow-query',
      statement: statement.text,
      count,
      lost: time,
      place: placeOf(facts, [row]),
      evidence: {
        time: durationOf(facts, row),
        duration: durationOf(facts, transactions.root[transaction]!),
        target: targetOf(facts, span),
        spanIds: [spans.spanId[span]!],
        ...surroundings(facts, transaction),
      },
    };
  });
}

/** Jobs that waited longer than they ran. */
function longWaits(facts: TraceFacts): OccurrenceRow[] {
  const { tree, spans, transactions } = facts;
  const found: OccurrenceRow[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const root = transactions.root[transaction]!;
    const sender = tree.parent[root]!;
    if (sender === -1 || spans.kind[tree.order[root]!] !== SpanKind.consumer) continue;
    const wait = tree.start[root]! - tree.start[sender]!;
    const run = durationOf(facts, root);
    if (wait < LONG_WAIT_NANOS || wait <= run) continue;
    const own = occurrence(facts, transaction);
    found.push({
      ...own,
      key: stableHash(['queue-wait', own.service, own.transaction].join('\0')),
      kind: 'queue-wait',
      statement: '',
      count: 1,
      lost: wait,
      place: placeOf(facts, [root]),
      evidence: { wait, run, spanIds: [spans.spanId[tree.order[root]!]!] },
    });
  }
  return found;
}

function occurrence(facts: TraceFacts, transaction: number) {
  const root = facts.tree.order[facts.transactions.root[transaction]!]!;
  return {
    bin: facts.bin,
    traceId: facts.traceId,
    expiresAt: facts.expiresAt,
    time: facts.start + BigInt(facts.spans.start[root]!),
    spanId: facts.spans.spanId[root]!,
    service: facts.services[transaction]!,
    transaction: facts.names[transaction]!,
    sampleRate: facts.sampleRate[root]!,
  };
}

/** From what it can be told which framework is at hand. */
function surroundings(facts: TraceFacts, transaction: number): { scopes: string[]; language: string } {
  const scopes = new Set<string>();
  const rows = rowsOf(facts.transactions, transaction);
  for (const row of rows) {
    const scope = facts.scope[facts.tree.order[row]!]!;
    if (scope !== '') scopes.add(scope);
    if (scopes.size === MAX_EVIDENCE_SCOPES) break;
  }
  const root = facts.tree.order[rows[0]!]!;
  return { scopes: [...scopes], language: facts.resource[root]!['telemetry.sdk.language'] ?? '' };
}
