import type { Calculation, CalculationOp, Question } from '@tracebin/model';

/** Calculations in the order of the answer's columns; formulas come after them. */
export const shownCalculations = ({ calculations }: Question): readonly Calculation[] =>
  calculations === undefined || calculations.length === 0
    ? [{ op: 'COUNT' }]
    : calculations.filter(({ op }) => op !== 'HEATMAP');

const SUMS: readonly CalculationOp[] = ['COUNT', 'SUM', 'RATE_SUM'];

/**
 * True where the groups of a column add up to something: a pile of percentiles is no number, and groups have their
 * largest concurrency at different instants, so that a pile of them would be higher than there ever were open.
 */
export function addsUp(question: Question, column: number): boolean {
  const calculation = shownCalculations(question)[column];
  return calculation !== undefined && SUMS.includes(calculation.op);
}
