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

  /** Adds the rows of one trace to `rows`. */
  analyse(trace: TraceSpans, rows: DerivedRows): void {
    const facts = factsOfTrace(trace);
    rows.transactions.push(...transactionRows(facts));
    rows.operations.push(...operationRows(facts, this.#statements));
    rows.edges.push(...edgeRows(facts));
    rows.errors.push(...errorRows(facts));
    rows.findings.push(...findingRows(facts, this.#statements));
  }
}
