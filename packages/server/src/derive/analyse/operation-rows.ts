import { type Row, rowsOf, StatusCode } from '@tracebin/model';
import type { OperationRow } from './derived-rows.ts';
import { durationStep } from './duration-step.ts';
import type { Statement, Statements } from './statements.ts';
import { durationOf, isCall, placeOf, type TraceFacts, targetOf } from './trace-facts.ts';

export function operationRows(facts: TraceFacts, statements: Statements): OperationRow[] {
  const found: OperationRow[] = [];
  for (let transaction = 0; transaction < facts.transactions.count; transaction++) {
    const groups: { statement: Statement; target: string; rows: Row[] }[] = [];
    const groupOf = new Map<string, Map<string, Row[]>>();
    for (const row of rowsOf(facts.transactions, transaction)) {
      if (!isCall(facts, row)) continue;
      const span = facts.tree.order[row]!;
      const statement = statements.of(facts, span);
      const target = targetOf(facts, span);
      let ofTarget = groupOf.get(target);
      if (ofTarget === undefined) {
        ofTarget = new Map();
        groupOf.set(target, ofTarget);
      }
      const known = ofTarget.get(statement.fingerprint);
      if (known !== undefined) {
        known.push(row);
        continue;
      }
      const rows = [row];
      ofTarget.set(statement.fingerprint, rows);
      groups.push({ statement, target, rows });
    }
    for (const { statement, target, rows } of groups) {
      found.push(operationRow(facts, transaction, statement, target, rows));
    }
  }
  return found;
}

function operationRow(
  facts: TraceFacts,
  transaction: number,
  statement: Statement,
  target: string,
  rows: readonly Row[],
): OperationRow {
  const { tree, spans, attributes } = facts;
  const root = tree.order[facts.transactions.root[transaction]!]!;
  const first = tree.order[rows[0]!]!;
  const details = attributes[first]!;
  let total = 0;
  let slowest = rows[0]!;
  let returned = 0;
  let errors = 0;
  const steps = new Map<number, number>();
  for (const row of rows) {
    const span = tree.order[row]!;
    const duration = durationOf(facts, row);
    total += duration;
    if (duration > durationOf(facts, slowest)) slowest = row;
    const step = durationStep(duration);
    steps.set(step, (steps.get(step) ?? 0) + 1);
    returned += Math.max(0, Number(attributes[span]!['db.response.returned_rows'] ?? 0));
    if (spans.status[span] === StatusCode.error) errors++;
  }
  return {
    bin: facts.bin,
    traceId: facts.traceId,
    expiresAt: facts.expiresAt,
    time: facts.start + BigInt(spans.start[root]!),
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
    durations: [...steps.keys()],
    durationCalls: [...steps.values()],
    rows: returned,
    errors,
    place: placeOf(facts, rows),
    sampleRate: facts.sampleRate[root]!,
  };
}
