import { type Row, rowsOf, StatusCode } from '@tracebin/model';
import type { OperationRow } from './derived-rows.ts';
import { countSteps, durationStep } from './duration-step.ts';
import type { Statement, Statements } from './statements.ts';
import { durationOf, isCall, placeOf, type TraceFacts, targetOf } from './trace-facts.ts';

/** Calls of one transaction that ask the same of the same. */
interface Group {
  statement: Statement;
  target: string;
  rows: Row[];
  /** Asks the same of another. */
  next: Group | undefined;
}

export function operationRows(facts: TraceFacts, statements: Statements): OperationRow[] {
  const found: OperationRow[] = [];
  for (let transaction = 0; transaction < facts.transactions.count; transaction++) {
    for (const group of groupsOf(facts, transaction, statements)) {
      found.push(operationRow(facts, transaction, group));
    }
  }
  return found;
}

function groupsOf(facts: TraceFacts, transaction: number, statements: Statements): Group[] {
  const groups: Group[] = [];
  let byFingerprint: Map<string, Group> | undefined;
  const rows = rowsOf(facts.transactions, transaction);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (!isCall(facts, row)) continue;
    const span = facts.tree.order[row]!;
    const statement = statements.of(facts, span);
    const target = targetOf(facts, span);
    byFingerprint ??= new Map();
    const first = byFingerprint.get(statement.fingerprint);
    let known = first;
    while (known !== undefined && known.target !== target) known = known.next;
    if (known !== undefined) {
      known.rows.push(row);
      continue;
    }
    const group = { statement, target, rows: [row], next: first };
    byFingerprint.set(statement.fingerprint, group);
    groups.push(group);
  }
  return groups;
}

function operationRow(
  facts: TraceFacts,
  transaction: number,
  { statement, target, rows }: Group,
): OperationRow {
  const { tree, spans, attributes } = facts;
  const root = tree.order[facts.transactions.root[transaction]!]!;
  const first = tree.order[rows[0]!]!;
  const details = attributes[first]!;
  let total = 0;
  let slowest = rows[0]!;
  let returned = 0;
  let errors = 0;
  const steps: number[] = [];
  for (const row of rows) {
    const span = tree.order[row]!;
    const duration = durationOf(facts, row);
    total += duration;
    if (duration > durationOf(facts, slowest)) slowest = row;
    steps.push(durationStep(duration));
    returned += Math.max(0, Number(attributes[span]!['db.response.returned_rows'] ?? 0));
    if (spans.status[span] === StatusCode.error) errors++;
  }
  const { durations, durationCalls } = countSteps(steps);
  return {
    bin: facts.bin,
    traceId: facts.traceId,
    expiresAt: facts.expiresAt,
    time: facts.times[transaction]!,
    spanId: spans.spanId[root]!,
    service: facts.services[transaction]!,
    transaction: facts.names[transaction]!,
    layer: spans.layer[first]!,
    system: details['db.system.name'] ?? details['messaging.system.name'] ?? details['rpc.system.name'] ?? '',
    target,
    fingerprint: statement.fingerprint,
    summary: statement.summary,
    statement: statement.text,
    calls: rows.length,
    total,
    max: durationOf(facts, slowest),
    maxSpanId: spans.spanId[tree.order[slowest]!]!,
    durations,
    durationCalls,
    rows: returned,
    errors,
    place: placeOf(facts, rows),
    environment: facts.environments[transaction]!,
    sampleRate: facts.sampleRate[root]!,
  };
}
