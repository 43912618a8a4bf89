/** Single things that took long: a query, a stretch that no span explains, a wait in a queue. */
import { type FindingThresholds, findGaps, Layer, rowsOf, SpanKind, stableHash } from '@tracebin/model';
import type { OccurrenceRow } from './derived-rows.ts';
import { occurrence, surroundings } from './occurrence.ts';
import type { Statements } from './statements.ts';
import { durationOf, isCall, placeOf, type TraceFacts, targetOf } from './trace-facts.ts';

export function slowQueryRows(
  facts: TraceFacts,
  statements: Statements,
  { slowQueryMs }: FindingThresholds,
): OccurrenceRow[] {
  const { tree, spans, transactions } = facts;
  const found = new Map<string, { row: number; transaction: number; count: number; time: number }>();
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    for (const row of rowsOf(transactions, transaction)) {
      const time = durationOf(facts, row);
      if (time < slowQueryMs * 1e6 || spans.layer[tree.order[row]!] !== Layer.db || !isCall(facts, row))
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

export function gapRows(facts: TraceFacts, { gapMs, gapPercent }: FindingThresholds): OccurrenceRow[] {
  const { tree, spans, strings, transactions } = facts;
  const nameOf = (row: number): string => (row === -1 ? '' : strings[spans.name[tree.order[row]!]!]!);
  const bars = { minTime: gapMs * 1e6, minShare: gapPercent / 100 };
  // Somebody waits for a request or a job; a program's own main span may sleep as it likes.
  const isWaitedFor = (transaction: number): boolean => {
    const kind = spans.kind[tree.order[transactions.root[transaction]!]!];
    return kind === SpanKind.server || kind === SpanKind.consumer;
  };
  const gaps = findGaps(tree, transactions, spans, bars).filter(({ transaction }) =>
    isWaitedFor(transaction),
  );
  return gaps.map(({ transaction, row, start, end, before, after }) => {
    const own = occurrence(facts, transaction);
    const path: string[] = [];
    for (let at = row; at !== transactions.root[transaction]; at = tree.parent[at]!) path.unshift(nameOf(at));
    path.unshift(own.transaction);
    return {
      ...own,
      key: stableHash(['gap', own.service, ...path, nameOf(before), nameOf(after)].join('\0')),
      kind: 'gap',
      statement: '',
      count: 1,
      lost: end - start,
      place: placeOf(facts, [row]),
      evidence: {
        time: end - start,
        duration: durationOf(facts, transactions.root[transaction]!),
        path,
        after: nameOf(before),
        before: nameOf(after),
        spanIds: [spans.spanId[tree.order[row]!]!],
        ...surroundings(facts, transaction),
      },
    };
  });
}

/** Jobs that waited longer than they ran. */
export function queueWaitRows(facts: TraceFacts, { queueWaitMs }: FindingThresholds): OccurrenceRow[] {
  const { tree, spans, transactions } = facts;
  const found: OccurrenceRow[] = [];
  for (let transaction = 0; transaction < transactions.count; transaction++) {
    const root = transactions.root[transaction]!;
    const sender = tree.parent[root]!;
    if (sender === -1 || spans.kind[tree.order[root]!] !== SpanKind.consumer) continue;
    const wait = tree.start[root]! - tree.start[sender]!;
    const run = durationOf(facts, root);
    if (wait < queueWaitMs * 1e6 || wait <= run) continue;
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
