import { DEFAULT_THRESHOLDS, type FindingThresholds } from '@tracebin/model';
import type { DerivedRows } from './derived-rows.ts';
import { edgeRows } from './edge-rows.ts';
import { errorRows } from './error-rows.ts';
import { findingRows } from './finding-rows.ts';
import { operationRows } from './operation-rows.ts';
import { Statements } from './statements.ts';
import { factsOfTrace } from './trace-facts.ts';
import type { TraceSpans } from './trace-spans.ts';
import { transactionRows } from './transaction-rows.ts';

/** Makes the rows of traces, one after another. Kept between batches: it remembers statements. */
export class TraceAnalyser {
  readonly #statements = new Statements();

  analyse(trace: TraceSpans, thresholds: FindingThresholds = DEFAULT_THRESHOLDS): DerivedRows {
    const facts = factsOfTrace(trace);
    return {
      transactions: transactionRows(facts),
      operations: operationRows(facts, this.#statements),
      edges: edgeRows(facts),
      errors: errorRows(facts),
      findings: findingRows(facts, this.#statements, thresholds),
    };
  }
}
