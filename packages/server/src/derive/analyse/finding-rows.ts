/**
 * What is found in single traces. What needs the history of an endpoint (a slower version, a new error) is found when
 * findings are asked for: `ask/compared-findings`.
 */
import type { FindingThresholds } from '@tracebin/model';
import type { OccurrenceRow } from './derived-rows.ts';
import { repeatRows } from './repeat-rows.ts';
import { gapRows, queueWaitRows, slowQueryRows } from './slow-rows.ts';
import type { Statements } from './statements.ts';
import type { TraceFacts } from './trace-facts.ts';

export function findingRows(
  facts: TraceFacts,
  statements: Statements,
  thresholds: FindingThresholds,
): OccurrenceRow[] {
  return [
    ...repeatRows(facts, statements, thresholds),
    ...slowQueryRows(facts, statements, thresholds),
    ...gapRows(facts, thresholds),
    ...queueWaitRows(facts, thresholds),
  ];
}
