import {
  type Calculation,
  type CalculationOp,
  type Condition,
  type ExampleRequest,
  narrowed,
  percentileOf,
  type Question,
} from '@tracebin/model';
import { shownCalculations } from './shown-calculations.ts';

/** What was clicked on a line: its column, the number there, the time, and of which group. */
export interface LinePoint {
  column: number;
  value: number | null;
  from: string;
  to: string;
  group?: (string | null)[];
}

/** Percentiles are read to 0.2 %, and the end of a range is not inside. */
const SLACK = 0.003;

/**
 * Asks for a trace that is an example of a point: of its calculation's events, and for a percentile, mean, largest or
 * smallest the one that comes nearest from below. For counts and sums it is the slowest.
 */
export function exampleOfPoint(
  question: Question,
  { column, value, ...place }: LinePoint,
): ExampleRequest & Pick<LinePoint, 'from' | 'to'> {
  const calculation = shownCalculations(question)[column];
  if (calculation === undefined) return { question, ...place };
  const asked = conditionsOf(calculation).reduce(narrowed, question);
  const field = calculation.column;
  if (field === undefined || value === null || !isValueOfAnEvent(calculation.op))
    return { question: asked, ...place };
  return {
    question: asked,
    ...place,
    range: { column: field, max: value + Math.max(Math.abs(value) * SLACK, Number.MIN_VALUE) },
  };
}

function conditionsOf({ filters = [], filterCombination }: Calculation): Condition[] {
  return filterCombination === 'OR' && filters.length > 1 ? [{ or: filters }] : filters;
}

const isValueOfAnEvent = (op: CalculationOp): boolean =>
  op === 'MIN' || op === 'MAX' || op === 'AVG' || percentileOf(op) !== undefined;
